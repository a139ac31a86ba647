from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from tenderhall_bench import curve, page, report
from tenderhall_bench.line import NAMES, Curve, Line, Result, find

RESULT = Result(
    "booking.8c.1e4",
    1.25,
    "×",
    1.0,
    "higher",
    {"ours": 500.0, "peer": 400.0},
    {"bookings": 10**4},
    3.2,
)
MORE = replace(RESULT, line="booking.8c.1e6", sizes={"bookings": 10**6})
CURVE = Curve("booking-8c", "预约 <8>", "booking.8c.", "bookings", "bookings/s")
LINE = Line("booking", "场地预约", "infra", lambda _: [RESULT], (CURVE,))


@pytest.mark.parametrize(
    ("value", "bar", "better", "ok"),
    [
        (1.0, 1.0, "higher", True),
        (0.99, 1.0, "higher", False),
        (1.3, 1.3, "lower", True),
        (1.31, 1.3, "lower", False),
        (7, None, "lower", None),
    ],
)
def test_a_bar_is_met_at_its_own_value(
    value: float, bar: float | None, better: Any, ok: Any
) -> None:
    row = replace(RESULT, value=value, bar=bar, better=better)
    assert (row.ok, row.told()["ok"]) == (ok, ok)


def test_unknown_lines_are_named() -> None:
    with pytest.raises(ValueError, match="nonsense"):
        find(["nonsense"])


def test_every_line_has_a_module_of_its_name() -> None:
    assert sorted(one.name for one in find()) == sorted(NAMES)


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0, "0"), (0.9512, "0.951"), (7.026, "7.03"), (41.23, "41.2"), (1234.5, "1 234")],
)
def test_numbers_show_three_digits_that_say_something(value: float, shown: str) -> None:
    assert report.number(value) == shown


def test_a_missed_bar_is_marked() -> None:
    assert report.brief(replace(RESULT, value=0.5)).startswith("✘ booking.8c.1e4 0.500 × (≥ 1)")


def test_only_what_stands_between_the_markers_is_renewed(tmp_path: Path) -> None:
    path = tmp_path / "bench.md"
    marked = "<!-- figures booking -->\nold\n<!-- /figures booking -->"
    path.write_text(f"# words\n{marked}\nmore words \\1\n")
    page.renew(path, [LINE], {"booking": [RESULT, MORE]}, {"cpu": "2 × X"})
    page.renew(path, [LINE], {"booking": [RESULT, MORE]}, {"cpu": "2 × X"})
    text = path.read_text()
    assert "old" not in text
    assert text.count("booking.8c.1e4") == 1
    assert text.startswith("# words\n")
    assert text.endswith("more words \\1\n")
    assert (tmp_path / "bench" / "booking-8c.svg").exists()


def test_a_line_without_a_place_in_the_page_is_named(tmp_path: Path) -> None:
    path = tmp_path / "bench.md"
    path.write_text("# words\n")
    with pytest.raises(ValueError, match="booking"):
        page.renew(path, [replace(LINE, curves=())], {"booking": [RESULT]}, {})


def test_a_curve_is_sound_xml_with_a_line_for_each_way() -> None:
    drawn = ET.fromstring(curve.draw(CURVE, [RESULT, MORE]))  # noqa: S314 — our own drawing
    assert len(drawn.findall("{*}polyline")) == 2
    assert "预约 <8> (bookings/s)" in [one.text for one in drawn.findall("{*}text")]
