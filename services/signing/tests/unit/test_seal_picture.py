"""The picture of the seal, and the matrix that keeps it upright."""

import io
import re

import pytest
from pypdf import PdfReader
from signing.pdf.placement import turn
from signing.pdf.seal import seal_pdf

NAME = "湖南衡岳招标代理有限公司"


def test_the_same_name_gives_the_same_bytes() -> None:
    assert seal_pdf(NAME) == seal_pdf(NAME)
    assert seal_pdf(NAME) != seal_pdf(NAME + "分公司")


@pytest.mark.parametrize(
    "name", ["衡阳", NAME, "湖南省衡阳市公共资源交易中心政府采购招标代理服务部"]
)
def test_the_picture_is_one_square_page_that_stays_inside(name: str) -> None:
    (page,) = PdfReader(io.BytesIO(seal_pdf(name))).pages
    assert [float(side) for side in page.mediabox] == [0, 0, 120, 120]
    drawn = page.get_contents().get_data().decode()
    numbers = [float(one) for one in re.findall(r"-?\d+\.\d+(?= )", drawn)]
    assert min(numbers) >= 0
    assert max(numbers) <= 120


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_turn_keeps_the_square_in_place(rotation: int) -> None:
    a, b, c, d, e, f = turn(rotation, 100)
    corners = {(a * x + c * y + e, b * x + d * y + f) for x in (0, 100) for y in (0, 100)}
    assert corners == {(0, 0), (100, 0), (0, 100), (100, 100)}
