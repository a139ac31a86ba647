"""待签文件 notices of three pages with an empty signature field, each with a hash of its own."""

import io
from functools import cache
from itertools import count
from typing import Any
from uuid import uuid4

import weasyprint
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, append_signature_field

from tenderhall_bench.lines.sealing.place import SealingPlace

__all__ = ["FIELD", "papers"]

FIELD = "seal"
PAGES = 3
MIME = "application/pdf"
BOX = (380, 120, 500, 240)
RUN = uuid4().hex
_numbers = count()


def papers(place: SealingPlace, number: int) -> list[Any]:
    """待签文件 so many, in the store; references, as the bus carries them."""
    storage = place.site.storage
    return [storage.put(_original() + _mark(), MIME) for _ in range(number)]


def _mark() -> bytes:
    return f"\n% {RUN} {next(_numbers)}\n".encode()


@cache
def _original() -> bytes:
    line = "<p>采购需求：交互式智能黑板60套、录播主机12台及配套安装调试，质保5年。</p>"
    page = f"<h1>公开招标公告</h1>{line * 20}"
    text = "<div style='break-before:page'></div>".join([page] * PAGES)
    stream = io.BytesIO(weasyprint.HTML(string=text).write_pdf())
    writer = IncrementalPdfFileWriter(stream)
    append_signature_field(writer, SigFieldSpec(FIELD, on_page=0, box=BOX))
    writer.write_in_place()
    return stream.getvalue()
