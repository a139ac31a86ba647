"""Every text of the pages stands in both languages, and no English stands there for nothing."""

import re
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.extract import extract
from babel.messages.pofile import read_po
from gateway.pages.kit import lang
from jinja2.ext import babel_extract
from tenderhall_contracts import vocab, workflow

import gateway

SOURCE = Path(gateway.__file__).parent
ENGLISH = SOURCE / "locale" / "en"
MARKS = {
    "_": None,
    "N_": None,
    "say": None,
    "gettext": None,
    "ngettext": (1, 2),
    "say_many": (1, 2),
}
PLACE = re.compile(r"%\((\w+)\)s")


def told(file: Path) -> Iterator[str]:
    """The texts that this template or module shows through the catalogue."""
    how = babel_extract if file.suffix == ".html" else "python"
    options = {"extensions": "jinja2.ext.i18n", "trim_blocks": "true", "lstrip_blocks": "true"}
    given = options if file.suffix == ".html" else {}
    for _, text, _, _ in extract(how, BytesIO(file.read_bytes()), MARKS, options=given):
        texts = (text,) if isinstance(text, str) else text
        yield from (one for one in texts if not one.isascii())


@cache
def wanted() -> dict[str, str]:
    """Text → where it is used."""
    files = [*SOURCE.rglob("*.html"), *SOURCE.rglob("*.py")]
    return {text: str(file.relative_to(SOURCE)) for file in sorted(files) for text in told(file)}


@cache
def promised() -> str:
    """The source of services and gateway: their words are shown through it by their value."""
    files = [*SOURCE.parents[2].glob("services/**/src/**/*.py"), *SOURCE.rglob("*.py")]
    return "\n".join(file.read_text() for file in files)


@cache
def english() -> list[tuple[str, str, str]]:
    """File, text and its English, of every entry of every catalogue."""
    found = []
    for file in sorted(ENGLISH.glob("*.po")):
        with file.open("rb") as stream:
            found += [
                (file.name, str(one.id), str(one.string)) for one in read_po(stream) if one.id
            ]
    return found


def test_every_text_of_a_page_has_its_english() -> None:
    known = {text for _, text, shown in english() if shown}
    missing = {text: where for text, where in wanted().items() if text not in known}
    assert not missing


def test_every_word_of_the_vocabularies_has_its_english() -> None:
    known = {text for _, text, shown in english() if shown}
    missing = (set(vocab.LABELS.values()) | set(workflow.STATE_ZH.values())) - known
    assert not missing


def test_no_english_stands_there_for_a_text_that_is_gone() -> None:
    stale = [(file, text) for file, text, _ in english() if text not in wanted()]
    assert not [(file, text) for file, text in stale if f'"{text}"' not in promised()]


def test_a_text_has_the_same_english_everywhere() -> None:
    first: dict[str, tuple[str, str]] = {}
    for file, text, shown in english():
        before = first.setdefault(text, (file, shown))
        assert before[1] == shown, f"{text}: {before} and {(file, shown)}"


def test_what_is_filled_in_is_the_same_in_both_languages() -> None:
    for file, text, shown in english():
        assert set(PLACE.findall(shown)) == set(PLACE.findall(text)), f"{file}: {text}"


def test_no_text_is_no_text_in_english_either() -> None:
    before = lang.current.set(lang.ENGLISH)
    try:
        assert (lang.say(""), lang.say("供应商")) == ("", "Suppliers")
    finally:
        lang.current.reset(before)
