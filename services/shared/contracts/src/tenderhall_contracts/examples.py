"""示例 an example of what a schema carries, for documentation and tests: always the same."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from marshmallow import Schema, fields, validate

from tenderhall_contracts.core import Event
from tenderhall_contracts.events import Envelope

_AT = "2026-11-23T09:30:00+08:00"
_BY_NAME: Mapping[str, Any] = {
    "agency_name": "衡阳诚信招标代理有限公司",
    "form_type": "notice",
    "from_state": "draft",
    "lot_no": "HYZC-2026-G-0012-01",
    "lot_nos": ["HYZC-2026-G-0012-01"],
    "media": ["中国湖南政府采购网"],
    "no": "HYZC-2026-G-0012-ZB-01",
    "opinion": "同意",
    "period_unit": "workday",
    "project_no": "HYZC-2026-G-0012",
    "state": "approved",
    "title": "服务器采购招标公告",
    "url": "/notices/HYZC-2026-G-0012-ZB-01",
}
_PATTERNED: Mapping[str, str] = {
    "catalogue": "A02",
    "catalogue_code": "A02010104",
    "email": "li@example.org",
    "region": "430400",
    "scopes": "registry.get_project",
    "serial": "0A1B2C3D4E5F",
    "rule_id": "R01",
    "template": "goods-comprehensive",
}
_BY_TYPE: tuple[tuple[type[fields.Field[Any]], Any], ...] = (
    (fields.AwareDateTime, _AT),
    (fields.Date, "2026-11-23"),
    (fields.Boolean, True),
)
_BY_FORMAT: Mapping[str, str] = {
    "PublicKey": "A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=",
    "Uscc": "91430400MA4L12345R",
    "Sha256": "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae",
}


def example(schema: type[Schema] | Schema) -> dict[str, Any]:
    """示例 JSON values that the schema takes."""
    made = schema if isinstance(schema, Schema) else schema()
    return {one.data_key or name: _value(name, one) for name, one in made.fields.items()}


def envelope(event: Event) -> dict[str, Any]:
    """信封示例 the event as it travels."""
    told = example(Envelope)
    return told | {
        "type": event.name,
        "version": event.version,
        "source": event.source,
        "trace_id": "req-1",
        "actor": {"user_id": _uuid("user"), "org_id": _uuid("org"), "role": "agency_operator"}
        | {"auth": "password"},
        "aggregate": {"type": event.name.partition(".")[0], "id": _uuid("it"), "version": 1},
        "region": "430400",
        "visibility": "member",
        "data": example(event.carries),
    }


def _value(name: str, field: fields.Field[Any]) -> Any:
    if "example" in field.metadata:
        return field.metadata["example"]
    match field:
        case fields.Nested():
            told: Any = example(field.schema)
        case fields.Enum():
            told = next(iter(field.enum.__members__.values())).value
        case fields.UUID():
            told = _uuid(name)
        case _ if name in _BY_NAME and not field.validators:
            told = _BY_NAME[name]
        case fields.List():
            told = [_value(name, field.inner)]
        case fields.Dict():
            told = {}
        case _:
            told = _leaf(name, field)
    return told


def _leaf(name: str, field: fields.Field[Any]) -> Any:
    if name in _PATTERNED:
        return _PATTERNED[name]
    if isinstance(field, fields.Decimal):
        return str(Decimal(100).quantize(field.places)) if field.places else "100"
    if isinstance(field, fields.Integer | fields.Float):
        return _least(field)
    for kind, value in _BY_TYPE:
        if isinstance(field, kind):
            return value
    for rule in field.validators:
        if isinstance(rule, validate.OneOf):
            return next(iter(rule.choices))
    return _BY_FORMAT.get(type(field).__name__, name)


def _least(field: fields.Field[Any]) -> Any:
    limits = [rule.min for rule in field.validators if isinstance(rule, validate.Range)]
    return max([1, *(one for one in limits if one is not None)])


def _uuid(name: str) -> str:
    return str(uuid5(NAMESPACE_URL, f"tenderhall:example:{name}"))
