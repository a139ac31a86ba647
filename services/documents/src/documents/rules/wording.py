"""同义词 one thing under the names that the manual gives it (domain §6 C20): search finds each."""

import re

ALIASES = (
    ("招标文件", "交易文件"),
    ("招标公告", "交易公告"),
    ("变更公告", "更正公告"),
    ("分包", "标段（包）", "标段", "包件"),
    ("答疑文件", "澄清文件"),
)

_ANY = {name: f"({'|'.join(map(re.escape, names))})" for names in ALIASES for name in names}
_NAME = re.compile(f"({'|'.join(map(re.escape, sorted(_ANY, key=len, reverse=True)))})")


def spellings(words: str) -> str:
    """同义写法 the words as a regular expression (PostgreSQL's or Python's) of all spellings."""
    return "".join(_ANY.get(one) or re.escape(one) for one in _NAME.split(words))
