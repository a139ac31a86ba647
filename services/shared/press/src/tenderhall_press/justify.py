"""两端对齐 justify Chinese: spread the rest of a line between its characters.

WeasyPrint 70.0 stretches spaces only, and Chinese has none, so the right edge would be ragged.
The version is pinned, and a test measures the edge.
"""

from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline
from weasyprint.text.line_break import create_layout

CJK = (
    ("\u2e80", "\u9fff"),
    ("\uf900", "\ufaff"),
    ("\uff00", "\uffef"),
    ("\U00020000", "\U0003ffff"),
)
WIDEST_GAP = 0.16
"""Of the type size. A line cut short by a long address is left ragged rather than torn apart."""

stretch_spaces = inline.justify_line


def justify_chinese() -> None:
    """启用 put our way in place of WeasyPrint's; harmless when repeated."""
    inline.justify_line = justify_line


def justify_line(context: Any, line: Any, extra_width: float) -> None:
    """Spread letter spacing over a line that is mostly Chinese; leave the others to WeasyPrint."""
    texts = list(_texts(line))
    whole = "".join(box.text for box in texts)
    gap = extra_width / max(len(whole) - 1, 1)
    if extra_width <= 0 or 2 * sum(map(_is_cjk, whole)) <= len(whole):
        stretch_spaces(context, line, extra_width)
    elif gap <= WIDEST_GAP * line.style["font_size"]:
        _spread(context, line, gap, 0.0)


def _spread(context: Any, box: Any, spacing: float, moved: float) -> float:
    box.position_x += moved
    if isinstance(box, boxes.TextBox):
        return moved + _widen(context, box, spacing)
    before = moved
    if isinstance(box, boxes.LineBox | boxes.InlineBox):
        for child in box.children:
            if child.is_in_normal_flow():
                moved = _spread(context, child, spacing, moved)
        box.width += moved - before
    return moved


def _widen(context: Any, box: Any, spacing: float) -> float:
    normal = box.style["letter_spacing"]
    style = box.style.copy()
    style["letter_spacing"] = spacing + (0 if normal == "normal" else normal)
    box.style = style
    layout = create_layout(box.text, style, context, max_width=None, justification_spacing=0)
    layout.deactivate()
    box.pango_layout = layout
    added = spacing * len(box.text)
    box.width += added
    return added


def _texts(box: Any) -> Any:
    if isinstance(box, boxes.TextBox):
        yield box
    elif isinstance(box, boxes.LineBox | boxes.InlineBox):
        for child in box.children:
            yield from _texts(child)


def _is_cjk(character: str) -> bool:
    return any(first <= character <= last for first, last in CJK)
