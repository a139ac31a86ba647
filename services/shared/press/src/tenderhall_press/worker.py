"""排版进程 ``python -m tenderhall_press.worker``: renders what comes in on its standard input.

A process of its own, with limits on memory and processor time and with none of the service's
settings in its environment: a template that runs wild dies here, alone. It ends when its parent
does, for then its standard input closes.
"""

import base64
import logging
import resource
import sys
from datetime import datetime
from typing import Any

from jinja2 import TemplateError

from tenderhall_press import frames, laying
from tenderhall_press.engine import EngineUnfit, RenderRefused, check_engine, render, render_body
from tenderhall_press.product import Product
from tenderhall_press.templates import Catalogue

MEMORY_BYTES = 1536 * 1024 * 1024
CPU_SECONDS = 600
"""For the whole life of a worker, which the pool ends after 200 jobs."""


def main() -> int:
    """Serve until the parent closes the pipe."""
    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 5))
    product = Product.from_word(sys.argv[1])
    templates = Catalogue(product.templates)
    asked, told = sys.stdin.buffer, sys.stdout.buffer
    try:
        check_engine()
    except EngineUnfit as unfit:
        frames.send(told, {"unfit": str(unfit)})
        return 1
    frames.send(told, {"ready": True})
    while (job := frames.receive(asked)) is not None:
        with laying.told(job, lambda pages: frames.send(told, {"laid": pages})):
            done = answer(product, templates, job)
        frames.send(told, done)
    return 0


def answer(product: Product, templates: Catalogue, job: dict[str, Any]) -> dict[str, Any]:
    """办一件 one job; whatever goes wrong with it is told, not raised."""
    try:
        return _do(product, templates, job)
    except RenderRefused as refused:
        return {"refused": refused.reason, "message": str(refused)}
    except (TemplateError, LookupError, ValueError, TypeError, ArithmeticError) as broken:
        return {"refused": "template", "message": f"{type(broken).__name__}: {broken}"}
    except (MemoryError, RecursionError) as exhausted:
        return {"refused": "resources", "message": type(exhausted).__name__}


def _do(product: Product, templates: Catalogue, job: dict[str, Any]) -> dict[str, Any]:
    template = templates.named(job["template"], job["version"])
    if job["want"] == "body":
        return {"body": render_body(product, template, job["data"])}
    at = datetime.fromisoformat(job["at"])
    made = render(product, template, job["data"], job["attached"], at)
    pdf = base64.b64encode(made.pdf).decode("ascii")
    return {"body": made.body, "pdf": pdf, "pages": made.pages, "seal": made.seal}


if __name__ == "__main__":
    raise SystemExit(main())
