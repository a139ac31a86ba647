"""The seal as a reader sees it: in its place and upright, on turned and cropped pages too."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pikepdf
import pypdfium2
import pytest
from signing.pipe import Worker

SIDE = 120
X, Y = 60, 90


@pytest.fixture
def page(tmp_path: Path) -> Callable[..., Path]:
    """A page of grey, 400 by 300 points as seen."""

    def make(rotate: int = 0, inset: int = 0) -> Path:
        path = tmp_path / f"page-{rotate}-{inset}.pdf"
        wide, high = (400, 300) if rotate % 180 == 0 else (300, 400)
        with pikepdf.new() as pdf:
            pdf.add_blank_page(page_size=(wide + 2 * inset, high + 2 * inset))
            made = pdf.pages[0]
            made.contents_add(b"0.8 g 0 0 1000 1000 re f")
            made.Rotate = rotate
            if inset:
                made.CropBox = [inset, inset, wide + inset, high + inset]
            pdf.save(path)
        return path

    return make


def seen(path: Path) -> Any:
    """The first page as pixels, one for each point."""
    with pypdfium2.PdfDocument(path) as pdf:
        pdf.init_forms()
        return pdf[0].render(scale=1, may_draw_forms=True).to_pil().convert("RGB")


def sealed(sealer: Worker, order: Callable, source: Path) -> Any:
    place = {"mode": "position", "page": 1, "x": X, "y": Y, "width": SIDE}
    digest = hashlib.sha256(source.read_bytes()).hexdigest()
    asked = order(
        f"{source.stem}-{uuid4().hex}",
        source=str(source),
        sha256=digest,
        placement=place,
        level="B-B",
    )
    sealer.call("sign", **asked)
    return seen(Path(asked["output"]))


def red(image: Any) -> set[tuple[int, int]]:
    wide, high = image.size
    pixels = image.load()
    return {
        (x, y) for x in range(wide) for y in range(high) if pixels[x, y][0] - pixels[x, y][1] > 60
    }


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
@pytest.mark.parametrize("inset", [0, 25])
def test_the_seal_is_in_its_place_and_upright(
    sealer: Worker, order: Callable, page: Callable, rotate: int, inset: int
) -> None:
    plain = red(sealed(sealer, order, page()))
    turned = red(sealed(sealer, order, page(rotate, inset)))
    left, right = min(x for x, _ in turned), max(x for x, _ in turned)
    top, bottom = min(y for _, y in turned), max(y for _, y in turned)
    assert (left, bottom) == pytest.approx((X, 300 - Y), abs=2)
    assert (right, top) == pytest.approx((X + SIDE, 300 - Y - SIDE), abs=2)
    assert len(plain ^ turned) < 0.1 * len(plain)


def test_the_text_under_the_seal_stays_readable(
    sealer: Worker, order: Callable, tmp_path: Path, page: Callable
) -> None:
    source = page()
    with pikepdf.open(source, allow_overwriting_input=True) as pdf:
        pdf.pages[0].contents_add(f"0 g {X} {Y} {SIDE} {SIDE} re f".encode())
        pdf.save(source)
    image = sealed(sealer, order, source)
    assert image.getpixel((X + SIDE // 2, 300 - Y - SIDE // 2)) == (0, 0, 0)
