from marshmallow import Schema, ValidationError, fields, validates_schema
from tenderhall_kit.findings import findings


class Lot(Schema):
    name = fields.String(required=True)


class Project(Schema):
    no = fields.Integer()
    lots = fields.List(fields.Nested(Lot))

    @validates_schema
    def whole(self, data: dict[str, object], **_: object) -> None:
        if data.get("no") == 0:
            raise ValidationError("编号不能为零")


def told(payload: dict[str, object]) -> dict[str, str]:
    return {one.field: one.message_zh for one in findings(Project().validate(payload))}


def test_a_nested_field_is_named_by_its_path() -> None:
    assert told({"lots": [{"name": "a"}, {}]}) == {"lots.1.name": "必填"}


def test_each_wrong_field_is_found() -> None:
    assert told({"no": "x", "what": 1}) == {"no": "须为整数", "what": "未知字段"}


def test_a_rule_of_the_whole_form_has_no_field() -> None:
    assert told({"no": 0}) == {"": "编号不能为零"}


def test_the_english_message_is_kept_beside() -> None:
    (one,) = findings({"no": ["Not a valid integer."]})
    assert (one.rule, one.message_en) == ("schema", "Not a valid integer.")
