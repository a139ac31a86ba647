"""Make a small static TrueType font out of a large one: the glyphs of GB 2312, quadratic curves."""

from pathlib import Path

from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont, newTable

CURVE_ERROR = 1.0
"""Largest distance, in font units, between the cubic curve and the quadratic ones."""

KEPT_TABLES = frozenset(
    {"head", "hhea", "maxp", "OS/2", "name", "cmap", "post", "glyf", "loca", "hmtx"}
)
EXTRA = "—…‘’“”·•×÷±°℃№㎡㎥㎏㎜㎝㎞‰€£¥〇①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳□■☐☑√✓"
MAXP_UNHINTED = [
    "maxTwilightPoints",
    "maxStorage",
    "maxFunctionDefs",
    "maxInstructionDefs",
    "maxStackElements",
    "maxSizeOfInstructions",
    "maxComponentElements",
    "maxPoints",
    "maxContours",
    "maxCompositePoints",
    "maxCompositeContours",
    "maxComponentDepth",
]


def alphabet() -> frozenset[int]:
    """字符集 the code points of the small fonts: ASCII, all of GB 2312, the signs notices use."""
    rows = (bytes((high, low)) for high in range(0xA1, 0xF8) for low in range(0xA1, 0xFF))
    national = "".join(pair.decode("gb2312", errors="ignore") for pair in rows)
    return frozenset({*range(0x20, 0x7F), *map(ord, national), *map(ord, EXTRA)})


def shrink(source: Path, target: Path, family: str) -> None:
    """缩小字体 write a subset of one font as static TrueType under a family name of our own.

    The same source gives the same bytes: no time stamp is written.
    """
    font = TTFont(source, recalcTimestamp=False)
    _keep_alphabet(font)
    if "CFF " in font:
        _to_quadratic(font)
    for table in set(font.keys()) - KEPT_TABLES - {"GlyphOrder"}:
        del font[table]
    _rename(font, family)
    font.save(target)


def _keep_alphabet(font: TTFont) -> None:
    options = Options(hinting=False, notdef_outline=True, layout_features=[], desubroutinize=True)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=alphabet())
    subsetter.subset(font)


def _to_quadratic(font: TTFont) -> None:
    """Draw every glyph through a cubic-to-quadratic pen (recipe of fontTools: otf2ttf.py)."""
    glyphs, order, drawn = font.getGlyphSet(), font.getGlyphOrder(), {}
    for name in order:
        pen = TTGlyphPen(glyphs)
        glyphs[name].draw(Cu2QuPen(pen, CURVE_ERROR, reverse_direction=True))
        drawn[name] = pen.glyph()
    font["loca"] = newTable("loca")
    font["glyf"] = newTable("glyf")
    font["glyf"].glyphOrder, font["glyf"].glyphs = order, drawn
    del font["CFF "]
    font["maxp"].tableVersion, font["maxp"].maxZones = 0x00010000, 1
    for field in MAXP_UNHINTED:
        setattr(font["maxp"], field, 0)
    font["post"].formatType = 3.0
    font.sfntVersion = "\x00\x01\x00\x00"


def _rename(font: TTFont, family: str) -> None:
    names = font["name"]
    names.names = []
    postscript = family.replace(" ", "")
    for number, text in ((1, family), (2, "Regular"), (4, family), (6, postscript)):
        names.setName(text, number, 3, 1, 0x409)
