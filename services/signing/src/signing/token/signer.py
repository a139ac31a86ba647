"""介质签名者 pyHanko's signer whose raw signature is made by the token."""

import asyncio
from collections.abc import Callable

from asn1crypto import x509
from pyhanko.sign.signers import Signer
from pyhanko_certvalidator.registry import SimpleCertificateStore

__all__ = ["TokenSigner"]


class TokenSigner(Signer):
    """签名者 keeps the certificates; ``sign`` is called exactly once, when all else is ready."""

    def __init__(
        self,
        certificate: x509.Certificate,
        chain: list[x509.Certificate],
        sign: Callable[[bytes], bytes],
    ) -> None:
        store = SimpleCertificateStore.from_certs([certificate, *chain])
        super().__init__(signing_cert=certificate, cert_registry=store, embed_roots=False)
        self._sign = sign

    async def async_sign_raw(
        self,
        data: bytes,
        digest_algorithm: str,
        dry_run: bool = False,  # noqa: FBT001, FBT002 — pyHanko's signature
    ) -> bytes:
        """原始签名 sign the signed attributes.

        Raises:
            ValueError: a digest other than SHA-256, or a dry run: sizes are computed, not tried.
        """
        if dry_run or digest_algorithm != "sha256":
            raise ValueError(f"the token signs once, with SHA-256; asked: {digest_algorithm}")
        return await asyncio.to_thread(self._sign, data)
