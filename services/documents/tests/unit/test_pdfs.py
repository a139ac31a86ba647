"""A PDF that needs a password says so in its trailer."""

import pytest
from documents.rules.pdfs import WINDOW, is_encrypted, xref_at


def test_the_last_startxref_counts() -> None:
    assert xref_at(b"startxref\n12\n%%EOF\nmore startxref\r\n345\r\n%%EOF") == 345


@pytest.mark.parametrize("tail", [b"", b"%%EOF", b"startxref\n%%EOF", b"startxref\nabc\n%%EOF"])
def test_a_file_that_does_not_say_where_has_none(tail: bytes) -> None:
    assert xref_at(tail) is None


def test_only_the_end_is_looked_at() -> None:
    assert xref_at(b"startxref\n1\n" + bytes(WINDOW)) is None


@pytest.mark.parametrize(
    "trailer",
    [b"trailer << /Encrypt 5 0 R >>", b"<</Encrypt<</V 4>>>>", b"<< /#45ncryp#74 12 0 R >>"],
)
def test_an_encryption_dictionary_is_seen_however_it_is_written(trailer: bytes) -> None:
    assert is_encrypted(b"", trailer)


@pytest.mark.parametrize(
    "trailer", [b"", b"(/Encrypt)", b"/EncryptMetadata true", b"/Encrypted 1 0 R"]
)
def test_what_only_sounds_like_it_is_none(trailer: bytes) -> None:
    assert not is_encrypted(trailer)
