"""签章位置 where the seal goes: one function per mode, each yields a signature field.

Present: 坐标 (position), 域 (an empty signature field put in at generation). To come, in the same
table: 关键字, 多页, 骑缝章, 手写.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, enumerate_sig_fields

from signing.pipe import Refused

__all__ = ["Anchor", "anchor"]


@dataclass(frozen=True)
class Anchor:
    """锚点 a signature field and how its page is turned.

    Attributes:
        field: name of the field that takes the signature.
        new: how to make it, None when it is in the document already.
        rotation: the page's /Rotate; the seal is turned by as much, to stand upright.
    """

    field: str
    new: SigFieldSpec | None
    rotation: int


def anchor(writer: IncrementalPdfFileWriter, placement: Mapping[str, Any]) -> Anchor:
    """定位 the anchor for a placement: ``{"mode": "field"|"position", …}``.

    Raises:
        Refused: PLACEMENT, with what is wrong.
    """
    mode = MODES.get(placement["mode"])
    if mode is None:
        raise Refused("PLACEMENT", f"mode {placement['mode']} is not supported")
    return mode(writer, placement)


def _named_field(writer: IncrementalPdfFileWriter, placement: Mapping[str, Any]) -> Anchor:
    """域 an empty signature field by name; ``field`` is the name."""
    wanted = placement["field"]
    for name, value, reference in enumerate_sig_fields(writer):
        if name == wanted:
            if value is not None:
                raise Refused("PLACEMENT", f"field {wanted} is signed already")
            return Anchor(wanted, None, _rotation_of_field(reference.get_object()))
    raise Refused("PLACEMENT", f"the document has no signature field {wanted}")


def _position(writer: IncrementalPdfFileWriter, placement: Mapping[str, Any]) -> Anchor:
    """坐标 lower left corner in points on the page as it is seen; ``page`` from 1."""
    pages = writer.root["/Pages"]["/Count"]
    number = placement["page"]
    if not 1 <= number <= pages:
        raise Refused("PLACEMENT", f"page {number} of {pages}")
    reference, _ = writer.find_page_for_modification(number - 1)
    page = reference.get_object()
    rotation = int(_inherited(page, "/Rotate", 0)) % 360
    box = _on_paper(page, rotation, placement)
    name = _free_name(writer)
    spec = SigFieldSpec(name, on_page=number - 1, box=box, combine_annotation=True)
    return Anchor(name, spec, rotation)


MODES: Mapping[str, Callable[[IncrementalPdfFileWriter, Mapping[str, Any]], Anchor]] = {
    "field": _named_field,
    "position": _position,
}


def _on_paper(page: Any, rotation: int, placement: Mapping[str, Any]) -> tuple[int, int, int, int]:
    """From the page as seen (cropped, turned) to the page as stored; whole points."""
    left, bottom, right, top = _crop(page)
    x, y, side = placement["x"], placement["y"], placement["width"]
    wide, high = right - left, top - bottom
    seen_wide, seen_high = (wide, high) if rotation % 180 == 0 else (high, wide)
    if x < 0 or y < 0 or x + side > seen_wide or y + side > seen_high:
        raise Refused("PLACEMENT", "the seal would not lie wholly on the page")
    corner = {
        0: (x, y),
        90: (wide - y - side, x),
        180: (wide - x - side, high - y - side),
        270: (y, high - x - side),
    }[rotation]
    x0, y0 = round(left + corner[0]), round(bottom + corner[1])
    return x0, y0, x0 + round(side), y0 + round(side)


def _crop(page: Any) -> tuple[float, float, float, float]:
    box = _inherited(page, "/CropBox", None) or _inherited(page, "/MediaBox", None)
    x0, y0, x1, y1 = (float(value) for value in box)
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _inherited(page: Any, key: str, default: Any) -> Any:
    node = page
    while True:
        if key in node:
            return node[key]
        if "/Parent" not in node:
            return default
        node = node["/Parent"]


def _rotation_of_field(field: Any) -> int:
    widget = field["/Kids"][0] if "/Kids" in field else field
    return int(_inherited(widget["/P"], "/Rotate", 0)) % 360 if "/P" in widget else 0


def _free_name(writer: IncrementalPdfFileWriter) -> str:
    taken = {name for name, _, _ in enumerate_sig_fields(writer)}
    return next(name for n in range(1, 10**6) if (name := f"Seal{n}") not in taken)


def turn(rotation: int, side: float) -> tuple[float, float, float, float, float, float]:
    """旋转 the PDF matrix that turns a square of ``side`` points about its centre."""
    angle = math.radians(rotation)
    cos, sin = round(math.cos(angle)), round(math.sin(angle))
    half = side / 2
    return cos, sin, -sin, cos, half - cos * half + sin * half, half - sin * half - cos * half
