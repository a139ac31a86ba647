"""Field types: USCC vectors, money, times, digests, lines of text."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import ValidationError, fields
from tenderhall_contracts.core import Gives
from tenderhall_contracts.fields import Instant, Money, Sha256, Uscc, text, uscc_ok

VALID = ("91110000600037341L", "12430400MB0000001W", "91430400MA4L12345R", "N2430400MB00000017")
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def load(field: fields.Field[Any], value: object) -> Any:
    return field.deserialize(value)


def refuses(field: fields.Field[Any], value: object) -> bool:
    with pytest.raises(ValidationError):
        load(field, value)
    return True


# ── 统一社会信用代码 GB 32100-2015, vectors of domain §3 ──────────────────────────────────────────
@pytest.mark.parametrize("code", VALID)
def test_a_valid_code_is_accepted_in_any_case_and_given_in_capitals(code: str) -> None:
    assert uscc_ok(code)
    assert load(Uscc(), f" {code.lower()} ") == code


@given(
    code=st.sampled_from(VALID), place=st.integers(0, 17), char=st.sampled_from(ALPHABET + "IOSVZ*")
)
def test_any_change_of_one_character_is_noticed(code: str, place: int, char: str) -> None:
    changed = code[:place] + char + code[place + 1 :]
    assert uscc_ok(changed) is (changed == code)


@pytest.mark.parametrize(
    "code",
    [
        "",
        "91110000600037341",
        "91110000600037341L0",
        "911A0000600037341L",
        "9111000060003734\uff11L",
    ],
    ids=["empty", "short", "long", "letter in the region", "full-width digit"],
)
def test_what_has_no_form_of_a_code_is_refused(code: str) -> None:
    assert not uscc_ok(code)
    assert refuses(Uscc(), code)


def test_a_code_that_is_no_text_is_refused() -> None:
    assert refuses(Uscc(), 91110000)


# ── 金额 ────────────────────────────────────────────────────────────────────────────────────────
@given(cents=st.integers(0, 10**17))
def test_money_is_exact_and_a_string_on_the_wire(cents: int) -> None:
    amount = Decimal(cents) / 100
    told = Money().serialize("it", {"it": amount})
    assert isinstance(told, str)
    assert load(Money(), told) == amount


@pytest.mark.parametrize("amount", ["-0.01", "NaN", "Infinity", "1e16", "一百", None])
def test_what_is_no_amount_is_refused(amount: str | None) -> None:
    assert refuses(Money(), amount)


def test_money_may_have_a_limit_of_its_own() -> None:
    from marshmallow import validate  # noqa: PLC0415 — used here only

    assert refuses(Money(validate=validate.Range(max=5)), "6")


# ── 时刻、摘要 ──────────────────────────────────────────────────────────────────────────────────
def test_a_time_keeps_its_instant_whatever_its_offset() -> None:
    at = datetime(2026, 11, 23, 9, 30, tzinfo=timezone(timedelta(hours=8)))
    told = Instant().serialize("it", {"it": at})
    assert told == "2026-11-23T09:30:00+08:00"
    assert load(Instant(), told) == at == at.astimezone(UTC)


@pytest.mark.parametrize("told", ["2026-11-23T09:30:00", "2026-11-23", "soon", 0])
def test_a_time_without_offset_is_refused(told: object) -> None:
    assert refuses(Instant(), told)


def test_a_digest_is_lower_case_hexadecimal_of_256_bits() -> None:
    assert load(Sha256(), "0a" * 32) == "0a" * 32
    for wrong in ("0A" * 32, "0a" * 31, "0g" * 32, "0a" * 32 + "\n", ""):
        assert refuses(Sha256(), wrong)


# ── 文本 ────────────────────────────────────────────────────────────────────────────────────────
class Lines(Gives):
    wanted = text(5, required=True)
    filled = text(5, blank=False)
    free = text(5)


def test_a_line_may_be_as_long_as_it_may() -> None:
    told = {"wanted": "一二三四五", "filled": "一", "free": ""}
    assert Lines().load(told) == told


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"wanted": "一二三四五六"}, "wanted"),
        ({"wanted": " \n\t"}, "wanted"),
        ({}, "wanted"),
        ({"wanted": "一", "filled": " "}, "filled"),
        ({"wanted": "一", "free": "一二三四五六"}, "free"),
    ],
)
def test_a_line_that_is_too_long_or_empty_is_named(told: dict[str, str], field: str) -> None:
    assert list(Lines().validate(told)) == [field]


def test_a_required_line_may_begin_with_an_empty_one() -> None:
    assert Lines().load({"wanted": "\n一"}) == {"wanted": "\n一"}
