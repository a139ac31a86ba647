"""Sealing on a real token: what comes out, and what others say of it."""

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from signing.pipe import Refused, Worker
from signing.trust import Trust
from signing.verify import verify
from tenderhall_local.stack import Stack

TRUSTED = "Certificate is Trusted."
VALID = "Signature is Valid."


def pdfsig(nss: Path, path: Path) -> str:
    """Revocation included: NSS asks the CA by OCSP."""
    words = ["pdfsig", "-nssdir", f"sql:{nss}", str(path)]
    return subprocess.run(words, capture_output=True, text=True, check=False).stdout  # noqa: S603


def sealed(sealer: Worker, order: dict[str, Any]) -> Path:
    sealer.call("sign", **order)
    return Path(order["output"])


@pytest.mark.parametrize("level", ["B-B", "B-T", "B-LT"])
def test_every_level_is_valid_and_names_itself(
    sealer: Worker, order: Callable, stack: Stack, level: str
) -> None:
    told = sealer.call("sign", **order(level=level))
    (signature,) = told["verdict"]["signatures"]
    assert told["verdict"]["ok"]
    assert signature["level"] == level
    assert signature["covers_whole_file"]
    assert signature["signer"] == stack.token("agency-a").subject


def test_the_original_is_an_exact_prefix(sealer: Worker, order: Callable, original: Path) -> None:
    asked = order()
    told = sealer.call("sign", **asked)
    before = original.read_bytes()
    after = Path(asked["output"]).read_bytes()
    assert after.startswith(before)
    assert told["verdict"]["signatures"][0]["original_sha256"] == asked["sha256"]


def test_pyhanko_accepts_it_with_the_test_root(
    sealer: Worker, order: Callable, trust_roots: Path
) -> None:
    path = sealed(sealer, order())
    with path.open("rb") as stream:
        signature = PdfFileReader(stream).embedded_signatures[0]
        context = Trust.from_pem(trust_roots).context()
        status = validate_pdf_signature(signature, context)
    assert status.bottom_line


def test_pdfsig_says_trusted(sealer: Worker, order: Callable, nss: Path) -> None:
    told = pdfsig(nss, sealed(sealer, order()))
    assert TRUSTED in told
    assert VALID in told
    assert "Total document signed" in told


@pytest.mark.parametrize("place", [0.01, 0.5])
def test_one_changed_byte_makes_both_refuse(
    sealer: Worker, order: Callable, trust_roots: Path, nss: Path, place: float
) -> None:
    path = sealed(sealer, order())
    content = bytearray(path.read_bytes())
    stream = content.index(b"stream\n", int(len(content) * place)) + 20
    content[stream] ^= 1
    path.write_bytes(content)
    verdict = verify(path, Trust.from_pem(trust_roots))
    assert not verdict["ok"]
    assert "改动" in verdict["summary_zh"]
    assert VALID not in pdfsig(nss, path)


def test_an_appended_revision_is_noticed(
    sealer: Worker, order: Callable, trust_roots: Path
) -> None:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter  # noqa: PLC0415

    path = sealed(sealer, order())
    with path.open("r+b") as stream:
        writer = IncrementalPdfFileWriter(stream)
        writer.root["/Pages"]["/Kids"][0]["/UserUnit"] = writer.root["/Pages"]["/Count"]
        writer.update_container(writer.root["/Pages"]["/Kids"][0])
        writer.write_in_place()
    verdict = verify(path, Trust.from_pem(trust_roots))
    assert not verdict["ok"]
    assert "未覆盖整个文件" in verdict["summary_zh"]


def test_a_stranger_root_makes_it_untrusted(sealer: Worker, order: Callable, stack: Stack) -> None:
    path = sealed(sealer, order())
    leaf = Trust.from_pem(stack.trust_root)
    stranger = Trust((), leaf.intermediates)
    verdict = verify(path, stranger)
    assert not verdict["ok"]
    assert not verdict["signatures"][0]["trusted"]


def test_a_position_makes_a_field_of_its_own(sealer: Worker, order: Callable) -> None:
    place = {"mode": "position", "page": 2, "x": 50, "y": 60, "width": 119}
    told = sealer.call("sign", **order(placement=place))
    assert told["verdict"]["signatures"][0]["field"] == "Seal1"


@pytest.mark.parametrize(
    "place",
    [
        {"mode": "position", "page": 3, "x": 50, "y": 60, "width": 119},
        {"mode": "position", "page": 1, "x": 550, "y": 60, "width": 119},
        {"mode": "field", "field": "nowhere"},
        {"mode": "seam"},
    ],
)
def test_an_impossible_place_is_refused_before_the_pin_is_used(
    driver: Callable, order: Callable, place: dict[str, Any]
) -> None:
    started = driver()
    with pytest.raises(Refused) as refused:
        started.worker.call("sign", **order(placement=place))
    assert refused.value.code == "PLACEMENT"
    assert "Login" not in started.calls()


def test_another_document_than_agreed_is_refused(sealer: Worker, order: Callable) -> None:
    with pytest.raises(Refused) as refused:
        sealer.call("sign", **order(sha256="0" * 64))
    assert refused.value.code == "UPLOAD_MISMATCH"


def test_a_dead_tsa_is_found_before_the_pin_is_used(driver: Callable, order: Callable) -> None:
    started = driver(TSA_URL="http://127.0.0.1:9/tsa")
    with pytest.raises(Refused) as refused:
        started.worker.call("sign", **order())
    assert refused.value.code == "TSA_AWAY"
    assert "Login" not in started.calls()


def test_a_second_seal_leaves_the_first_one_valid(
    sealer: Worker, order: Callable, stack: Stack, tmp_path: Path
) -> None:
    first = sealed(sealer, order("first"))
    centre = stack.token("centre")
    place = {"mode": "position", "page": 1, "x": 50, "y": 60, "width": 119}
    told = sealer.call(
        "sign",
        **order(
            "second",
            source=str(first),
            sha256=verify(first, Trust.from_pem(stack.trust_root))["sha256"],
            serial=centre.serial,
            pin=centre.pin,
            placement=place,
        ),
    )
    assert told["verdict"]["ok"]
    assert len(told["verdict"]["signatures"]) == 2
