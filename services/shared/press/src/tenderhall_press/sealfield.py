"""签章域 an empty, named signature field where the seal will stand.

The signing service finds the place by the field's name, so that nobody has to search for words or
agree on coordinates; filling an existing field changes nothing else in the document.
"""

from typing import Any

import pydyf
from weasyprint import Document

FIELD = "seal"
POINTS_PER_PIXEL = 0.75
PRINT_AND_LOCKED = 4 | 128


def seal_box(document: Document) -> dict[str, float] | None:
    """签章位置 the box of the element ``#seal``: page from 1; x, y, w, h in points, from below."""
    for number, page in enumerate(document.pages, start=1):
        if FIELD in page.anchors:
            left, top, right, bottom = (side * POINTS_PER_PIXEL for side in page.anchors[FIELD])
            height = page.height * POINTS_PER_PIXEL
            sides = {"x": left, "y": height - bottom, "w": right - left, "h": bottom - top}
            return {"page": number, **{name: round(side, 2) for name, side in sides.items()}}
    return None


def add_seal_field(pdf: Any, box: dict[str, float] | None) -> None:
    """放置签章域 add the field to a PDF being written; no box, no field."""
    if box is None:
        return
    x, y, width, height = box["x"], box["y"], box["w"], box["h"]
    # PDF/A asks for an appearance on every visible annotation (ISO 19005-3, 6.3.3): an empty one.
    blank = pydyf.Stream(
        [],
        pydyf.Dictionary(
            {"Type": "/XObject", "Subtype": "/Form", "BBox": pydyf.Array([0, 0, width, height])}
        ),
    )
    pdf.add_object(blank)
    page = pdf.objects[pdf.pages["Kids"][3 * (int(box["page"]) - 1)]]
    field = pydyf.Dictionary(
        {
            "Type": "/Annot",
            "Subtype": "/Widget",
            "FT": "/Sig",
            "T": pydyf.String(FIELD),
            "F": PRINT_AND_LOCKED,
            "Rect": pydyf.Array([x, y, x + width, y + height]),
            "P": page.reference,
            "AP": pydyf.Dictionary({"N": blank.reference}),
        }
    )
    pdf.add_object(field)
    page.setdefault("Annots", pydyf.Array()).append(field.reference)
    pdf.catalog["AcroForm"] = pydyf.Dictionary({"Fields": pydyf.Array([field.reference])})
