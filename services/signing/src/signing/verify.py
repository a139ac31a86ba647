"""验章 what the signatures in a PDF are worth: used on the host, at the centre, by the portal.

A bad document raises nothing: one that cannot be read, or has no signature, gets a verdict that
says so. Everything is recomputed from the bytes; nothing in the document is believed.
"""

import asyncio
import hashlib
import zlib
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

from pyhanko.pdf_utils.generic import Reference
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel

from signing.pdf.reading import read_hex_quickly
from signing.pdf.signature import Level, sha256_of
from signing.trust import Trust, common_name

__all__ = ["PROBLEMS", "verify"]

# Either will do: the certificates of Chinese CAs carry one or the other.
USAGE = KeyUsageConstraints(
    key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False
)
PROBLEMS: Mapping[str, str] = {
    "UNREADABLE": "文件不是可读的PDF",
    "UNSIGNED": "文件没有电子签章",
    "CHANGED": "签章后文件内容被改动",
    "NOT_WHOLE_FILE": "签章未覆盖整个文件",
    "UNTRUSTED": "签章证书不受信任",
    "REVOKED": "签章证书已被吊销",
    "TIMESTAMP": "时间戳无效",
}
# What pyHanko, asn1crypto and zlib raise on a document that somebody has tampered with.
BROKEN = (
    *(PdfError, ValueError, LookupError, TypeError, AttributeError, AssertionError),
    *(ArithmeticError, NotImplementedError, RecursionError, MemoryError, zlib.error),
)

read_hex_quickly()


def verify(path: Path, trust: Trust) -> dict[str, Any]:
    """验章 the verdict in the form of ``tenderhall_contracts.signing.Verdict``.

    Revocation is asked of the CA's OCSP or CRL; a silent CA means "not trusted".
    Answer: ``{ok, sha256, checked_at, summary_zh, signatures: [...]}``, times in ISO 8601.
    """
    try:
        with path.open("rb") as stream:
            signatures = asyncio.run(_signatures(stream, trust))
    except BROKEN:
        return _verdict(path, [], "UNREADABLE")
    return _verdict(path, signatures, None if signatures else "UNSIGNED")


def _verdict(path: Path, signatures: list[dict[str, Any]], fault: str | None) -> dict[str, Any]:
    problems = [fault] if fault else [one for each in signatures for one in each["problems"]]
    summary = "；".join(PROBLEMS[one] for one in dict.fromkeys(problems))
    return {
        "ok": not problems,
        "sha256": sha256_of(path),
        "checked_at": datetime.now(UTC).isoformat(),
        "summary_zh": summary or "签章有效，文件未被改动",
        "signatures": signatures,
    }


async def _signatures(stream: BinaryIO, trust: Trust) -> list[dict[str, Any]]:
    reader = PdfFileReader(stream, strict=False)
    found = list(reader.embedded_regular_signatures)
    return [await _judge(one, found[-1], stream, trust) for one in found]


async def _judge(
    signature: EmbeddedPdfSignature, last: EmbeddedPdfSignature, stream: BinaryIO, trust: Trust
) -> dict[str, Any]:
    try:
        status = await async_validate_pdf_signature(
            signature,
            signer_validation_context=trust.context(),  # the time stamp is judged in it, too
            key_usage_settings=USAGE,
        )
    except BROKEN:
        return _unjudged(signature)
    whole = _whole_file(status, last)
    return {
        **_who(signature),
        "intact": status.intact and status.valid,
        "covers_whole_file": whole,
        "trusted": status.trusted,
        "revoked": status.revoked,
        "signed_at": _signed_at(status),
        "timestamped": _timestamped(status),
        "level": _level(status, signature),
        "original_sha256": _original(signature, stream),
        "problems": list(_problems(status, whole=whole)),
    }


def _unjudged(signature: EmbeddedPdfSignature) -> dict[str, Any]:
    return {
        **_who(signature),
        **dict.fromkeys(
            ("intact", "covers_whole_file", "trusted", "revoked", "timestamped"), False
        ),
        "signed_at": None,
        "level": "",
        "original_sha256": None,
        "problems": ["CHANGED"],
    }


def _who(signature: EmbeddedPdfSignature) -> dict[str, Any]:
    certificate = signature.signer_cert
    return {
        "field": signature.field_name,
        "signer": common_name(certificate),
        "certificate_sha256": hashlib.sha256(certificate.dump()).hexdigest(),
        "seal_id": None,
    }


def _problems(status: PdfSignatureStatus, *, whole: bool) -> list[str]:
    intact = status.intact and status.valid
    timestamp = status.timestamp_validity
    found = {
        "CHANGED": not intact,
        "NOT_WHOLE_FILE": intact and not whole,
        "REVOKED": status.revoked,
        "UNTRUSTED": intact and not status.trusted and not status.revoked,
        "TIMESTAMP": timestamp is not None and not (timestamp.valid and timestamp.trusted),
    }
    return [name for name, present in found.items() if present]


def _whole_file(status: PdfSignatureStatus, last: EmbeddedPdfSignature) -> bool:
    """The file ends with a signature, and after this one came nothing but further signatures."""
    if status.coverage == SignatureCoverageLevel.ENTIRE_FILE:
        return True
    ends_signed = last.evaluate_signature_coverage() == SignatureCoverageLevel.ENTIRE_FILE
    revision = status.coverage == SignatureCoverageLevel.ENTIRE_REVISION
    return ends_signed and revision and bool(status.docmdp_ok)


def _timestamped(status: PdfSignatureStatus) -> bool:
    timestamp = status.timestamp_validity
    return timestamp is not None and bool(timestamp.valid and timestamp.trusted)


def _signed_at(status: PdfSignatureStatus) -> str | None:
    """The TSA's time where there is one, else the signer's own clock."""
    timestamp = status.timestamp_validity
    told = status.signer_reported_dt if timestamp is None else timestamp.timestamp
    return None if told is None else told.isoformat()


def _level(status: PdfSignatureStatus, signature: EmbeddedPdfSignature) -> str:
    if not _timestamped(status):
        return Level.B_B
    historical = signature.reader.get_historical_resolver(signature.signed_revision)
    return Level.B_LT if "/DSS" in historical.root else Level.B_T


def _original(signature: EmbeddedPdfSignature, stream: BinaryIO) -> str | None:
    """SHA-256 of the bytes before the signed revision; None when the file was born signed."""
    revision = signature.signed_revision
    if revision == 0:
        return None
    xrefs = signature.reader.xrefs
    offsets = [
        place
        for reference in xrefs.explicit_refs_in_revision(revision)
        if isinstance(place := xrefs.get_historical_ref(_plain(reference), revision), int)
    ]
    return _sha256_of_prefix(stream, min(offsets))


def _plain(reference: Reference) -> Reference:
    return Reference(reference.idnum, reference.generation)


def _sha256_of_prefix(stream: BinaryIO, size: int) -> str:
    stream.seek(0)
    digest = hashlib.sha256()
    while size and (piece := stream.read(min(size, 1 << 20))):
        digest.update(piece)
        size -= len(piece)
    return digest.hexdigest()
