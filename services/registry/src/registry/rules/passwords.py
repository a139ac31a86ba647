"""密码规则 length before anything else, nothing that is guessed first (NIST SP 800-63B §5.1.1)."""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from tenderhall_contracts.errors import Finding

LONG_ENOUGH = 12
MIXED_ENOUGH = 10
"""So many characters are enough where letters of both cases and digits or signs are among them."""

DIFFERENT = 5

RULES = (
    (
        "至少12个字符；同时含大写字母、小写字母和数字（或符号）的，至少10个字符",
        "At least 12 characters; 10 are enough with upper case, lower case and digits or signs",
    ),
    ("不得包含用户名或姓名", "Neither the user name nor the person's name in it"),
    ("不得是常见密码或简单变化", "No common password, nor one with digits or signs at its end"),
    ("至少有5个不同的字符", "At least 5 different characters"),
)
"""What is told beside the field, before anything is typed."""


def faults(password: str, login: str, name: str, field: str = "password") -> list[Finding]:
    """不符合的规则 every rule that the password breaks."""
    return [
        Finding(field, name_of(place), *RULES[place - 1])
        for place in _broken(password, login, name)
    ]


def name_of(place: int) -> str:
    """规则名 of the rule that stands at this place, from 1."""
    return f"PASSWORD_{place}"


def _broken(password: str, login: str, name: str) -> Iterator[int]:
    lower = password.casefold()
    if len(password) < (MIXED_ENOUGH if _mixed(password) else LONG_ENOUGH):
        yield 1
    if any(one.casefold() in lower for one in (login, name) if one):
        yield 2
    if {lower, lower.rstrip(_TAIL)} & _common():
        yield 3
    if len(set(lower)) < DIFFERENT:
        yield 4


_TAIL = "0123456789!@#$%^&*()-_=+.,?~ "


def _mixed(password: str) -> bool:
    return (
        any(one.isupper() for one in password)
        and any(one.islower() for one in password)
        and any(not one.isalpha() for one in password)
    )


@cache
def _common() -> frozenset[str]:
    lines = (files("registry") / "data" / "common-passwords.txt").read_text(encoding="utf-8")
    return frozenset(lines.split())
