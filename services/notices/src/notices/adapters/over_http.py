"""HTTP媒体 the reference adapter: ``PUT`` and ``GET`` of ``<url>/notices/<id>`` (how-to/media.md).

The answer is JSON: ``state`` (published, accepted), ``url``, ``published_at``, ``content_sha256``.
"""

import json
from dataclasses import dataclass, field
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate
from tenderhall_contracts.fields import Instant, Sha256

from notices import outbound
from notices.adapters.medium import Parcel
from notices.rules.media import Word

_OK, _MULTIPLE, _BAD, _SERVER = 200, 300, 400, 500
_MISSING = 404
_LATER = frozenset({401, 403, _MISSING, 408, 425, 429})
"""Refusals that are about us or the moment, not about the notice: a key can be mended."""


class _Said(Schema):
    class Meta:
        unknown = EXCLUDE

    state = fields.String(required=True, validate=validate.OneOf(["published", "accepted"]))
    url = fields.String(load_default="", validate=validate.Length(max=500))
    published_at = Instant(load_default=None, allow_none=True)
    content_sha256 = Sha256(load_default=None, allow_none=True)


@dataclass(frozen=True, slots=True)
class OverHttp:
    """HTTP媒体 the key travels in a header, and stands in no log and no address."""

    url: str
    key: str = field(repr=False)

    def hand_over(self, parcel: Parcel) -> Word:
        """交送."""
        body = json.dumps(parcel["notice"], ensure_ascii=False).encode()
        return self._word("PUT", str(parcel["id"]), body)

    def ask(self, parcel_id: str) -> Word:
        """查询."""
        return self._word("GET", parcel_id, None)  # what it has lost is handed over again

    def _word(self, method: str, parcel_id: str, body: bytes | None) -> Word:
        headers = {
            "authorization": f"Bearer {self.key}",
            "content-type": "application/json; charset=utf-8",
            "idempotency-key": parcel_id,
        }
        try:
            answer = outbound.send(method, f"{self.url}/notices/{parcel_id}", headers, body)
        except outbound.UnreachableError as fault:
            return Word("failed", error=str(fault))
        if method == "GET" and answer.status == _MISSING:
            return Word("unknown")
        return word_of(answer.status, answer.body)


def word_of(status: int, body: bytes) -> Word:
    """答复的意思 by its status, then by what it says."""
    if _BAD <= status < _SERVER and status not in _LATER:
        return Word("refused", error=f"HTTP {status} {_reason(body)}".strip())
    if not _OK <= status < _MULTIPLE:
        return Word("failed", error=f"HTTP {status}")
    try:
        said: Any = _Said().load(json.loads(body))
    except (ValueError, ValidationError):
        return Word("failed", error=f"HTTP {status}: not understood")
    return Word(said["state"], said["url"], said["published_at"], said["content_sha256"])


def _reason(body: bytes) -> str:
    try:
        told = json.loads(body)
    except ValueError:
        return ""
    return str(told.get("reason", ""))[:300] if isinstance(told, dict) else ""
