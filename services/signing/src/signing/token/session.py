"""登录会话 a session that is logged in: whose it is, how long it may last, and its keys."""

import hashlib
import time
from dataclasses import dataclass, field
from typing import Any

from asn1crypto import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509 import load_der_x509_certificate
from pkcs11 import Attribute, KeyType, Mechanism, ObjectClass
from pkcs11.util.ec import encode_ecdsa_signature

from signing.pipe import Refused

__all__ = ["Identity", "LoggedIn", "Login"]


@dataclass(frozen=True)
class Login:
    """登录 the right to use the key once, or for a while.

    Attributes:
        operation: the operation id; a second login under the same id is refused.
        pin: None to use a held login, or the pad on a token with a protected path.
        owner: the user's session to which a held login belongs.
        hold_seconds: how long the login may stay; 0 means log out after this signature.
        hold_signatures: how many signatures it may make in all.
    """

    operation: str
    pin: str | None = field(repr=False, default=None)
    owner: str = ""
    hold_seconds: float = 0
    hold_signatures: int = 1


@dataclass(frozen=True)
class Identity:
    """身份 a certificate on the token and the CKA_ID it shares with its private key."""

    certificate: x509.Certificate
    key_id: bytes

    @property
    def fingerprint(self) -> str:
        """指纹 SHA-256 of the DER form, lower-case hex."""
        return hashlib.sha256(self.certificate.dump()).hexdigest()


class LoggedIn:
    """已登录 the one session of a token; ``close`` logs the whole token out."""

    def __init__(self, session: Any, login: Login) -> None:
        self._session = session
        self._keys: dict[bytes, Any] = {}
        self.owner = login.owner
        self._until = time.monotonic() + login.hold_seconds
        self._left = login.hold_signatures

    def may_continue(self) -> bool:
        """可续用 whether the hold has time and signatures left."""
        return self._left > 0 and time.monotonic() < self._until

    def close(self) -> None:
        """登出并关闭 log out and close."""
        self._session.close()

    def sign(self, identity: Identity, data: bytes) -> bytes:
        """签名 three calls in a warm session: C_SignInit, C_Sign for the size, C_Sign; SHA-256.

        Returns the signature as CMS wants it: PKCS #1 v1.5, or the DER form of ECDSA.

        Raises:
            Refused: NO_SUCH_KEY, KEY_MISMATCH, KEY_TYPE.
        """
        key = self._key(identity)
        self._left -= 1
        signature = _sign(key, data)
        _check(identity.certificate, data, signature)
        return signature

    def _key(self, identity: Identity) -> Any:
        if identity.key_id not in self._keys:
            wanted = {Attribute.CLASS: ObjectClass.PRIVATE_KEY, Attribute.ID: identity.key_id}
            found = list(self._session.get_objects(wanted))
            if len(found) != 1:
                raise Refused("NO_SUCH_KEY", f"{len(found)} private keys match the certificate")
            _belongs(found[0], identity.certificate)
            self._keys[identity.key_id] = found[0]
        return self._keys[identity.key_id]


def _belongs(key: Any, certificate: x509.Certificate) -> None:
    """Compare public parts before the key is used; ECDSA is compared by the signature itself."""
    if key.key_type != KeyType.RSA:
        return
    public = certificate.public_key["public_key"].parsed
    if int.from_bytes(key[Attribute.MODULUS], "big") != public["modulus"].native:
        raise Refused("KEY_MISMATCH", "the private key is not the certificate's")


def _sign(key: Any, data: bytes) -> bytes:
    if key.key_type == KeyType.RSA:
        return bytes(key.sign(data, mechanism=Mechanism.SHA256_RSA_PKCS))
    if key.key_type == KeyType.EC:
        # SoftHSM, like many tokens, has the raw mechanism only: hash here.
        digest = hashlib.sha256(data).digest()
        return bytes(encode_ecdsa_signature(key.sign(digest, mechanism=Mechanism.ECDSA)))
    raise Refused("KEY_TYPE", f"keys of type {key.key_type} are not supported")


def _check(certificate: x509.Certificate, data: bytes, signature: bytes) -> None:
    public = load_der_x509_certificate(certificate.dump()).public_key()
    try:
        if isinstance(public, rsa.RSAPublicKey):
            public.verify(signature, data, padding.PKCS1v15(), hashes.SHA256())
        elif isinstance(public, ec.EllipticCurvePublicKey):
            public.verify(signature, data, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature as no:
        raise Refused("KEY_MISMATCH", "the signature is not the certificate's") from no
