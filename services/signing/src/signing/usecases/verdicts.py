"""验章 whose seal a signature belongs to."""

from collections.abc import Mapping
from typing import Any

from tenderhall_kit.work import Work

from signing import store


def with_seals(work: Work, verdict: Mapping[str, Any]) -> dict[str, Any]:
    """印章归属 the verdict, each signature with the seal that permits its certificate."""
    signatures = [
        dict(one, seal_id=_seal_id(work, one["certificate_sha256"]))
        for one in verdict["signatures"]
    ]
    return dict(verdict, signatures=signatures)


def _seal_id(work: Work, fingerprint: str) -> Any:
    seal = store.seal_of_certificate(work.session, fingerprint)
    return seal.id if seal else None
