"""模式 marshmallow schemas as JSON Schema (draft 2020-12), as far as our contracts use it."""

from collections.abc import Callable, Mapping
from typing import Any

from marshmallow import RAISE, Schema, fields, validate

Shape = dict[str, Any]

_FORMATS: Mapping[type[fields.Field[Any]], Shape] = {
    fields.UUID: {"type": "string", "format": "uuid"},
    fields.AwareDateTime: {"type": "string", "format": "date-time"},
    fields.Date: {"type": "string", "format": "date"},
    fields.Decimal: {"type": "string", "format": "decimal"},
    fields.Integer: {"type": "integer"},
    fields.Float: {"type": "number"},
    fields.Boolean: {"type": "boolean"},
    fields.String: {"type": "string"},
}
_OWN: Mapping[str, str] = {"Uscc": "uscc", "Sha256": "sha256", "Money": "money"}


class Shapes:
    """模式集 the shapes of some schemas, each once under the name of its class."""

    def __init__(self) -> None:
        """Nothing is known yet."""
        self.named: dict[str, Shape] = {}

    def of(self, schema: type[Schema] | Schema, *, unknown: str | None = None) -> Shape:
        """对象模式 a reference to the schema's shape; strict ones allow no further properties."""
        made = schema if isinstance(schema, Schema) else schema()
        sent = {one.data_key or name: one for name, one in made.fields.items()}
        told = {
            "type": "object",
            "properties": {name: self.field(one) for name, one in sorted(sent.items())},
            "required": sorted(name for name, one in sent.items() if one.required),
            "additionalProperties": (unknown or made.unknown) != RAISE,
        }
        return {"$ref": f"#/$defs/{self._name(type(made).__name__, told)}"}

    def _name(self, name: str, told: Shape) -> str:
        """The name; with a number where the class is used in several forms."""
        place, free = 1, name
        while self.named.setdefault(free, told) != told:
            place += 1
            free = f"{name}{place}"
        return free

    def field(self, field: fields.Field[Any]) -> Shape:
        """字段模式 type, format, limits; ``null`` is a type where None is allowed.

        Raises:
            TypeError: for a kind of field that no contract has used before.
        """
        told = self._kind(field)
        for rule in field.validators:
            told |= _limits(rule, told["type"])
        if not field.allow_none:
            return told
        if "$ref" in told:
            return {"anyOf": [told, {"type": "null"}]}
        return told | {"type": [told["type"], "null"]}

    def _kind(self, field: fields.Field[Any]) -> Shape:
        match field:
            case fields.Nested():
                return self.of(field.schema, unknown=field.unknown)
            case fields.List():
                return {"type": "array", "items": self.field(field.inner)}
            case fields.Dict():
                value = field.value_field
                return {
                    "type": "object",
                    "additionalProperties": self.field(value) if value else True,
                }
            case fields.Enum():
                return {"type": "string", "enum": sorted(one.value for one in field.enum)}
        return _simple(field)


def _simple(field: fields.Field[Any]) -> Shape:
    for kind, told in _FORMATS.items():
        if isinstance(field, kind):
            own = _OWN.get(type(field).__name__)
            return told | ({"format": own} if own else {})
    raise TypeError(f"no JSON shape is known for {type(field).__name__}")


def _limits(rule: Callable[[Any], Any], kind: str) -> Shape:
    match rule:
        case validate.Length():
            unit = "Items" if kind == "array" else "Length"
            return _bounds(f"min{unit}", rule.min, f"max{unit}", rule.max)
        case validate.Range():
            return _bounds("minimum", rule.min, "maximum", rule.max)
        case validate.OneOf():
            return {"enum": sorted(rule.choices)}
        case validate.Regexp():
            return {"pattern": f"^{rule.regex.pattern!s}"}  # marshmallow matches from the start
    raise TypeError(f"no JSON shape is known for the rule {type(rule).__name__}")


def _bounds(low: str, least: Any, high: str, most: Any) -> Shape:
    told = {low: least, high: most}
    return {name: value for name, value in told.items() if value is not None}
