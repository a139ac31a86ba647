"""拼音 how a supplier's name is spelt, and the keys that it is found by."""

import re
import unicodedata

from registry.pinyin import sounds

_NOT_SPELT = re.compile(r"[^a-z0-9]")


def key(text: str) -> str:
    """检索键 one form for what looks alike: half-width, lower case, without spaces (NFKC)."""
    return "".join(unicodedata.normalize("NFKC", text).lower().split())


def pinyin(name: str) -> str:
    """全拼 without tones and marks: 衡阳A公司 → hengyangagongsi."""
    return _NOT_SPELT.sub("", "".join(sounds(key(name))))


def initials(name: str) -> str:
    """首字母 衡阳A公司 → hyags."""
    return _NOT_SPELT.sub("", "".join(sounds(key(name), initials=True)))


def grams(text: str) -> list[str]:
    """单字与双字 every character and every pair of neighbours: an index over them finds any part.

    PostgreSQL's trigrams know no Chinese word of two characters, and none at all in some locales.
    """
    told = key(text)
    return sorted({*told, *(told[at : at + 2] for at in range(len(told) - 1))})


def wanted(text: str) -> list[str]:
    """所需的字组 the fewest grams that a name which holds ``text`` must have."""
    told = key(text)
    return sorted({told[at : at + 2] for at in range(max(1, len(told) - 1))})
