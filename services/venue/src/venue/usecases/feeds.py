"""日历订阅 a calendar behind an address that nobody guesses, until it is revoked.

The secret is a code over the feed's id with a key of the service: no table and no log holds it.
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import true
from tenderhall_contracts.core import Role
from tenderhall_contracts.errors import Problem, invalid
from tenderhall_contracts.vocab import LABELS, ClosureKind, RoomKind
from tenderhall_contracts.workflow import State
from tenderhall_kit.work import Work
from uuid6 import uuid7

from venue import answers, calendars
from venue.models import Feed
from venue.rules import bookings as rules
from venue.store import feeds as store
from venue.store import rooms
from venue.store.feeds import Entry

BEFORE, AHEAD = timedelta(days=14), timedelta(days=90)
"""Which days stand in a calendar; past ones let it take back what was given up lately."""

_ID, _CODE = 16, 16
"""Bytes of the feed's id, and of the code that only this service can make."""


def open_feed(work: Work, payload: Mapping[str, Any]) -> dict[str, Any]:
    """开通日历订阅 of a room, or of all that the person may see by name; once is enough.

    Raises:
        Problem: VALIDATION_FAILED for a room that there is not.
    """
    room_id, who = payload["room_id"], work.actor
    if room_id is not None and rooms.room(work.session, room_id) is None:
        invalid([rules.unknown_room("room_id")])
    made = {"id": uuid7(), "user_id": who.user_id, "user_name": who.name, "role": who.role.value}
    whose = {"org_id": UUID(who.org_id), "room_id": room_id, "created_at": work.now}
    store.add(work.session, {**made, **whose})
    work.record("feed.open", subject=("feed", made["id"]), after={"room": room_id})
    return {}


def revoke_feed(work: Work, payload: Mapping[str, Any]) -> dict[str, Any]:
    """停止日历订阅 one's own; the administrator anybody's.

    Raises:
        Problem: NOT_FOUND.
    """
    found = store.feed(work.session, payload["id"])
    if found is None or not (_own(work, found) or work.actor.role is Role.ADMIN):
        raise Problem("NOT_FOUND")
    found.revoked_at = work.now
    work.record("feed.revoke", subject=("feed", found.id))
    return {}


def list_feeds(work: Work, _payload: Mapping[str, Any]) -> dict[str, Any]:
    """日历订阅列表 with the secrets of one's own."""
    everybody = work.actor.role is Role.ADMIN
    seen = true() if everybody else Feed.user_id == work.actor.user_id
    return {"items": [_told(work, one) for one in store.feeds(work.session, seen)]}


def read_feed(work: Work, payload: Mapping[str, Any]) -> dict[str, Any]:
    """读取日历 by its secret; what its owner's role may see by name is named.

    Raises:
        Problem: NOT_FOUND, also for a feed that was revoked.
    """
    feed_id = _opened(work, payload["token"])
    found = store.feed(work.session, feed_id) if feed_id else None
    if found is None:
        raise Problem("NOT_FOUND")
    only = found.org_id if Role(found.role).of_agency and not found.room_id else None
    begins, ends = work.now - BEFORE, work.now + AHEAD
    entries = store.entries(work.session, begins, ends, found.room_id, only)
    shown = tuple(_shown(one, found) for one in entries)
    name = f"{found.room.name} · 场地使用" if found.room else "场地预约"
    return {
        "calendar": calendars.written(name, shown),
        "etag": calendars.etag(name, shown),
    }


def _shown(one: Entry, feed: Feed) -> calendars.Shown:
    pending = one.state == State.PENDING
    status = "CANCELLED" if one.freed else "TENTATIVE" if pending else "CONFIRMED"
    same = (one.begins, one.ends, one.room, _summary(one, feed), one.told_at)
    return calendars.Shown(one.claim_id, one.version, status, *same)


def _summary(one: Entry, feed: Feed) -> str:
    """Who sits in an evaluation room is told to nobody's calendar."""
    if one.closure_kind:
        return LABELS[ClosureKind(one.closure_kind)]
    named = Role(feed.role).of_centre or one.agency_id == feed.org_id
    if one.room_kind == RoomKind.EVALUATION or not named:
        return answers.TAKEN
    return one.project or answers.TAKEN


def _told(work: Work, one: Feed) -> dict[str, Any]:
    own = _own(work, one)
    return {
        "id": one.id,
        "owner_name": one.user_name,
        "own": own,
        "room_id": one.room_id,
        "room_name": one.room.name if one.room else None,
        "created_at": one.created_at,
        "token": _secret(work, one.id) if own else None,
    }


def _own(work: Work, one: Feed) -> bool:
    return one.user_id == work.actor.user_id


def _secret(work: Work, feed_id: UUID) -> str:
    return base64.urlsafe_b64encode(feed_id.bytes + _code(work, feed_id)).decode().rstrip("=")


def _opened(work: Work, token: str) -> UUID | None:
    """The feed that the secret names; None where this service did not make it."""
    try:
        read = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    if len(read) != _ID + _CODE:
        return None
    feed_id = UUID(bytes=read[:_ID])
    return feed_id if hmac.compare_digest(read[_ID:], _code(work, feed_id)) else None


def _code(work: Work, feed_id: UUID) -> bytes:
    told = b"tenderhall venue feed" + feed_id.bytes
    return hmac.new(work.settings.service_key, told, hashlib.sha256).digest()[:_CODE]
