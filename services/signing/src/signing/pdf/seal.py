"""印章图形 the picture of a round seal, drawn as vectors: same name and font, same bytes.

The usual form of a Chinese official seal: a red ring, a five-pointed star, the organisation's name
along the upper arc, a line of text below the star.
"""

import math
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

from fontTools.misc.transform import Identity, Transform
from fontTools.pens.basePen import BasePen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTCollection, TTFont

__all__ = ["FONTS", "find_font", "seal_pdf"]

FONTS = (
    Path("/usr/share/fonts/opentype/noto/NotoSerifCJK-Bold.ttc"),
    Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc"),
    Path("/usr/share/fonts/google-noto-serif-cjk-fonts/NotoSerifCJK-Bold.ttc"),
)
SIDE = 120.0  # points; 42 mm, the size of a company's seal
CENTRE = SIDE / 2
RING = 3.2
RED = "0.86 0.02 0.06"
NAME_RADIUS = 40.0  # of the baseline
NAME_SIZE = 14.5
NAME_ARC = math.radians(250)
STAR_RADIUS = 17.0
LINE_SIZE = 8.5
LINE_BASE = 24.0
KAPPA = 4 / 3 * math.tan(math.pi / 8)


class _Path(BasePen):  # type: ignore[misc]  # fontTools is read without its types
    """Collects PDF path operators."""

    def __init__(self, glyphs: Any) -> None:
        super().__init__(glyphs)
        self.operators: list[str] = []

    def _moveTo(self, point: Any) -> None:  # noqa: N802 — fontTools' name
        self.operators.append(f"{_at(point)} m")

    def _lineTo(self, point: Any) -> None:  # noqa: N802 — fontTools' name
        self.operators.append(f"{_at(point)} l")

    def _curveToOne(self, one: Any, two: Any, three: Any) -> None:  # noqa: N802 — fontTools' name
        self.operators.append(f"{_at(one)} {_at(two)} {_at(three)} c")

    def _closePath(self) -> None:  # noqa: N802 — fontTools' name
        self.operators.append("h")


class _Face:
    """A font at work: glyphs as paths, scaled to one unit per em."""

    def __init__(self, font: TTFont) -> None:
        self._glyphs = font.getGlyphSet()
        self._cmap = font.getBestCmap()
        self._scale = 1 / font["head"].unitsPerEm

    def width(self, char: str) -> float:
        return float(self._glyphs[self._name(char)].width * self._scale)

    def draw(self, char: str, where: Transform) -> list[str]:
        path = _Path(self._glyphs)
        pen = TransformPen(path, where.scale(self._scale))
        self._glyphs[self._name(char)].draw(pen)
        return path.operators

    def _name(self, char: str) -> str:
        return str(self._cmap.get(ord(char), ".notdef"))


def find_font(candidates: Iterable[Path] = FONTS) -> Path:
    """字体 the first installed font that has Chinese.

    Raises:
        FileNotFoundError: none is installed; Debian's package is fonts-noto-cjk.
    """
    for path in candidates:
        if path.exists():
            return path
    raise FileNotFoundError("no Chinese font: install fonts-noto-cjk")


def seal_pdf(name: str, line: str = "电子签章", font: Path | None = None) -> bytes:
    """印章文件 a one-page PDF without background, 120 points square; deterministic.

    Args:
        name: the organisation, along the arc.
        line: the text below the star.
        font: an OpenType font or collection; the first installed Noto CJK by default.
    """
    with _open(font or find_font()) as opened:
        face = _Face(opened)
        glyphs = [*_arc(face, name), *_straight(face, line)]
    content = "\n".join([f"{RED} rg {RED} RG", *_ring(), *_star(), *glyphs, "f"])
    return _one_page(content.encode("ascii"))


@contextmanager
def _open(path: Path) -> Iterator[TTFont]:
    if path.suffix == ".ttc":
        with TTCollection(path, lazy=True) as collection:
            yield _simplified(collection.fonts)
    else:
        with TTFont(path, lazy=True) as font:
            yield font


def _simplified(fonts: list[TTFont]) -> TTFont:
    """The face for simplified Chinese; the first one where no name tells."""
    named = (font for font in fonts if str(font["name"].getDebugName(1)).endswith(" SC"))
    return next(named, fonts[0])


def _ring() -> list[str]:
    radius = CENTRE - RING / 2 - 0.4
    return [f"{RING} w", *_circle(radius), "S"]


def _circle(radius: float) -> list[str]:
    pull = radius * KAPPA
    corners = [(radius, 0.0), (0.0, radius), (-radius, 0.0), (0.0, -radius), (radius, 0.0)]
    path = [f"{_at(_from_centre(corners[0]))} m"]
    for (x0, y0), (x1, y1) in pairwise(corners):
        first = (x0 - y0 / radius * pull, y0 + x0 / radius * pull)
        second = (x1 + y1 / radius * pull, y1 - x1 / radius * pull)
        curve = [_at(_from_centre(point)) for point in (first, second, (x1, y1))]
        path.append(" ".join(curve) + " c")
    return [*path, "h"]


def _star() -> list[str]:
    points = []
    for step in range(10):
        angle = math.pi / 2 + step * math.pi / 5
        reach = STAR_RADIUS if step % 2 == 0 else STAR_RADIUS * 0.381966
        points.append(_from_centre((reach * math.cos(angle), reach * math.sin(angle))))
    return [f"{_at(points[0])} m", *[f"{_at(point)} l" for point in points[1:]], "h f"]


def _arc(face: _Face, name: str) -> list[str]:
    """Characters stand on the circle, spread evenly, narrower when there are many."""
    step = NAME_ARC / max(len(name), 8)
    size = min(NAME_SIZE, step * NAME_RADIUS * 1.1)
    start = math.pi / 2 + step * (len(name) - 1) / 2
    path: list[str] = []
    for place, char in enumerate(name):
        angle = start - place * step
        where = Identity.translate(CENTRE, CENTRE).rotate(angle - math.pi / 2)
        where = where.translate(-face.width(char) * size / 2, NAME_RADIUS).scale(size)
        path += face.draw(char, where)
    return path


def _straight(face: _Face, line: str) -> list[str]:
    size = LINE_SIZE
    cursor = CENTRE - sum(face.width(char) for char in line) * size / 2
    path: list[str] = []
    for char in line:
        path += face.draw(char, Identity.translate(cursor, LINE_BASE).scale(size))
        cursor += face.width(char) * size
    return path


def _from_centre(point: tuple[float, float]) -> tuple[float, float]:
    return point[0] + CENTRE, point[1] + CENTRE


def _at(point: tuple[float, float]) -> str:
    return f"{point[0]:.2f} {point[1]:.2f}"


def _one_page(content: bytes) -> bytes:
    """A PDF with nothing that varies: no dates, no id, no compression."""
    bodies = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Resources << >> /Contents 4 0 R >>"
        % (SIDE, SIDE),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
    ]
    out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    for number, body in enumerate(bodies, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\n" % (len(bodies) + 1)
    out += b"startxref\n%d\n%%%%EOF\n" % table
    return bytes(out)
