"""查询串 a query string in the shape of an RPC's schema; whether it is valid, its service says."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from marshmallow import Schema, fields
from tenderhall_contracts.errors import Problem

from gateway.errors import malformed

_WHOLE = re.compile(r"-?\d{1,18}")


def payload(takes: type[Schema], items: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """入参 ``pdf.size=3&kind=a&kind=b`` → ``{"pdf": {"size": 3}, "kind": ["a", "b"]}``.

    Raises:
        Problem: MALFORMED where one value stands twice, or a name is both a value and a group.
    """
    read: dict[str, Any] = {}
    for name, text in items:
        *groups, last = name.split(".")
        place: dict[str, Any] = read
        declared: Mapping[str, fields.Field[Any]] = takes().fields
        for group in groups:
            place = place.setdefault(group, {})
            declared = _inside(declared.get(group))
            if not isinstance(place, dict):
                raise _twice(name)
        _put(place, last, declared.get(last), text, name)
    return read


def _put(
    place: dict[str, Any], last: str, field: fields.Field[Any] | None, text: str, name: str
) -> None:
    if isinstance(field, fields.List):
        place.setdefault(last, []).append(_value(field.inner, text))
    elif last in place:
        raise _twice(name)
    else:
        place[last] = _value(field, text)


def _inside(field: fields.Field[Any] | None) -> Mapping[str, fields.Field[Any]]:
    return field.schema.fields if isinstance(field, fields.Nested) else {}


def _value(field: fields.Field[Any] | None, text: str) -> Any:
    """Strict whole numbers refuse text, so they become numbers here; all else is read as text."""
    whole = isinstance(field, fields.Integer) and _WHOLE.fullmatch(text)
    return int(text) if whole else text


def _twice(name: str) -> Problem:
    return malformed(name, "query.twice", "查询参数重复", "This parameter is given twice")
