"""Golden files: each kind of notice as it is written and printed, from the data beside them.

``tests/golden/<case>/given.json`` says what was entered and what the other services said (a letter:
its view). A new kind is one more folder with that file; the rest is written by ``make golden``, as
are the pictures in ``docs/reference/notices``. Look at what has changed before it is committed.

What is compared, and why:

* ``body.html`` byte for byte, on every machine: nothing but data and template goes into it;
* ``printed.txt`` (the characters of each page) and the place of the seal: the same wherever the
  font folder is the same, and where another 仿宋 stands in, as all its characters are as wide;
* the PDF's SHA-256 byte for byte, where it is printed with the very same parts (``made_with``: the
  font folder's digest, WeasyPrint and what it compresses and subsets with, which are Debian's).
  Elsewhere no byte of a PDF can be promised, and only page by page is compared.
"""

import ctypes
import hashlib
import json
import os
import subprocess
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from notices.kinds import KINDS
from notices.rendering import CATALOGUE, Printed, RenderPool, choose
from tenderhall_kit.law import Calculator
from tenderhall_kit.plain import canonical
from tenderhall_press.fonts import FontFolder

Data = dict[str, Any]

GOLDEN = Path(__file__).parents[1] / "golden"
PICTURES = Path(__file__).parents[4] / "docs/reference/notices"
RENEW = os.environ.get("TENDERHALL_GOLDEN") == "renew"
CASES = sorted(one.parent.name for one in GOLDEN.glob("*/given.json"))
REGION, DOTS = "430400", "60"


@dataclass(frozen=True)
class Made:
    """One case and what came of it."""

    folder: Path
    printed: Printed

    def held(self, name: str, now: str) -> str:
        """What is kept under that name; renewed, where that was asked for."""
        path = self.folder / name
        if RENEW:
            path.write_text(now, encoding="utf-8")
        return path.read_text(encoding="utf-8")


@pytest.fixture(scope="module", params=CASES)
def made(request: pytest.FixtureRequest, pool: RenderPool, reference: Callable[[], Data]) -> Made:
    folder = GOLDEN / request.param
    given = json.loads((folder / "given.json").read_text(encoding="utf-8"))
    at = datetime.fromisoformat(given["at"])
    view = given.get("view") or _view(given, reference(), at)
    template = choose(given["kind"], REGION, date.fromisoformat(view["issued_on"]))
    return Made(folder, pool.print(template, view, canonical(view).decode(), at))


def _view(given: Data, reference: Data, at: datetime) -> Data:
    days = {one["date"]: one["kind"] for one in reference["days"]}
    law = Calculator(reference["rules"], days, set(reference["official_years"]))
    kind = KINDS[given["kind"]]
    return kind.view(given["entered"], given["facts"], law, at)


def test_every_template_of_today_has_a_case() -> None:
    given = [json.loads((GOLDEN / one / "given.json").read_text("utf-8")) for one in CASES]
    assert {one["kind"] for one in given} == {one.kind for one in CATALOGUE.versions}


def test_the_markup_is_the_same_byte_for_byte(made: Made) -> None:
    assert made.printed.body == made.held("body.html", made.printed.body)


def test_every_page_says_the_same(made: Made) -> None:
    now = _pages(made.printed.pdf)
    kept = made.held("printed.txt", now)
    assert _characters(now) == _characters(kept)


def test_the_seal_has_its_place_and_the_same_parts_print_the_same_bytes(
    made: Made, fonts: FontFolder
) -> None:
    printed = made.printed
    told = {"pages": printed.pages, "seal": printed.seal, "made_with": _parts(fonts)}
    told["sha256"] = hashlib.sha256(printed.pdf).hexdigest()
    now = json.dumps(told, ensure_ascii=False, indent=1) + "\n"
    kept = json.loads(made.held("printed.json", now))
    assert (told["pages"], told["seal"]) == (kept["pages"], kept["seal"])
    if told["made_with"] == kept["made_with"]:
        assert told["sha256"] == kept["sha256"]


def test_a_picture_of_each_is_kept(made: Made) -> None:
    path = PICTURES / f"{made.folder.name}.png"
    if RENEW:
        _draw(made.printed.pdf, path)
    assert path.read_bytes().startswith(b"\x89PNG")


def _characters(pages: str) -> list[str]:
    return ["".join(page.split()) for page in pages.split("\f")]


def _pages(pdf: bytes) -> str:
    return _run(pdf, "/usr/bin/pdftotext", "-layout", "-", "-").decode()


def _draw(pdf: bytes, path: Path) -> None:
    path.parent.mkdir(exist_ok=True)
    words = ("/usr/bin/pdftoppm", "-png", "-gray", "-r", DOTS, "-f", "1", "-l", "1", "-")
    path.write_bytes(_run(pdf, *words))


def _run(pdf: bytes, *words: str) -> bytes:
    return subprocess.run(words, input=pdf, capture_output=True, check=True).stdout  # noqa: S603 — fixed words


def _parts(fonts: FontFolder) -> dict[str, str]:
    """Everything that a byte of the PDF depends on, besides data and template."""
    ours = {name: version(name) for name in ("weasyprint", "pydyf", "fonttools")}
    theirs = {
        "pango": _said("libpango-1.0.so.0", "pango_version_string"),
        "harfbuzz": _said("libharfbuzz.so.0", "hb_version_string"),
        "zlib": zlib.ZLIB_RUNTIME_VERSION,
    }
    return {"fonts": fonts.digest, **ours, **theirs}


def _said(library: str, function: str) -> str:
    ask: Callable[[], bytes] = getattr(ctypes.CDLL(library), function)
    ask.restype = ctypes.c_char_p  # type: ignore[attr-defined] # a ctypes function has one
    return ask().decode()
