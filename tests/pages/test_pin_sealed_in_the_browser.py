"""The PIN is sealed by the page's script; the signing host's own code opens it."""

import base64
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from playwright.sync_api import Page
from signing.pin import Binding, OneTimeKeys

from browsing import at

HOST = Ed25519PrivateKey.generate()
HOST_KEY = base64.b64encode(HOST.public_key().public_bytes_raw()).decode()
DOCUMENT = "ab" * 32
SEAL = """async ([pin, job, hostKey]) => {
    const {sealPin} = await import("/static/js/pin.js");
    try { return await sealPin(pin, job, hostKey ?? undefined) }
    catch (fault) { return {code: fault.code} }
}"""


@pytest.fixture
def binding() -> Binding:
    """Made when the test begins: one made at import expires while other tests run."""
    return Binding(
        operation="job-1/1",
        user="user-1",
        token="0123456789abcdef",
        document=DOCUMENT,
        expires=datetime.now(UTC) + timedelta(minutes=5),
    )


@pytest.fixture
def keys() -> OneTimeKeys:
    return OneTimeKeys(HOST)


@pytest.fixture
def job(keys: OneTimeKeys, binding: Binding) -> dict[str, Any]:
    issued = keys.issue(binding)
    return {
        "pin_key": issued.pin_key,
        "pin_info": issued.pin_info,
        "pin_key_signature": issued.pin_key_signature,
        "pdf": {"sha256": DOCUMENT},
    }


def seal(page: Page, pin: str, job: dict[str, Any], host_key: str | None = HOST_KEY) -> Any:
    at(page, "/")
    return page.evaluate(SEAL, [pin, job, host_key])


@pytest.mark.parametrize("pin", ["123456", "口令-パスワード-🔑", "x" * 64])
def test_the_host_opens_what_the_page_sealed(
    visitor: Page, keys: OneTimeKeys, binding: Binding, job: dict[str, Any], pin: str
) -> None:
    sealed = seal(visitor, pin, job)
    assert len(base64.b64decode(sealed)) == 145
    opened = keys.open(binding.operation, sealed, token=binding.token, document=DOCUMENT)
    assert opened == pin


def test_each_sealing_looks_different(visitor: Page, job: dict[str, Any]) -> None:
    assert seal(visitor, "123456", job) != seal(visitor, "123456", job)


@pytest.mark.parametrize(
    ("pin", "changes", "code"),
    [
        ("", {}, "PIN_EMPTY"),
        ("口" * 22, {}, "PIN_TOO_LONG"),
        ("123456", {"pin_key": None}, "NO_KEY"),
        ("123456", {"pdf": {"sha256": "cd" * 32}}, "OTHER_DOCUMENT"),
        ("123456", {"pin_key_signature": base64.b64encode(bytes(64)).decode()}, "HOST_UNKNOWN"),
        ("123456", {"pin_key_signature": None}, "HOST_UNKNOWN"),
    ],
)
def test_what_must_not_be_sealed_is_refused(
    visitor: Page, job: dict[str, Any], pin: str, changes: dict[str, Any], code: str
) -> None:
    assert seal(visitor, pin, job | changes) == {"code": code}


def test_a_key_that_somebody_else_put_there_is_refused(visitor: Page, job: dict[str, Any]) -> None:
    point = ec.generate_private_key(ec.SECP256R1()).public_key()
    numbers = point.public_numbers()
    raw = b"\x04" + numbers.x.to_bytes(32, "big") + numbers.y.to_bytes(32, "big")
    other = job | {"pin_key": base64.b64encode(raw).decode()}
    assert seal(visitor, "123456", other) == {"code": "HOST_UNKNOWN"}


@pytest.mark.parametrize("key", ["", None])
def test_nothing_is_sealed_to_a_host_that_the_page_does_not_know(
    visitor: Page, job: dict[str, Any], key: str | None
) -> None:
    assert seal(visitor, "123456", job, key) == {"code": "HOST_UNKNOWN"}


def test_a_browser_that_cannot_check_the_host_says_so(visitor: Page, job: dict[str, Any]) -> None:
    at(visitor, "/")
    visitor.evaluate(
        """() => {
            const real = crypto.subtle.importKey.bind(crypto.subtle);
            crypto.subtle.importKey = (kind, key, how, ...rest) => how.name === "Ed25519"
                ? Promise.reject(new DOMException("", "NotSupportedError"))
                : real(kind, key, how, ...rest);
        }"""
    )
    assert visitor.evaluate(SEAL, ["123456", job, HOST_KEY]) == {"code": "NO_ED25519"}
