"""政策 what each switch means and which values it may have: ``data/policies.csv``."""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files

from tenderhall_contracts.errors import Finding

ONLY_FOR_DEMO = ("seal.auth", "pin_only")
"""The value that production refuses (architecture §6)."""


@dataclass(frozen=True, slots=True)
class Policy:
    """政策 a switch; ``allowed`` are its values, its members, or ``least-most``."""

    name: str
    default: str
    kind: str
    allowed: tuple[str, ...]
    text_zh: str
    text_en: str

    def faults(self, value: str, *, production: bool) -> Iterator[Finding]:
        """不符合的 why it cannot have this value."""
        if (self.name, value) == ONLY_FOR_DEMO and production:
            zh, en = "生产环境须以CA登录签章", "Production seals with a CA login only"
            yield Finding("value", "POLICY", zh, en)
        if not _FITS[self.kind](self.allowed, value):
            told = "、".join(self.allowed) or self.kind
            yield Finding("value", "POLICY", f"可选值：{told}", f"One of: {told}")


def _is_member(allowed: tuple[str, ...], value: str) -> bool:
    return value in allowed


def _are_members(allowed: tuple[str, ...], value: str) -> bool:
    told = [one.strip() for one in value.split(",") if one.strip()]
    return len(set(told)) == len(told) and set(told) <= set(allowed)


def _is_in_range(allowed: tuple[str, ...], value: str) -> bool:
    least, _, most = allowed[0].partition("-")
    return value.isdecimal() and value.isascii() and int(least) <= int(value) <= int(most)


def _is_pattern(_allowed: tuple[str, ...], value: str) -> bool:
    try:
        re.compile(value)
    except re.error:
        return False
    return bool(value.strip())


def _is_text(_allowed: tuple[str, ...], value: str) -> bool:
    return bool(value.strip())


_FITS = {
    "choice": _is_member,
    "list": _are_members,
    "integer": _is_in_range,
    "pattern": _is_pattern,
    "text": _is_text,
}


def _read() -> Iterator[Policy]:
    with (files("registry") / "data" / "policies.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            allowed = tuple(one for one in row.pop("allowed").split("|") if one)
            yield Policy(allowed=allowed, **row)


KNOWN: Mapping[str, Policy] = {one.name: one for one in _read()}
"""Every policy by name, in the order of the table."""
