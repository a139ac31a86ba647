"""字段类型 field types that several contracts share."""

import re
from typing import Any

from marshmallow import ValidationError, fields, validate

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = [pow(3, place, 31) for place in range(17)]
_USCC_LENGTH = 18
_SHA256 = re.compile(r"[0-9a-f]{64}")


def uscc_ok(code: str) -> bool:
    """统一社会信用代码 check digit (GB 32100-2015); True where the code is well formed."""
    code = code.strip().upper()
    if len(code) != _USCC_LENGTH or any(char not in _ALPHABET for char in code):
        return False
    if not code[2:8].isdigit():
        return False
    total = sum(
        _ALPHABET.index(char) * weight for char, weight in zip(code, _WEIGHTS, strict=False)
    )
    return code[17] == _ALPHABET[(31 - total % 31) % 31]


class Uscc(fields.String):
    """统一社会信用代码 18 characters with a valid check digit, upper case."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = str(super()._deserialize(value, attr, data, **kwargs)).strip().upper()
        if not uscc_ok(text):
            raise ValidationError("统一社会信用代码校验不通过 (GB 32100-2015)")
        return text


class Money(fields.Decimal):
    """金额 yuan, two places, never negative; a string in JSON."""

    def __init__(self, **kwargs: Any) -> None:
        """Two decimal places, as a string on the wire."""
        kwargs.setdefault("validate", validate.Range(min=0, max=10**15))
        super().__init__(places=2, as_string=True, allow_nan=False, **kwargs)


class Instant(fields.AwareDateTime):
    """时刻 an aware time, ISO 8601 with offset."""

    def __init__(self, **kwargs: Any) -> None:
        """ISO 8601; a time without offset is refused."""
        super().__init__(format="iso", **kwargs)


class Sha256(fields.String):
    """摘要 SHA-256 in lower-case hexadecimal."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = str(super()._deserialize(value, attr, data, **kwargs))
        if not _SHA256.fullmatch(text):
            raise ValidationError("须为64位小写十六进制SHA-256摘要")
        return text


def text(longest: int, *, required: bool = False, blank: bool = True) -> fields.String:
    """A line of text of at most ``longest`` characters; required text may not be blank."""
    rules: list[Any] = [validate.Length(max=longest)]
    if required or not blank:
        rules.append(validate.Regexp(r"(?s).*\S", error="不能为空"))
    return fields.String(required=required, validate=rules)
