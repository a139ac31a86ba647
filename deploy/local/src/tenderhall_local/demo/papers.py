"""Small real PDF files for the demo's attachments; every run's bytes are new."""

import hashlib
from dataclasses import dataclass

PAGE = (
    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
    b"/Resources << /Font << /F1 5 0 R >> >> >>"
)


@dataclass(frozen=True)
class Paper:
    """电子件 a file to upload."""

    name: str
    body: bytes
    mime: str = "application/pdf"

    @property
    def sha256(self) -> str:
        """摘要 lower-case hexadecimal."""
        return hashlib.sha256(self.body).hexdigest()


def paper(name: str, *lines: str) -> Paper:
    """生成 a one-page PDF 1.4 with these lines (ASCII)."""
    shown = b"".join(f"({line}) Tj 0 -22 Td\n".encode() for line in lines)
    content = b"BT /F1 14 Tf 72 760 Td\n" + shown + b"ET"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        PAGE,
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    return Paper(name, _assemble(objects))


def _assemble(objects: list[bytes]) -> bytes:
    body, offsets = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, start=1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    rows = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    table = b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, rows)
    trailer = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(body))
    return body + table + trailer
