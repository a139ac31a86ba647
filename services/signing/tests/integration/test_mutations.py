"""Mutated documents: whatever somebody does to a sealed PDF, the verdict is no."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader
from signing.pipe import Worker
from signing.trust import Trust
from signing.verify import verify

ROUNDS = 150
WORDS = (b"/Kids", b"/Count", b"/ByteRange", b"/Length", b"startxref", b"/Fields", b"/Filter")
NONSENSE = (b"/Kids [1 0 R] ", b" 99999999999 ", b"[[[[[[[[" * 50, b"/Prev 0 ", b"")


@pytest.fixture(scope="module")
def unreachable(trust_roots: Path) -> Trust:
    """The roots alone: what is tampered with must not need the CA to be refused."""
    return Trust.from_pem(trust_roots)


def mutate(document: bytes, signed: tuple[int, int], chance: random.Random) -> bytes:
    """One change inside the signed bytes; the placeholder of the signature itself is not signed."""
    changed = bytearray(document)
    first, second = signed
    place = chance.choice([chance.randrange(first), chance.randrange(second, len(changed))])
    match chance.choice(["flip", "cut", "insert", "delete", "append", "word"]):
        case "flip":
            changed[place] ^= 1 << chance.randrange(8)
        case "cut":
            del changed[place:]
        case "insert":
            changed[place:place] = chance.randbytes(chance.randrange(1, 50))
        case "delete":
            del changed[place : place + chance.randrange(1, 50)]
        case "append":
            changed += changed[-chance.randrange(10, 3000) :]
        case "word":
            word = chance.choice(WORDS)
            at = changed.rfind(word)
            changed[at : at + len(word)] = chance.choice(NONSENSE)
    if changed == document:  # a word that is not there, replaced by nothing
        changed[place] ^= 1
    return bytes(changed)


def test_no_mutation_of_the_signed_bytes_is_accepted(
    sealer: Worker, order: Callable, unreachable: Trust, tmp_path: Path
) -> None:
    asked = order(level="B-B")
    sealer.call("sign", **asked)
    sealed = Path(asked["output"])
    with sealed.open("rb") as stream:
        _, first, second, _ = PdfFileReader(stream).embedded_signatures[0].byte_range
    document, copy = sealed.read_bytes(), tmp_path / "mutated.pdf"
    for seed in range(ROUNDS):
        copy.write_bytes(mutate(document, (int(first), int(second)), random.Random(seed)))
        assert not verify(copy, unreachable)["ok"], seed
