"""电子签名 one PAdES signature over the whole file, as an incremental update of the original."""

import asyncio
import hashlib
import shutil
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from asn1crypto import tsp
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.signers.pdf_signer import DSSContentSettings, SigDSSPlacementPreference
from pyhanko.sign.timestamps.common_utils import TimestampRequestError
from pyhanko.sign.timestamps.requests_client import RequestsHTTPTimeStamper

from signing.pdf.placement import Anchor, anchor
from signing.pdf.stamp import SealStyle
from signing.pipe import Refused
from signing.token.signer import TokenSigner
from signing.trust import Trust
from signing.wire import wire

__all__ = ["Level", "Order", "TimeStamping", "reserve", "sha256_of", "sign_document"]

DIGEST = "sha256"
PROBE_SECONDS = 60.0
RAW_SIGNATURE = 512  # RSA-4096, the largest we support
CMS_FRAME = 2048  # signed attributes with the signing certificate's hash, signer info, headers
CHUNK = 1 << 20


class Level(StrEnum):
    """签名级别 PAdES baseline levels (ETSI EN 319 142-1)."""

    B_B = "B-B"
    B_T = "B-T"
    B_LT = "B-LT"


@dataclass(frozen=True)
class Order:
    """签章要求 what to sign and how.

    Attributes:
        source: the original; not changed.
        output: the sealed copy; its first bytes are the original's.
        sha256: what the original must hash to, lower-case hex.
        placement: see ``signing.pdf.placement``.
        picture: the seal's one-page PDF.
    """

    source: Path
    output: Path
    sha256: str
    placement: dict[str, Any]
    picture: Path
    level: Level
    reason: str


class _Stamper(RequestsHTTPTimeStamper):
    """pyHanko's client, on a kept connection."""

    def __init__(self, url: str) -> None:
        super().__init__(url)  # type: ignore[no-untyped-call]  # pyHanko's is not typed

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        return await asyncio.to_thread(self._ask, req.dump())

    def _ask(self, request: bytes) -> tsp.TimeStampResp:
        headers = self.request_headers()
        try:
            answer = wire().post(self.url, request, headers=headers, timeout=self.timeout)
        except OSError as away:
            raise TimestampRequestError("no answer from the time-stamping authority") from away
        if answer.headers.get("Content-Type") != "application/timestamp-reply":
            raise TimestampRequestError("not a time-stamping authority's answer")
        return tsp.TimeStampResp.load(answer.content)


class TimeStamping:
    """时间戳 a TSA that is asked for a sample before the token is used (RFC 3161).

    One sample a minute: a TSA that is down is then found out before a PIN is spent.
    """

    def __init__(self, url: str) -> None:
        self.client = _Stamper(url)
        self._lock = threading.Lock()
        self._probed = float("-inf")
        self._size = 0

    def probe(self) -> int:
        """试探 the size of a token in bytes.

        Raises:
            Refused: TSA_AWAY.
        """
        with self._lock:
            if time.monotonic() - self._probed > PROBE_SECONDS:
                self._size = len(self._sample())
                self._probed = time.monotonic()
            return self._size

    def _sample(self) -> bytes:
        fresh = _Stamper(self.client.url)
        try:
            return bytes(asyncio.run(fresh.async_dummy_response(DIGEST)).dump())
        except (TimestampRequestError, OSError, ValueError) as away:
            raise Refused("TSA_AWAY", "the time-stamping authority does not answer") from away


@dataclass(frozen=True)
class _Stamping:
    """The TSA's client for this document, and how large its token will be."""

    client: _Stamper | None
    size: int


def sign_document(
    order: Order,
    signer: TokenSigner,
    trust: Trust,
    stamping: TimeStamping | None,
    progress: Callable[[str], None],
) -> None:
    """签章 draw the seal and sign, once; the key is used last, when nothing else can fail.

    Raises:
        Refused: UPLOAD_MISMATCH, PLACEMENT, TSA_AWAY, DOCUMENT, and the token's own reasons.
    """
    if sha256_of(order.source) != order.sha256:
        raise Refused("UPLOAD_MISMATCH", "the document is not the one that was to be sealed")
    prepared = _prepare(order.level, stamping)
    progress("prepared")
    shutil.copyfile(order.source, order.output)
    try:
        with order.output.open("r+b") as stream:
            asyncio.run(_sign(order, stream, signer, trust, prepared))
    except (PdfError, SigningError) as no:
        raise Refused("DOCUMENT", f"the document cannot be signed: {no}") from no
    progress("signed")


async def _sign(
    order: Order,
    stream: Any,
    signer: TokenSigner,
    trust: Trust,
    stamping: _Stamping,
) -> None:
    writer = IncrementalPdfFileWriter(stream, strict=False)
    if writer.prev.encrypted:
        raise Refused("DOCUMENT", "the document is encrypted")
    where = anchor(writer, order.placement)
    pdf_signer = PdfSigner(
        _metadata(order, where, trust),
        signer,
        timestamper=stamping.client,
        stamp_style=SealStyle(picture=str(order.picture), rotation=where.rotation),
        new_field_spec=where.new,
    )
    await pdf_signer.async_sign_pdf(
        writer, in_place=True, bytes_reserved=reserve(signer, stamping.size)
    )


def _metadata(order: Order, where: Anchor, trust: Trust) -> PdfSignatureMetadata:
    long_term = order.level is Level.B_LT
    return PdfSignatureMetadata(
        field_name=where.field,
        md_algorithm=DIGEST,
        reason=order.reason or None,
        subfilter=SigSeedSubFilter.PADES,
        embed_validation_info=long_term,
        validation_context=trust.context() if long_term else None,
        # One revision: what validates the signature goes in before it and is covered by it.
        dss_settings=DSSContentSettings(
            include_vri=False, placement=SigDSSPlacementPreference.TOGETHER_WITH_SIGNATURE
        ),
    )


def reserve(signer: TokenSigner, token_size: int) -> int:
    """预留长度 hex characters for /Contents, computed from the chain: no dry run, no second CMS."""
    certificates = sum(len(one.dump()) for one in signer.cert_registry)
    token = token_size + 256 if token_size else 0
    return 2 * (certificates + RAW_SIGNATURE + CMS_FRAME + token)


def _prepare(level: Level, stamping: TimeStamping | None) -> _Stamping:
    if level is Level.B_B:
        return _Stamping(None, 0)
    if stamping is None:
        raise Refused("TSA_AWAY", f"level {level} needs a time-stamping authority")
    return _Stamping(stamping.client, stamping.probe())


def sha256_of(path: Path) -> str:
    """摘要 of a file, read in pieces."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while piece := stream.read(CHUNK):
            digest.update(piece)
    return digest.hexdigest()
