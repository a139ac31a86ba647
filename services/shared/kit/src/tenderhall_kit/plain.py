"""JSON 值 from Python values to what JSON can say: ISO times, decimal strings, lists, names."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

from tenderhall_kit.clock import SHANGHAI

_PLAIN = frozenset({str, int, float, bool, type(None)})
"""Types of most values: they are as they are told, and need no call."""


def plain(value: Any) -> Any:
    """转为JSON值 the same value in JSON's own types.

    Raises:
        TypeError: for what has no JSON form (bytes, a session, a naive time).
    """
    if value is None or isinstance(value, bool | int | float) or type(value) is str:
        return value
    if type(value) is datetime and value.tzinfo is not None:
        return value.astimezone(SHANGHAI).isoformat()
    if type(value) is dict or isinstance(value, Mapping):
        return {str(key): one if type(one) in _PLAIN else plain(one) for key, one in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return plain(asdict(value))
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(one) for one in _steady(value)]
    return _leaf(value)


def _leaf(value: Any) -> Any:
    match value:
        case Enum():
            return plain(value.value)
        case str() | UUID():
            return str(value)
        case datetime():
            raise TypeError(f"a time without offset: {value}")
        case date():
            return value.isoformat()
        case Decimal():
            return format(value, "f")
    raise TypeError(f"no JSON form: {type(value).__name__}")


def _steady(values: Iterable[Any]) -> Iterable[Any]:
    return sorted(values, key=str) if isinstance(values, set | frozenset) else values


def canonical(value: Any) -> bytes:
    """规范JSON one form for equal values: sorted keys, no spaces, UTF-8 (after RFC 8785)."""
    told = json.dumps(plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return told.encode(errors="surrogatepass")  # a contract refuses them, later and by field


def fingerprint(value: Any) -> str:
    """指纹 SHA-256 of the canonical JSON, lower-case hexadecimal."""
    return hashlib.sha256(canonical(value)).hexdigest()
