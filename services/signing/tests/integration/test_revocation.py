"""The CA has the last word: revoked is no, and so is a CA that does not answer."""

import io
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import pem
from certomancer.integrations.animator import Animator, AnimatorArchStore
from certomancer.registry import ArchLabel, CertLabel, CertomancerConfig, KeyLabel
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.signers import PdfSignatureMetadata, SimpleSigner, sign_pdf
from pyhanko_certvalidator.registry import SimpleCertificateStore
from signing.trust import Trust
from signing.verify import verify
from werkzeug.serving import make_server

NAMES = ("root", "ocsp", "good", "revoked")
VALID = {"valid-from": "2020-01-01T00:00:00+0000", "valid-to": "2050-01-01T00:00:00+0000"}


def configuration(port: int) -> dict[str, Any]:
    seal = [
        {"id": "key_usage", "smart-value": {"schema": "key-usage", "params": ["non_repudiation"]}}
    ]
    issued = {"issuer": "root", "validity": VALID}
    ca = {"id": "simple-ca", "params": {"crl-repo": "root", "ocsp-service": "root"}}
    gone = {"revoked-since": "2021-01-01T00:00:00+0000", "reason": "key_compromise"}
    architecture = {
        "keyset": "ca",
        "entities": {name: {"common-name": name} for name in NAMES},
        "certs": {
            "root": {**issued, "serial": 1, "profiles": [ca]},
            "ocsp": {**issued, "serial": 2, "profiles": ["ocsp-responder"]},
            "good": {**issued, "serial": 3, "extensions": seal},
            "revoked": {**issued, "serial": 4, "extensions": seal, "revocation": gone},
        },
        "services": {
            "ocsp": {
                "root": {"for-issuer": "root", "responder-cert": "ocsp", "signing-key": "ocsp"}
            },
            "crl-repo": {
                "root": {
                    "for-issuer": "root",
                    "signing-key": "root",
                    "simulated-update-schedule": "P1D",
                }
            },
        },
    }
    keys = {name: {"path": f"{name}.pem"} for name in NAMES}
    return {
        "external-url-prefix": f"http://127.0.0.1:{port}",
        "keysets": {"ca": {"keys": keys}},
        "pki-architectures": {"ca": architecture},
    }


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A CA that has revoked one of its certificates, over real HTTP."""
    folder = tmp_path_factory.mktemp("ca")
    for name in NAMES:
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        plain = serialization.NoEncryption()
        form = serialization.PrivateFormat.PKCS8
        (folder / f"{name}.pem").write_bytes(
            key.private_bytes(serialization.Encoding.PEM, form, plain)
        )
    server = make_server("127.0.0.1", 0, lambda *_: [], threaded=True)
    settings = CertomancerConfig(configuration(server.port), str(folder))
    server.app = Animator(AnimatorArchStore(settings.pki_archs), with_web_ui=False)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield settings.get_pki_arch(ArchLabel("ca"))
    server.shutdown()
    server.server_close()


@pytest.fixture
def signed(authority: Any, original: Path, tmp_path: Path) -> Callable[[str], Path]:
    """``signed("revoked")``: the notice, signed with that certificate."""

    def sign(name: str) -> Path:
        certificate = authority.get_cert(CertLabel(name))
        signer = SimpleSigner(
            signing_cert=certificate,
            signing_key=authority.key_set.get_private_key(KeyLabel(name)),
            cert_registry=SimpleCertificateStore.from_certs([certificate]),
        )
        writer = IncrementalPdfFileWriter(io.BytesIO(original.read_bytes()))
        meta = PdfSignatureMetadata(field_name="seal_agency")
        path = tmp_path / f"{name}.pdf"
        path.write_bytes(sign_pdf(writer, meta, signer).getvalue())
        return path

    return sign


@pytest.fixture
def trust(authority: Any, tmp_path: Path) -> Trust:
    path = tmp_path / "root.pem"
    path.write_bytes(pem.armor("CERTIFICATE", authority.get_cert(CertLabel("root")).dump()))
    return Trust.from_pem(path)


def test_a_good_certificate_is_trusted(signed: Callable, trust: Trust) -> None:
    assert verify(signed("good"), trust)["ok"]


def test_a_revoked_certificate_is_named_as_such(signed: Callable, trust: Trust) -> None:
    verdict = verify(signed("revoked"), trust)
    (signature,) = verdict["signatures"]
    assert not verdict["ok"]
    assert signature["revoked"]
    assert signature["intact"]
    assert "吊销" in verdict["summary_zh"]


def test_a_ca_that_does_not_answer_means_not_trusted(
    signed: Callable, trust: Trust, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = signed("good")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    verdict = verify(path, trust)
    (signature,) = verdict["signatures"]
    assert not verdict["ok"]
    assert signature["intact"]
    assert not signature["revoked"]
    assert "不受信任" in verdict["summary_zh"]


def test_who_asks_no_ca_judges_the_bytes_and_the_chain(
    signed: Callable, trust: Trust, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, alone = signed("good"), trust.without_asking()
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    assert verify(path, alone)["ok"]
    changed = tmp_path / "changed.pdf"
    content = bytearray(path.read_bytes())
    content[content.index(b"stream\n") + 20] ^= 1
    changed.write_bytes(content)
    assert not verify(changed, alone)["ok"]
    stranger = Trust(roots=trust.intermediates[:1], intermediates=(), asks=False)
    assert not verify(path, stranger)["ok"]
