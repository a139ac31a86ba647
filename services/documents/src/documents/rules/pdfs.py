"""PDF加密 whether a PDF needs a password, told by its trailer (ISO 32000-1 §7.5.5, §7.5.8).

The last ``startxref`` says where the newest cross-reference section stands; the trailer, or the
dictionary of the cross-reference stream there, names ``Encrypt`` where the file is encrypted.
"""

import re

WINDOW = 64 * 1024
"""Bytes in which a trailer is looked for: at the end, and where ``startxref`` leads."""

_START = re.compile(rb"startxref\s+(\d{1,15})\s")
_ENCRYPT = re.compile(rb"/Encrypt\s*(?:\d+\s+\d+\s+R|<<)")
_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")


def xref_at(tail: bytes) -> int | None:
    """交叉引用位置 where the newest section begins, as the end of the file says; None if silent."""
    found = _START.findall(tail[-WINDOW:])
    return int(found[-1]) if found else None


def is_encrypted(*windows: bytes) -> bool:
    """是否加密 whether a trailer in one of these pieces names an encryption dictionary."""
    return any(_ENCRYPT.search(_ESCAPE.sub(_byte, one)) for one in windows)


def _byte(escape: re.Match[bytes]) -> bytes:
    """A letter of a name may be written as its number (§7.3.5)."""
    return bytes([int(escape[1], 16)])
