"""大文件 a document of 200 MB, sealed by a token worker whose memory is watched."""

import hashlib
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

from asn1crypto import pem
from signing.pdf.seal import seal_pdf
from signing.pipe import Worker
from tenderhall_kit.testprocess import environment

from tenderhall_bench.line import Result
from tenderhall_bench.lines.sealing.place import SealingPlace

__all__ = ["big_document"]

MB = 1024 * 1024
SIZE, BAR = 200, 32.0
PIECE = MB
PLACE = {"mode": "position", "page": 1, "x": 50, "y": 60, "width": 119}


def big_document(place: SealingPlace) -> Result:
    """大文件 how much more memory at its peak than after a small document, in MiB."""
    began = time.monotonic()
    driver = place.driver("big") | {
        "TRUST_ROOTS": str(place.site.stack.trust_bundle),
        "TSA_URL": place.site.stack.tsa_url,
        "LOG_LEVEL": "ERROR",
    }
    worker = Worker([sys.executable, "-m", "signing.token.worker"], environment(driver))
    try:
        _seal(place, worker, 1)
        before = _peak(worker)
        _seal(place, worker, SIZE)
        more = (_peak(worker) - before) / MB
    finally:
        worker.close()
    return Result(
        line="sealing.memory",
        value=more,
        unit="MiB",
        bar=BAR,
        better="lower",
        peers={"worker, small document": before / MB, "tenderhall": more},
        sizes={"MB": SIZE},
        seconds=time.monotonic() - began,
        note="峰值内存增量 peak memory above a small document's",
    )


def _seal(place: SealingPlace, worker: Worker, size: int) -> None:
    folder = place.site.folder
    source, picture, output = (folder / f"{name}.pdf" for name in ("big", "picture", "sealed"))
    sha256 = _write(source, size)
    picture.write_bytes(seal_pdf(place.seal["org_name"]))
    order: dict[str, Any] = {"level": "B-T", "reason": "", "placement": PLACE}
    order |= {"source": str(source), "output": str(output), "picture": str(picture)}
    order |= {"serial": place.token.serial, "pin": place.token.pin, "operation": str(uuid4())}
    told = worker.call("sign", sha256=sha256, certificates=[_fingerprint(place)], **order)
    for path in (source, output):
        path.unlink()
    if not told["verdict"]["ok"]:
        raise AssertionError(told["verdict"]["summary_zh"])


def _fingerprint(place: SealingPlace) -> str:
    _, _, der = pem.unarmor(place.token.certificate.read_bytes())
    return hashlib.sha256(der).hexdigest()


def _peak(worker: Worker) -> int:
    """The most memory that the process has had so far, in bytes (proc(5), VmHWM)."""
    for line in Path(f"/proc/{worker.pid}/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) * 1024
    raise AssertionError("no VmHWM")


def _write(path: Path, size: int) -> str:
    """A page and one stream of so many megabytes; its SHA-256."""
    digest = hashlib.sha256()
    with path.open("wb") as out:
        for piece in _pieces(size):
            digest.update(piece)
            out.write(piece)
    return digest.hexdigest()


def _pieces(size: int) -> Iterator[bytes]:
    bodies = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << >> >>",
    ]
    head, offsets = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", list[int]()
    for number, body in enumerate(bodies, start=1):
        offsets.append(len(head))
        head += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    offsets.append(len(head))
    head += b"4 0 obj\n<< /Length %d >>\nstream\n" % (size * MB)
    yield head
    yield from (os.urandom(PIECE) for _ in range(size * MB // PIECE))
    tail = b"\nendstream\nendobj\n"
    table = len(head) + size * MB + len(tail)
    tail += b"xref\n0 5\n0000000000 65535 f \n"
    tail += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    yield tail + b"trailer\n<< /Size 5 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % table
