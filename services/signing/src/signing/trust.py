"""信任 the roots we trust, named one by one, and how hard we ask about revocation."""

from dataclasses import dataclass, replace
from pathlib import Path

from asn1crypto import pem, x509
from pyhanko_certvalidator import ValidationContext

from signing.revocation import CaFetchers

__all__ = ["Trust", "common_name"]


@dataclass(frozen=True)
class Trust:
    """信任锚 self-signed certificates are roots, the others help to build paths."""

    roots: tuple[x509.Certificate, ...]
    intermediates: tuple[x509.Certificate, ...]
    asks: bool = True
    """Whether the CA is asked about revocation."""

    @classmethod
    def from_pem(cls, path: Path) -> "Trust":
        """读取 a PEM file of one or more certificates.

        Raises:
            ValueError: no root in it: then nothing could ever be trusted.
        """
        blocks = pem.unarmor(path.read_bytes(), multiple=True)
        certificates = [x509.Certificate.load(der) for _, _, der in blocks]
        roots = tuple(one for one in certificates if one.self_issued)
        if not roots:
            raise ValueError(f"{path} holds no self-signed root")
        return cls(roots, tuple(one for one in certificates if not one.self_issued))

    def without_asking(self) -> "Trust":
        """不询问 the same anchors for who leaves revocation to another's verdict."""
        return replace(self, asks=False)

    def context(self, extra: tuple[x509.Certificate, ...] = ()) -> ValidationContext:
        """验证环境 a fresh context: OCSP or CRL must answer (hard fail) and are fetched.

        A certificate that names no OCSP responder and no CRL is taken as not revocable; one that
        does, and whose source is silent, is not trusted. ``asks`` switches all of this off.
        """
        return ValidationContext(
            trust_roots=list(self.roots),
            other_certs=[*self.intermediates, *extra],
            allow_fetching=self.asks,
            revocation_mode="hard-fail" if self.asks else "soft-fail",
            fetcher_backend=CaFetchers(),
        )

    def chain_of(
        self, certificate: x509.Certificate, pool: tuple[x509.Certificate, ...] = ()
    ) -> list[x509.Certificate]:
        """证书链 the issuers above a certificate, root left out, as far as they are known."""
        known = [*pool, *self.intermediates]
        chain: list[x509.Certificate] = []
        current = certificate
        while issuer := _issuer(current, known):
            if issuer in chain:
                break
            chain.append(issuer)
            current = issuer
        return chain


def _issuer(
    certificate: x509.Certificate, known: list[x509.Certificate]
) -> x509.Certificate | None:
    for one in known:
        if one.subject == certificate.issuer and one != certificate and not one.self_issued:
            return one
    return None


def common_name(certificate: x509.Certificate) -> str:
    """证书主体 the subject's common name; the organisation's where there is none."""
    told = certificate.subject.native
    return str(told.get("common_name") or told.get("organization_name") or "")
