import enum
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from tenderhall_kit.plain import canonical, fingerprint, plain


class Colour(enum.StrEnum):
    RED = "red"


@dataclass
class Point:
    x: Decimal


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (None, None),
        ({"a": (1, 2.5, True)}, {"a": [1, 2.5, True]}),
        (Decimal("1E+3"), "1000"),
        (Decimal("0.10"), "0.10"),
        (date(2026, 9, 21), "2026-09-21"),
        (datetime(2026, 9, 21, 1, tzinfo=UTC), "2026-09-21T09:00:00+08:00"),
        (UUID(int=0), "00000000-0000-0000-0000-000000000000"),
        (Colour.RED, "red"),
        (Point(Decimal(1)), {"x": "1"}),
        ({"b", "a"}, ["a", "b"]),
    ],
)
def test_values_become_what_json_can_say(value: object, told: object) -> None:
    assert plain(value) == told


@pytest.mark.parametrize("value", [b"bytes", object(), datetime(2026, 1, 1)])  # noqa: DTZ001 — the very fault
def test_what_json_cannot_say_is_a_fault(value: object) -> None:
    with pytest.raises(TypeError):
        plain(value)


def test_equal_values_have_one_canonical_form() -> None:
    assert (
        canonical({"b": "甲", "a": 1})
        == canonical({"a": 1, "b": "甲"})
        == '{"a":1,"b":"甲"}'.encode()
    )


def test_another_value_has_another_fingerprint() -> None:
    assert fingerprint({"a": 1}) != fingerprint({"a": 2})
