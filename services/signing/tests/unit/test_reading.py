"""The quick reader of hexadecimal strings gives what pyHanko's own gives, or leaves it to it."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyhanko.pdf_utils.misc import PdfError
from signing.pdf.reading import read_hex, read_hex_slowly

DIGITS = st.text("0123456789abcdefABCDEF", max_size=200).map(str.encode)
ANYTHING = st.text("0123456789abcdefABCDEF \n%<>x", max_size=40).map(str.encode)


def outcome(read: object, text: bytes) -> object:
    stream = io.BytesIO(text)
    try:
        return bytes(getattr(read(stream), "original_bytes", b"")), stream.tell()  # type: ignore[operator]  # a reader
    except PdfError as fault:
        return type(fault)


@given(DIGITS)
def test_plain_digits_are_read_alike(digits: bytes) -> None:
    text = b"<" + digits + b"> /Next"
    assert outcome(read_hex, text) == outcome(read_hex_slowly, text)


@given(ANYTHING)
def test_whatever_else_stands_there_is_read_alike(inside: bytes) -> None:
    text = b"<" + inside + b"> /Next"
    assert outcome(read_hex, text) == outcome(read_hex_slowly, text)


@pytest.mark.parametrize("digits", [18_001, 70_000, 200_000])
def test_a_long_string_is_read_alike(digits: int) -> None:
    text = b"<" + b"a" * digits + b">>"
    assert outcome(read_hex, text) == outcome(read_hex_slowly, text)


def test_a_string_without_an_end_is_refused() -> None:
    assert outcome(read_hex, b"<" + b"a" * 70_000) == outcome(read_hex_slowly, b"<" + b"a" * 70_000)
