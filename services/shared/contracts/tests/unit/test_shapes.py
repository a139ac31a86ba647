"""Schemas as JSON Schema."""

from enum import StrEnum
from typing import Any

import pytest
from marshmallow import fields, validate
from tenderhall_contracts.core import Gives, Takes
from tenderhall_contracts.fields import Instant, Money, Sha256, Uscc, text
from tenderhall_contracts.shapes import Shapes


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class Inner(Takes):
    name = text(5, required=True)


@pytest.mark.parametrize(
    ("field", "told"),
    [
        (fields.UUID(), {"type": "string", "format": "uuid"}),
        (Instant(), {"type": "string", "format": "date-time"}),
        (fields.Date(), {"type": "string", "format": "date"}),
        (fields.Decimal(), {"type": "string", "format": "decimal"}),
        (fields.Boolean(), {"type": "boolean"}),
        (fields.Float(), {"type": "number"}),
        (fields.String(), {"type": "string"}),
        (Uscc(), {"type": "string", "format": "uscc"}),
        (Sha256(), {"type": "string", "format": "sha256"}),
        (Money(), {"type": "string", "format": "money", "minimum": 0, "maximum": 10**15}),
        (fields.Enum(Colour, by_value=True), {"type": "string", "enum": ["blue", "red"]}),
        (fields.Integer(allow_none=True), {"type": ["integer", "null"]}),
        (
            fields.Integer(validate=validate.Range(1, 9)),
            {"type": "integer", "minimum": 1, "maximum": 9},
        ),
        (
            fields.String(validate=[validate.Length(max=3), validate.Regexp("a|b")]),
            {"type": "string", "maxLength": 3, "pattern": "^a|b"},
        ),
        (
            fields.String(validate=validate.OneOf(["b", "a"])),
            {"type": "string", "enum": ["a", "b"]},
        ),
        (
            fields.List(fields.Integer(), validate=validate.Length(min=1)),
            {"type": "array", "items": {"type": "integer"}, "minItems": 1},
        ),
        (fields.Dict(), {"type": "object", "additionalProperties": True}),
        (
            fields.Dict(values=fields.String()),
            {"type": "object", "additionalProperties": {"type": "string"}},
        ),
        (fields.Nested(Inner), {"$ref": "#/$defs/Inner"}),
        (
            fields.Nested(Inner, allow_none=True),
            {"anyOf": [{"$ref": "#/$defs/Inner"}, {"type": "null"}]},
        ),
    ],
)
def test_a_field_has_its_shape(field: fields.Field[Any], told: dict[str, Any]) -> None:
    assert Shapes().field(field) == told


def test_a_strict_schema_allows_nothing_else() -> None:
    shapes = Shapes()
    assert shapes.of(Inner) == {"$ref": "#/$defs/Inner"}
    assert shapes.named["Inner"] == {
        "type": "object",
        "properties": {
            "name": {"type": "string", "maxLength": 5, "pattern": r"^(?s).*\S"},
        },
        "required": ["name"],
        "additionalProperties": False,
    }


def test_a_tolerant_schema_allows_more_unless_it_is_told_to_be_strict() -> None:
    class Loose(Gives):
        name = fields.String()

    shapes = Shapes()
    assert shapes.of(Loose) == {"$ref": "#/$defs/Loose"}
    assert shapes.field(fields.Nested(Loose, unknown="raise")) == {"$ref": "#/$defs/Loose2"}
    assert shapes.of(Loose()) == {"$ref": "#/$defs/Loose"}
    assert shapes.named["Loose"]["additionalProperties"] is True
    assert shapes.named["Loose2"]["additionalProperties"] is False


def test_a_field_is_called_as_it_is_on_the_wire() -> None:
    class Renamed(Gives):
        fields_ = fields.String(required=True, data_key="fields")

    shapes = Shapes()
    shapes.of(Renamed)
    assert [*shapes.named["Renamed"]["properties"]] == ["fields"]
    assert shapes.named["Renamed"]["required"] == ["fields"]


def test_a_kind_of_field_that_is_not_known_is_an_error() -> None:
    with pytest.raises(TypeError, match="Raw"):
        Shapes().field(fields.Raw())


def test_a_rule_that_is_not_known_is_an_error() -> None:
    with pytest.raises(TypeError, match="Equal"):
        Shapes().field(fields.String(validate=validate.Equal("a")))
