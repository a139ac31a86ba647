"""核验档案 check this archive without the platform: ``python3 -I verify.py [archive.zip]``.

Only Python's standard library, and ``openssl`` where it is there for the seals in PDF files. It
names every file that is not what it was, and says what it could not check. Exit code 1 means that
something is wrong. 只用 Python 标准库（PDF 签章另需 openssl）；指出被改动的文件和未能核验的内容。
"""

import base64
import binascii
import hashlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

SUMS, SIGNATURE, KEYS, TRUST = "SHA256SUMS", "SHA256SUMS.sig", "keys.json", "trust.pem"
_LINE = re.compile(r"([0-9a-f]{64})  (.+)")
_RANGE = re.compile(rb"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]")
_STORED = re.compile(r"files/([0-9a-f]+)/.+")
_START = "0" * 64
_SEEN_WHOLE = 1 << 29
"""PDF files above 512 MB are not looked into for seals."""


# ── Ed25519 (RFC 8032, section 5.1.7) ───────────────────────────────────────────────────────────
_P = 2**255 - 19
_L = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, _P - 2, _P) % _P
_ROOT = pow(2, (_P - 1) // 4, _P)
_LENGTHS = (32, 64)
_Point = tuple[int, int, int, int]


def _add(p: _Point, q: _Point) -> _Point:
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % _P, (p[1] + p[0]) * (q[1] + q[0]) % _P
    c, d = 2 * p[3] * q[3] * _D % _P, 2 * p[2] * q[2] % _P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % _P, g * h % _P, f * g % _P, e * h % _P)


def _times(number: int, point: _Point) -> _Point:
    found = (0, 1, 1, 0)
    while number:
        if number & 1:
            found = _add(found, point)
        point, number = _add(point, point), number >> 1
    return found


def _point(told: bytes) -> _Point | None:
    y = int.from_bytes(told, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    square = (y * y - 1) * pow(_D * y * y + 1, _P - 2, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * _ROOT % _P
    if y >= _P or (x * x - square) % _P or (sign and not x):
        return None
    x = _P - x if x & 1 != sign else x
    return (x, y, 1, x * y % _P)


_BASE = _point((4 * pow(5, _P - 2, _P) % _P).to_bytes(32, "little"))


def signed(key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether this Ed25519 key has signed the message."""
    if (len(key), len(signature)) != _LENGTHS or _BASE is None:
        return False
    a, r = _point(key), _point(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= _L:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % _L
    left, right = _times(s, _BASE), _add(r, _times(h, a))
    same_x = (left[0] * right[2] - right[0] * left[2]) % _P == 0
    return same_x and (left[1] * right[2] - right[1] * left[2]) % _P == 0


# ── the archive: a folder, or the ZIP itself ────────────────────────────────────────────────────
class Folder:
    """The archive unpacked."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def names(self) -> set[str]:
        """Every file in it."""
        found = (one for one in self.path.rglob("*") if one.is_file())
        return {one.relative_to(self.path).as_posix() for one in found}

    def pieces(self, name: str) -> Iterator[bytes]:
        """A file, in pieces."""
        with (self.path / name).open("rb") as file:
            while piece := file.read(1 << 20):
                yield piece


class Zip:
    """The archive as it was downloaded."""

    def __init__(self, path: Path) -> None:
        self.file = zipfile.ZipFile(path)

    def names(self) -> set[str]:
        """Every file in it."""
        return set(self.file.namelist())

    def pieces(self, name: str) -> Iterator[bytes]:
        """A file, in pieces."""
        with self.file.open(name) as file:
            while piece := file.read(1 << 20):
                yield piece


class Report:
    """What is wrong, what holds, and what could not be checked."""

    def __init__(self) -> None:
        self.wrong: list[str] = []
        self.held: list[str] = []
        self.unchecked: list[str] = []

    def say(self) -> int:
        """Tell it all; the exit code."""
        for sign, lines in (("✔", self.held), ("?", self.unchecked), ("✘", self.wrong)):
            for line in lines:
                sys.stdout.write(f"{sign} {line}\n")
        told = "有误 something is wrong" if self.wrong else "完整 everything checked holds"
        sys.stdout.write(f"{told}\n")
        return 1 if self.wrong else 0


def read(source: Any, name: str) -> bytes:
    """A small file; nothing where it is missing or broken: the digests have said so already."""
    try:
        return b"".join(source.pieces(name))
    except (OSError, KeyError, zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError):
        return b""


def digest(source: Any, name: str) -> str:
    """SHA-256 of a file; empty where it cannot be read."""
    made = hashlib.sha256()
    try:
        for piece in source.pieces(name):
            made.update(piece)
    except (OSError, KeyError, zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError):
        return ""
    return made.hexdigest()


def keys_of(source: Any) -> dict[str, bytes]:
    """The services' public keys."""
    try:
        told = json.loads(read(source, KEYS))
        return {name: base64.b64decode(one) for name, one in told.items()}
    except (ValueError, AttributeError, TypeError):
        return {}


def holds(key: bytes, message: bytes, told: bytes | str) -> bool:
    """A signature in base64."""
    try:
        return signed(key, message, base64.b64decode(told, validate=True))
    except (ValueError, binascii.Error):
        return False


# ── the checks ──────────────────────────────────────────────────────────────────────────────────
def check_sums(source: Any, report: Report) -> None:
    """Every file has the digest that was written down, and no file is there besides."""
    lines = read(source, SUMS).decode(errors="replace").splitlines()
    listed: dict[str, str] = {}
    for line in lines:
        found = _LINE.fullmatch(line)
        if found:
            listed[found[2]] = found[1]
        else:
            report.wrong.append(f"{SUMS}: 无法识别的行 not understood: {line[:80]!r}")
    there = source.names()
    for name in sorted(listed.keys() - there):
        report.wrong.append(f"{name}: 缺失 missing")
    for name in sorted(there - listed.keys() - {SUMS, SIGNATURE}):
        report.wrong.append(f"{name}: 多出 not in {SUMS}")
    for name in sorted(listed.keys() & there):
        if digest(source, name) != listed[name]:
            report.wrong.append(f"{name}: 内容已改变 changed")
    report.held.append(f"{SUMS}: 已比对 {len(listed.keys() & there)} 个文件 files compared")


def check_signatures(source: Any, keys: dict[str, bytes], report: Report) -> None:
    """The digests are signed by documents, each part by its service."""
    pairs = [(SUMS, SIGNATURE, "documents")]
    parts = sorted(one for one in source.names() if re.fullmatch(r"parts/[a-z]+\.json", one))
    pairs += [(one, one.replace(".json", ".sig"), Path(one).stem) for one in parts]
    for name, signature, service in pairs:
        if holds(keys.get(service, b""), read(source, name), read(source, signature)):
            report.held.append(f"{name}: {service} 的签名有效 signature holds")
        else:
            report.wrong.append(
                f"{name}: {service} 的签名无效 signature does not hold ({signature})"
            )
    for service, key in sorted(keys.items()):
        told = hashlib.sha256(key).hexdigest()[:16]
        report.unchecked.append(f"{KEYS}: {service} 公钥摘要 {told}：请与中心公布的核对 compare")


def check_names(source: Any, report: Report) -> None:
    """A stored file lies in a folder that is called by its own digest."""
    for name in sorted(source.names()):
        found = _STORED.fullmatch(name)
        if found and digest(source, name) != found[1]:
            report.wrong.append(f"{name}: 与其摘要不符 is not what it is called by")


def canonical(value: Any) -> bytes:
    """JSON as the platform hashes it."""
    told = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return told.encode(errors="surrogatepass")


def check_audit(source: Any, keys: dict[str, bytes], report: Report) -> None:
    """Each audit row has its own hash, is linked to its neighbour, and agrees with the heads."""
    for name in sorted(source.names()):
        if re.fullmatch(r"parts/[a-z]+\.json", name):
            try:
                _check_part(name, json.loads(read(source, name)), keys, report)
            except (ValueError, KeyError, TypeError, AttributeError):
                report.wrong.append(f"{name}: 无法识别 not understood")


def _check_part(name: str, part: Any, keys: dict[str, bytes], report: Report) -> None:
    rows, heads = part["audit"], part["heads"]
    linked = [one for one in rows if one["seq"] is not None]
    _check_rows(name, linked, report)
    _check_heads(name, linked, heads, keys.get(part["service"], b""), report)
    if not part["verdict"]["ok"]:
        report.wrong.append(f"{name}: 导出时审计链有异常 the chain had faults when exported")
    report.held.append(f"{name}: {len(linked)} 行审计 audit rows, {len(heads)} 个链首 heads")
    gaps = (linked[-1]["seq"] if linked else 0) - len(linked)
    if gaps:
        report.unchecked.append(
            f"{name}: 另有 {gaps} 行属于其他项目，不在档案内，行间链接只核验相邻的"
            " · rows of other projects are not here: only neighbours' links are checked"
        )
    if len(linked) < len(rows):
        report.unchecked.append(f"{name}: {len(rows) - len(linked)} 行尚未链接 not linked yet")


def _check_rows(name: str, rows: list[dict[str, Any]], report: Report) -> None:
    before: dict[str, Any] = {"seq": 0, "hash": _START}
    for row in rows:
        told = {key: one for key, one in row.items() if key not in ("prev_hash", "hash")}
        made = hashlib.sha256(row["prev_hash"].encode() + canonical(told)).hexdigest()
        if made != row["hash"]:
            report.wrong.append(f"{name}: 审计第 {row['seq']} 行已改变 audit row changed")
        if row["seq"] == before["seq"] + 1 and row["prev_hash"] != before["hash"]:
            report.wrong.append(f"{name}: 审计第 {row['seq']} 行的链接不符 link does not hold")
        before = row


def _check_heads(
    name: str, rows: list[dict[str, Any]], heads: list[dict[str, Any]], key: bytes, report: Report
) -> None:
    by_seq = {one["seq"]: one["hash"] for one in rows}
    for head in heads:
        told = {field: one for field, one in head.items() if field != "signature"}
        if not holds(key, canonical(told), head["signature"]):
            report.wrong.append(f"{name}: {head['day']} 链首签名无效 head not signed")
        elif by_seq.get(head["seq"], head["hash"]) != head["hash"]:
            report.wrong.append(f"{name}: {head['day']} 链首与第 {head['seq']} 行不符 head differs")


def check_seals(source: Any, report: Report) -> None:
    """The seals in PDF files, as far as openssl can tell."""
    openssl, trust = shutil.which("openssl"), read(source, TRUST)
    names = sorted(one for one in source.names() if one.lower().endswith(".pdf"))
    sealed = [(one, seal) for one in names for seal in _seals(read(source, one))]
    if sealed and not (openssl and trust):
        why = "没有 openssl no openssl" if trust else f"没有 {TRUST} no {TRUST}"
        report.unchecked.append(f"{len(sealed)} 个 PDF 签章未核验 seals not checked: {why}")
        return
    for name, (covered, cms, whole) in sealed:
        if openssl and _openssl(openssl, trust, covered, cms):
            told = "" if whole else "（其后另有增补 something was appended）"
            report.held.append(f"{name}: PDF 签章有效 seal holds{told}")
        else:
            report.wrong.append(f"{name}: PDF 签章无效 seal does not hold")
    if sealed:
        report.unchecked.append(
            "签章证书的吊销和时间戳未核验 revocation and time stamps not checked"
        )


def _seals(data: bytes) -> Iterator[tuple[bytes, bytes, bool]]:
    """What each signature of a PDF covers, the signature, and whether it covers the whole file."""
    for found in _RANGE.finditer(data if len(data) < _SEEN_WHOLE else b""):
        a, b, c, d = (int(one) for one in found.groups())
        text = data[a + b : c].strip(b"<> \r\n")
        try:
            padded = bytes.fromhex(text.decode("ascii"))
        except ValueError:
            padded = b""
        yield data[a : a + b] + data[c : c + d], padded, c + d >= len(data.rstrip())


def _openssl(program: str, trust: bytes, covered: bytes, cms: bytes) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        at = {name: str(Path(folder) / name) for name in ("trust", "covered", "cms")}
        for name, data in (("trust", trust), ("covered", covered), ("cms", cms)):
            Path(at[name]).write_bytes(data)
        words = [program, "cms", "-verify", "-binary", "-inform", "DER", "-in", at["cms"]]
        words += ["-content", at["covered"], "-CAfile", at["trust"], "-partial_chain"]
        words += ["-purpose", "any", "-no_check_time", "-out", "/dev/null"]
        done = subprocess.run(words, capture_output=True, check=False)  # noqa: S603 — openssl, on files of our own
        return done.returncode == 0


def main(words: list[str]) -> int:
    """Check the archive that was named, or the folder that this program lies in."""
    path = Path(words[1]) if len(words) > 1 else Path(__file__).resolve().parent
    try:
        source = Folder(path) if path.is_dir() else Zip(path)
    except (OSError, zipfile.BadZipFile) as fault:
        sys.stdout.write(f"✘ {path}: 无法打开 cannot be opened: {fault}\n")
        return 1
    report, keys = Report(), keys_of(source)
    check_sums(source, report)
    check_signatures(source, keys, report)
    check_names(source, report)
    check_audit(source, keys, report)
    check_seals(source, report)
    return report.say()


if __name__ == "__main__":
    sys.exit(main(sys.argv))
