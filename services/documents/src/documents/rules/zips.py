"""压缩包检查 a zip container is judged by its central directory alone; nothing is unpacked.

Format: PKWARE APPNOTE 6.3.x §4.3. The directory is read with bounds, so that a bomb costs no more
than an honest file.
"""

import struct
from dataclasses import dataclass

from tenderhall_contracts.errors import Finding

MOST_MEMBERS = 10_000
MOST_UNPACKED = 4 * 1024**3
"""Bytes that the members may say they unpack to."""

MOST_RATIO = 200
"""Unpacked to packed; text in Office files stays below 100."""

RATIO_FROM = 10 * 1024**2
"""Bytes below which a high ratio harms nobody."""

_END = struct.Struct("<4s4H2LH")
_ENTRY = struct.Struct("<4s6H3L5H2L")
_END_SIGN, _ENTRY_SIGN = b"PK\x05\x06", b"PK\x01\x02"
_FULL16, _FULL32 = 0xFFFF, 0xFFFFFFFF
_ENCRYPTED = 0x1
_NESTED = (
    *(".zip", ".rar", ".7z", ".gz", ".tar", ".xz", ".bz2", ".tgz", ".tbz", ".txz", ".zst"),
    *(".jar", ".cab", ".iso", ".arj", ".lzh", ".lzma"),
)
_MACROS = "vbaproject.bin"

TAIL = 4 * 1024**2
"""Bytes at the end of a file that are kept to read its directory: room for ``MOST_MEMBERS``."""


@dataclass(frozen=True, slots=True)
class Member:
    """压缩包成员 as the central directory tells of it; sizes in bytes."""

    name: str
    packed: int
    unpacked: int
    encrypted: bool


class BrokenZipError(ValueError):
    """压缩包损坏 not a zip that can be judged."""


def read_directory(tail: bytes, size: int) -> list[Member]:
    """读中央目录 the members of the zip of ``size`` bytes that ends in ``tail``.

    Raises:
        BrokenZipError: where the directory is missing, lies, or would not fit into the bounds.
    """
    at = tail.rfind(_END_SIGN)
    if at < 0 or at + _END.size > len(tail):
        raise BrokenZipError("no directory")
    _, disk, start_disk, here, count, length, offset, comment = _END.unpack_from(tail, at)
    if _FULL16 in (count, disk) or _FULL32 in (length, offset):
        raise BrokenZipError("zip64")
    before = size - len(tail)
    whole = at + _END.size + comment == len(tail) and offset + length == before + at
    if not whole or disk or start_disk or here != count:
        raise BrokenZipError("the directory does not fit the file")
    if count > MOST_MEMBERS or offset < before:
        raise BrokenZipError("too many members")
    members = _members(tail[offset - before : at], count)
    if sum(one.packed for one in members) > offset:
        raise BrokenZipError("members overlap")  # the bomb of one kernel that all members share
    return members


def is_zip(tail: bytes) -> bool:
    """是否压缩包 whether an unpacker finds a directory's end at the very end of these bytes."""
    at = tail.rfind(_END_SIGN)
    if at < 0 or at + _END.size > len(tail):
        return False
    return at + _END.size + int(_END.unpack_from(tail, at)[-1]) == len(tail)


def _members(directory: bytes, count: int) -> list[Member]:
    found, at = [], 0
    for _ in range(count):
        if at + _ENTRY.size > len(directory) or directory[at : at + 4] != _ENTRY_SIGN:
            raise BrokenZipError("the directory is cut")
        parts = _ENTRY.unpack_from(directory, at)
        flags, packed, unpacked, name, extra, comment = (
            parts[3],
            parts[8],
            parts[9],
            parts[10],
            parts[11],
            parts[12],
        )  # fmt: skip — the six of seventeen that matter
        start = at + _ENTRY.size
        told = directory[start : start + name].decode("utf-8", "replace")
        found.append(Member(told, packed, unpacked, bool(flags & _ENCRYPTED)))
        at = start + name + extra + comment
    return found


def check_zip(members: list[Member], wanted: str | None) -> list[Finding]:
    """检查压缩包 bombs, encryption, paths, nesting, macros, and the member that makes the type."""
    packed = sum(one.packed for one in members)
    unpacked = sum(one.unpacked for one in members)
    bomb = unpacked > MOST_UNPACKED or (unpacked > RATIO_FROM and unpacked > MOST_RATIO * packed)
    if bomb:
        return [_refuse("FILE_ZIP_BOMB", "压缩包解压后过大", "It unpacks to far too much")]
    if any(one.encrypted for one in members):
        return [_refuse("FILE_ZIP_ENCRYPTED", "压缩包不得加密", "It must not be encrypted")]
    return _check_names([one.name for one in members], wanted)


def _check_names(names: list[str], wanted: str | None) -> list[Finding]:
    if any(_escapes(one) for one in names):
        return [_refuse("FILE_ZIP_PATH", "压缩包内含非法路径", "It holds a path that escapes")]
    if any(one.lower().endswith(_NESTED) for one in names):
        return [_refuse("FILE_ZIP_NESTED", "压缩包内不得再含压缩包", "An archive in an archive")]
    if any(one.lower().endswith(_MACROS) for one in names):
        return [_refuse("FILE_MACRO", "文件不得含宏", "It must not hold macros")]
    if wanted and wanted not in names:
        return [_refuse("FILE_CONTENT", f"文件内缺少{wanted}", f"{wanted} is missing in it")]
    return []


def _escapes(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return name.startswith("/") or ".." in parts or ":" in parts[0] or "\0" in name


def _refuse(rule: str, zh: str, en: str) -> Finding:
    return Finding("file", rule, zh, en)
