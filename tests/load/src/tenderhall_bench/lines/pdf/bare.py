"""裸排版 ``python -m tenderhall_bench.lines.pdf.bare``: WeasyPrint alone, in a loop, warm.

Gets the same HTML, style sheet and fonts (FONTCONFIG_FILE) as ours and makes a PDF/A-3b of it; no
template, no seal field, no embedded data, no check of glyphs, no process in between.
"""

import logging
import time
from pathlib import Path
from typing import Any

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from tenderhall_bench.child import serve

FONTS = FontConfiguration()


def render(job: dict[str, Any]) -> dict[str, float]:
    """排版 ``{html, css}``: seconds and pages."""
    began = time.perf_counter()
    style = CSS(string=Path(job["css"]).read_text(encoding="utf-8"), font_config=FONTS)
    document = HTML(string=job["html"]).render(font_config=FONTS, stylesheets=[style])
    made = document.write_pdf(pdf_variant="pdf/a-3b")
    seconds = time.perf_counter() - began
    return {"seconds": seconds, "pages": len(document.pages), "bytes": len(made)}


if __name__ == "__main__":
    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    raise SystemExit(serve(render))
