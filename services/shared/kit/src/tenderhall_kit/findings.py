"""检查发现 what marshmallow found, as findings that a person can read."""

from collections.abc import Iterator, Mapping
from typing import Any

from tenderhall_contracts.errors import Finding

_ZH = {
    "Missing data for required field.": "必填",
    "Field may not be null.": "不能为空",
    "Unknown field.": "未知字段",
    "Not a valid string.": "须为文本",
    "Not a valid integer.": "须为整数",
    "Not a valid number.": "须为数字",
    "Not a valid boolean.": "须为是或否",
    "Not a valid UUID.": "须为编号",
    "Not a valid date.": "须为日期",
    "Not a valid datetime.": "须为时间",
    "Not a valid list.": "须为列表",
    "Not a valid mapping type.": "须为对象",
    "Invalid input type.": "类型不正确",
    "Number too large.": "数字过大",
}


def findings(messages: Any) -> list[Finding]:
    """检查发现 one for each message; nested fields are named by their path, as ``lots.0.name``."""
    return [
        Finding(path, "schema", _ZH.get(said, said), said) for path, said in _walk(messages, "")
    ]


def _walk(messages: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(messages, Mapping):
        for name, inner in messages.items():
            step = "" if name == "_schema" else str(name)
            yield from _walk(inner, f"{path}.{step}".strip("."))
    elif isinstance(messages, list):
        for one in messages:
            yield from _walk(one, path)
    else:
        yield path, str(messages)
