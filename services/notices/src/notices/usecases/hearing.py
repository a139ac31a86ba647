"""媒体来讯 a medium tells by itself that it has published: its account first, then its word."""

from tenderhall_contracts.errors import Problem, invalid
from tenderhall_kit import platforms
from tenderhall_kit.actors import Actor
from tenderhall_kit.envelope import Envelope
from tenderhall_kit.work import Work

from notices import adapters
from notices.rules.media import Word
from notices.usecases import media

_REFUSED = {"UNAUTHENTICATED", "FORBIDDEN_SCOPE", "VALIDATION_FAILED", "NOT_FOUND"}
"""All of them are met before anything is written; any other problem is tried again."""


def published(work: Work, event: Envelope) -> None:
    """媒体已发布 what does not hold is refused, and stands in the audit log with its reason."""
    sender: Actor | None = None
    try:
        sender = platforms.sender(event, work.reference.accounts)
        invalid(event.faults)
        _hear(work, event, sender)
    except Problem as problem:
        if problem.code not in _REFUSED:
            raise
        after = {"type": event.type, "reason": problem.code, "source": event.source[:100]}
        subject = ("inbound_event", event.event_id)
        work.record("media.refuse", subject=subject, after=after, actor=sender)


def _hear(work: Work, event: Envelope, sender: Actor) -> None:
    told, medium = event.data, adapters.account_of(sender.name)
    if medium is None:
        raise Problem("FORBIDDEN_SCOPE", needs="MEDIA.account")
    at, sha256 = told["published_at"], told.get("content_sha256")
    word = Word("published", told["url"], at, sha256)
    media.hear(work, medium, told["notice_no"], word, sender.name)
