"""Large files come in parts, which may come again, later, or by several at once."""

from typing import Any
from uuid import UUID

import httpx
import pytest
from documents.usecases import clearing, inviting, uploads
from documents.usecases.announcing import announce
from tenderhall_contracts.vocab import AttachmentKind
from tenderhall_kit import parts
from tenderhall_kit.clock import real_now
from tenderhall_kit.storage import cas_key

from .conftest import Desk, pdf, sha
from .test_uploads import ask, refused, sweep

PART = 5 * 1024 * 1024
"""The least that a store takes of a part that is not the last."""


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """What counts above 64 MB counts above 5 MB."""
    monkeypatch.setattr(uploads, "PARTS_FROM", PART + 1)
    monkeypatch.setattr(uploads, "PART", PART)


def large(size: int = 2 * PART + 100) -> bytes:
    data = pdf()
    return data[:9] + b" " * (size - len(data)) + data[9:]


def cut(data: bytes) -> dict[int, bytes]:
    return {at // PART + 1: data[at : at + PART] for at in range(0, len(data), PART)}


def wanted(desk: Desk, invitation: dict[str, Any], pieces: dict[int, bytes]) -> dict[str, Any]:
    call = desk.call()
    upload = call.read(uploads.find, UUID(str(invitation["upload_id"])))
    asked = [{"number": number, "sha256": sha(piece)} for number, piece in pieces.items()]
    return inviting.parts(call.storage, upload, asked, real_now())


def send(told: dict[str, Any], pieces: dict[int, bytes]) -> dict[int, int]:
    return {
        one["number"]: httpx.put(
            one["url"], content=pieces[one["number"]], headers=one["headers"]
        ).status_code
        for one in told["parts"]
    }


def begun(desk: Desk, data: bytes) -> tuple[dict[str, Any], dict[int, bytes]]:
    invitation, pieces = desk.announce(data, parts=True), cut(data)
    assert (invitation["url"], invitation["part_size"]) == (None, PART)
    return invitation, pieces


def test_all_parts_in_any_order_become_the_file(clerk: Desk) -> None:
    data = large()
    invitation, pieces = begun(clerk, data)
    told = wanted(clerk, invitation, dict(reversed(pieces.items())))
    assert set(send(told, pieces).values()) == {200}
    version = clerk.complete(invitation)
    assert version["file"]["sha256"] == sha(data)
    assert clerk.call().storage.get(cas_key(sha(data))) == data
    assert clerk.complete(invitation) == version


def test_an_upload_goes_on_with_what_the_store_lacks(clerk: Desk) -> None:
    data = large()
    invitation, pieces = begun(clerk, data)
    first = {number: pieces[number] for number in (1, 3)}
    send(wanted(clerk, invitation, first), first)
    assert wanted(clerk, invitation, {})["received"] == [1, 3]
    told = refused(clerk.complete, invitation)
    assert told == ("UPLOAD_MISMATCH", ["FILE_MISSING"])
    rest = {number: piece for number, piece in pieces.items() if number not in first}
    send(wanted(clerk, invitation, rest), rest)
    assert clerk.complete(invitation)["version"] == 1


def test_the_store_refuses_a_part_of_other_bytes_or_another_length(clerk: Desk) -> None:
    data = large()
    invitation, pieces = begun(clerk, data)
    told = wanted(clerk, invitation, {1: pieces[1]})
    assert send(told, {1: pieces[2]}) == {1: 400}
    (part,) = told["parts"]
    longer = part["headers"] | {"content-length": str(PART + 1)}
    assert httpx.put(part["url"], content=pieces[1] + b"x", headers=longer).status_code == 403
    assert wanted(clerk, invitation, {})["received"] == []


def test_parts_that_are_not_the_file_are_refused_and_leave_nothing(clerk: Desk) -> None:
    data = large()
    invitation, pieces = begun(clerk, data)
    other = {**pieces, 2: b"x" * PART}
    send(wanted(clerk, invitation, other), other)
    assert refused(clerk.complete, invitation) == ("UPLOAD_MISMATCH", ["FILE_HASH"])
    assert not clerk.call().storage.exists(cas_key(sha(data)))


def test_a_part_that_the_file_does_not_have_is_refused(clerk: Desk) -> None:
    data = large()
    invitation, _ = begun(clerk, data)
    told = refused(wanted, clerk, invitation, {4: b"x"})
    assert told == ("VALIDATION_FAILED", ["UPLOAD_PART"])


def test_who_cannot_send_parts_and_small_files_get_one_url(clerk: Desk) -> None:
    assert clerk.announce(large())["part_size"] is None
    small = clerk.announce(pdf(), parts=True)
    assert small["part_size"] is None
    told = refused(wanted, clerk, small, {})
    assert told == ("STATE_CONFLICT", ["UPLOAD_NOT_PARTS"])


def test_the_parts_of_another_organisation_are_not_found(clerk: Desk, stranger: Desk) -> None:
    data = large()
    invitation, _ = begun(clerk, data)
    assert refused(wanted, stranger, invitation, {}) == ("NOT_FOUND", [])


def test_who_has_the_bytes_elsewhere_sends_parts_aside(clerk: Desk, stranger: Desk) -> None:
    data = large()
    clerk.upload(data)
    invitation, pieces = begun(stranger, data)
    told = wanted(stranger, invitation, pieces)
    assert all("staging/upload/" in one["url"] for one in told["parts"])
    send(told, pieces)
    assert stranger.complete(invitation)["version"] == 1
    aside = f"staging/upload/{invitation['upload_id']}"
    assert not stranger.call().storage.exists(aside)


def test_a_completion_that_died_after_the_join_goes_on(clerk: Desk) -> None:
    data = large()
    invitation, pieces = begun(clerk, data)
    send(wanted(clerk, invitation, pieces), pieces)
    call = clerk.call()
    upload = call.read(uploads.find, UUID(str(invitation["upload_id"])))
    name = inviting.begun(upload)
    parts.finish(call.storage, name, parts.received(call.storage, name))
    assert wanted(clerk, invitation, {})["received"] == list(pieces)
    assert clerk.complete(invitation)["version"] == 1


def test_a_join_never_overwrites_what_another_service_has_put(clerk: Desk) -> None:
    data = large()
    invitation, pieces = begun(clerk, data)
    send(wanted(clerk, invitation, pieces), pieces)
    clerk.call().storage.put(data, "application/pdf")
    told = refused(clerk.complete, invitation)
    assert told == ("STATE_CONFLICT", ["UPLOAD_UNPROVEN"])


def _left(desk: Desk, data: bytes) -> list[str]:
    storage = desk.call().storage
    return [one.key for one in parts.stale(storage, cas_key(sha(data)), real_now() + GONE)]


GONE = clearing._STALE * 2


def test_parts_that_were_never_joined_are_gone_after_the_sweep(clerk: Desk) -> None:
    data = large()
    invitation, pieces = begun(clerk, data)
    send(wanted(clerk, invitation, pieces), pieces)
    assert _left(clerk, data) == [cas_key(sha(data))]
    changed = (
        "UPDATE upload SET expires_at = now() - interval '11 minutes' WHERE id = :it RETURNING 1"
    )
    ask(clerk, changed, it=UUID(str(invitation["upload_id"])))
    sweep(clerk)
    assert _left(clerk, data) == []
    told = refused(wanted, clerk, invitation, {})
    assert told == ("STATE_CONFLICT", ["UPLOAD_EXPIRED"])


def test_parts_that_no_upload_knows_are_forgotten_in_time(
    clerk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = large()
    storage = clerk.call().storage
    parts.begin(storage, cas_key(sha(data)), "application/pdf", "nobody")
    kept, _ = begun(clerk, large())
    sweep(clerk)
    assert len(_left(clerk, data)) == 1, "it may have begun just now"
    monkeypatch.setattr(clearing, "_STALE", -GONE)
    sweep(clerk)
    assert _left(clerk, data) == []
    assert wanted(clerk, kept, {})["received"] == [], "a known one stays"


def test_a_repeated_registration_gives_the_same_upload(clerk: Desk) -> None:
    data = large()
    form = {"name": "a.pdf", "mime": "application/pdf", "kind": AttachmentKind.OTHER, "parts": True}
    form |= {"size": len(data), "sha256": sha(data), "document_id": None}
    first, again = (announce(clerk.call("the-same-key"), form) for _ in range(2))
    assert first == again
    assert len(_left(clerk, data)) == 1, "the store was told of one"


def test_the_target_for_the_gateway_is_of_the_whole_or_of_one_part(
    clerk: Desk, stranger: Desk
) -> None:
    data = large()
    whole, (parted, pieces) = clerk.announce(pdf(), parts=True), begun(clerk, data)
    org = UUID(str(clerk.who.org_id))
    assert target(clerk, whole, org)["size"] > 0
    one = {"number": 3, "sha256": sha(pieces[3])}
    assert target(clerk, parted, org, one)["size"] == 100
    told = refused(target, clerk, parted, org)
    assert told == ("STATE_CONFLICT", ["UPLOAD_NOT_WHOLE"])
    other = UUID(str(stranger.who.org_id))
    assert refused(target, clerk, whole, other) == ("NOT_FOUND", [])


def target(
    desk: Desk, invitation: dict[str, Any], org: UUID, part: dict[str, Any] | None = None
) -> dict[str, Any]:
    call = desk.call()
    upload = call.read(uploads.find, UUID(str(invitation["upload_id"])), org)
    return inviting.target(call.storage, upload, part, real_now())
