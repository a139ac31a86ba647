from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from tenderhall_press.formats import capital, day, minute, money, paragraphs, yes_no


def test_a_moment_is_printed_in_chinese_time() -> None:
    assert minute(datetime(2026, 11, 23, 1, 30, tzinfo=UTC)) == "2026年11月23日 09点30分"
    assert minute("2026-12-22T09:05:00+08:00") == "2026年12月22日 09点05分"


def test_the_day_of_a_late_utc_moment_is_the_next_chinese_day() -> None:
    assert day("2026-11-23T17:00:00+00:00") == "2026年11月24日"
    assert day(date(2026, 3, 1)) == "2026年03月01日"


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="时区"):
        minute("2026-12-22T09:05:00")


def test_a_day_is_no_moment() -> None:
    with pytest.raises(TypeError):
        minute("2026-12-22")


@pytest.mark.parametrize(
    ("value", "printed"),
    [("0", "0.00"), ("1234567.8", "1,234,567.80"), (Decimal("1E+3"), "1,000.00")],
)
def test_money_has_two_places_and_groups(value: str | Decimal, printed: str) -> None:
    assert money(value) == printed


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("0", "零元整"),
        ("0.05", "伍分"),
        ("0.30", "叁角"),
        ("10", "壹拾元整"),
        ("325.04", "叁佰贰拾伍元零肆分"),
        ("1409.50", "壹仟肆佰零玖元伍角"),
        ("6007.14", "陆仟零柒元壹角肆分"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("107000", "壹拾万柒仟元整"),
        ("100007", "壹拾万零柒元整"),
        ("2650000.00", "贰佰陆拾伍万元整"),
        ("100000001", "壹亿零壹元整"),
        ("120000050000", "壹仟贰佰亿零伍万元整"),
        ("1200000000000", "壹万贰仟亿元整"),
        (Decimal("12.345"), "壹拾贰元叁角伍分"),
        (None, "（待填写）"),
    ],
)
def test_amounts_are_written_in_capital_numerals(value: str | None, written: str) -> None:
    assert capital(value) == written


def test_small_words() -> None:
    assert [yes_no(one) for one in (True, False)] == ["是", "否"]
    assert paragraphs(" 一 \n\n二\r\n") == ["一", "二"]
