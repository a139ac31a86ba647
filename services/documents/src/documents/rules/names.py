"""文件名检查 a name that is only a name: no path, no trick for the eye, nothing reserved."""

import re
import unicodedata

from tenderhall_contracts.errors import Finding

_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")  # Windows device names
_BAD_CATEGORIES = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
"""Unicode: control, format (bidi overrides), surrogate, private use, separators."""

_FORBIDDEN = set('/\\:*?"<>|%')
"""Separators of paths and URLs, and what Windows refuses in a name."""


MOST_BYTES = 255
"""Bytes (UTF-8) of a name that file systems keep; a Chinese character takes three."""


def check_name(name: str) -> list[Finding]:
    """检查文件名 the first rule that the name breaks, if any."""
    if any(char in _FORBIDDEN for char in name) or name.startswith(".") or ".." in name:
        return [_refuse("FILE_NAME_PATH", "文件名不得含路径或特殊符号", "A name without a path")]
    if any(unicodedata.category(char) in _BAD_CATEGORIES for char in name):
        return [
            _refuse("FILE_NAME_HIDDEN", "文件名含不可见字符", "A name without hidden characters")
        ]
    if name != name.strip() or name.endswith(".") or _RESERVED.fullmatch(name):
        return [_refuse("FILE_NAME_RESERVED", "文件名首尾有空格或为系统保留名", "A reserved name")]
    if len(name.encode()) > MOST_BYTES:
        zh, en = "文件名过长（最多255字节，约85个汉字）", "A name of at most 255 bytes"
        return [_refuse("FILE_NAME_LONG", zh, en)]
    return []


def _refuse(rule: str, zh: str, en: str) -> Finding:
    return Finding("name", rule, zh, en)
