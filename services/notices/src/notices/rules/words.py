"""分词 texts as pairs of neighbouring characters, so that search finds exactly what stands there.

Chinese has no spaces to cut at, and a dictionary finds too much or too little. Every substring of a
text is found by its pairs of characters; one longer than a pair is looked for in the text itself as
well, so the answer is that of ``LIKE '%…%'``, without reading every text.
"""

import re
import unicodedata

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_PAIR = 2

PURCHASER, AGENCY = "\x02", "\x03"
KIND, REGION, METHOD, CATALOGUE = "\x04", "\x05", "\x06", "\x07"
"""What the words of a field of its own begin with: no text has these characters."""


def normal(text: str) -> str:
    """规范化 full-width as half-width, small letters, single spaces (NFKC)."""
    told = unicodedata.normalize("NFKC", _CONTROL.sub("", text)).casefold()
    return " ".join(unicodedata.normalize("NFKC", told).split())


def terms(text: str) -> list[str]:
    """检索词 what stands between spaces, each once."""
    return list(dict.fromkeys(normal(text).split()))


def pairs(told: str, field: str = "") -> set[str]:
    """二元组 of a normal text; the last character of a run of characters stands alone as well."""
    found: set[str] = set()
    for run in told.split():
        found.update(field + run[at : at + _PAIR] for at in range(len(run)))
    return found


def query(asked: list[str], field: str = "") -> str:
    """检索式 a tsquery that every text with all these terms meets."""
    return " & ".join(sorted({one for term in asked for one in _needed(term, field)}))


def exact(word: str) -> str:
    """检索式 of one word of a field, whole."""
    return _quoted(word)


def pairs_of(term: str, field: str = "") -> list[str]:
    """全部二元组 of a term; who knows how frequent each is knows how rare the answer is."""
    return sorted({field + term[at : at + _PAIR] for at in range(len(term) - 1)})


def beyond_pairs(asked: list[str]) -> list[str]:
    """需复核的词 those that their pairs alone do not prove."""
    return [term for term in asked if len(term) > _PAIR]


def _needed(term: str, field: str) -> list[str]:
    if len(term) == 1:
        return [f"{_quoted(field + term)}:*"]
    return [_quoted(field + term[at : at + _PAIR]) for at in range(len(term) - 1)]


def _quoted(lexeme: str) -> str:
    doubled = lexeme.replace("\\", "\\\\").replace("'", "''")
    return f"'{doubled}'"
