"""Uploads: announced by hash, put by presigned URL, proven before they count."""

import base64
import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from documents.usecases import clearing, completing, inviting, uploads, versions
from marshmallow import ValidationError
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from tenderhall_contracts.core import Role
from tenderhall_contracts.errors import Problem
from tenderhall_kit import receipts
from tenderhall_kit.storage import Storage, cas_key

from .conftest import Desk, pdf, put, sha, zipped

PAGE = b"<html><script>alert(1)</script></html>"


def refused(act: Callable[..., Any], *args: Any, **kwargs: Any) -> tuple[str, list[str]]:
    with pytest.raises(Problem) as caught:
        act(*args, **kwargs)
    return caught.value.code, [one.rule for one in caught.value.findings]


def ask(desk: Desk, statement: str, **values: Any) -> list[Any]:
    with Session(desk.call().kit.engine) as session, session.begin():
        return list(session.execute(text(statement), values).all())


def sweep(desk: Desk) -> None:
    """As the timer does it: every time anew, whatever was done before."""
    call = desk.call()
    call.claim = None
    clearing.sweep(call)


# ── the way that most uploads go ────────────────────────────────────────────────────────────────
def test_put_bytes_become_a_version_with_a_receipt(clerk: Desk, settings_for: Any) -> None:
    data = pdf()
    version = clerk.upload(data)
    assert version["version"] == 1
    assert version["file"] == {
        "sha256": sha(data),
        "size": len(data),
        "mime": "application/pdf",
        "name": "招标文件.pdf",
    }
    read = receipts.read(settings_for("venue", ""), version["receipt"], clerk.who.org_id)
    assert (read.sha256, read.document_id) == (sha(data), str(version["document_id"]))


def test_without_a_scanner_the_version_says_so(clerk: Desk) -> None:
    assert clerk.upload(pdf())["scan"] == "UNSCANNED"


def test_the_download_is_the_bytes_as_an_attachment_under_their_name(clerk: Desk) -> None:
    data = pdf()
    asked = {"document_id": clerk.upload(data)["document_id"]}
    call = clerk.call()
    told = call.read(versions.download, call.storage, asked)
    answer = httpx.get(told["url"])
    assert answer.content == data
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"].startswith("attachment; filename*=UTF-8''%E6%8B")
    assert "X-Amz-Expires=300" in told["url"]


def test_what_can_run_nothing_is_shown_where_that_is_asked_for(clerk: Desk) -> None:
    call = clerk.call()
    told = {
        mime: call.read(
            versions.download,
            call.storage,
            {"document_id": clerk.upload(data, **changed)["document_id"], "inline": True},
        )
        for mime, data, changed in (
            ("application/pdf", pdf(), {}),
            ("application/zip", zipped(图纸=b"1"), ZIP),
        )
    }
    ways = {
        mime: httpx.get(one["url"]).headers["content-disposition"].partition(";")[0]
        for mime, one in told.items()
    }
    assert ways == {"application/pdf": "inline", "application/zip": "attachment"}


def test_a_new_version_keeps_the_old_one(clerk: Desk) -> None:
    first = clerk.upload(pdf())
    second = clerk.upload(pdf(), document_id=str(first["document_id"]))
    assert (second["document_id"], second["version"]) == (first["document_id"], 2)
    shown = clerk.call().read(versions.show, first["document_id"])
    assert [one["version"] for one in shown["versions"]] == [2, 1]
    assert shown["versions"][1]["receipt"] == first["receipt"]
    old = clerk.call().read(versions.download, clerk.call().storage, first)
    assert old["file"]["sha256"] == first["file"]["sha256"]


def test_a_version_that_is_not_there_is_not_found(clerk: Desk) -> None:
    asked = {"document_id": clerk.upload(pdf())["document_id"], "version": 9}
    call = clerk.call()
    assert refused(call.read, versions.download, call.storage, asked) == ("NOT_FOUND", [])


def test_a_new_version_is_of_the_same_kind(clerk: Desk) -> None:
    first = clerk.upload(pdf())
    told = refused(clerk.announce, pdf(), document_id=str(first["document_id"]), kind="other")
    assert told == ("VALIDATION_FAILED", ["FILE_KIND"])


def test_versions_that_are_added_at_once_get_numbers_of_their_own(clerk: Desk) -> None:
    first = clerk.upload(pdf())
    waiting = []
    for _ in range(4):
        data = pdf()
        waiting.append(clerk.announce(data, document_id=str(first["document_id"])))
        put(waiting[-1], data)
    with ThreadPoolExecutor(4) as pool:
        numbers = sorted(one["version"] for one in pool.map(clerk.complete, waiting))
    assert numbers == [2, 3, 4, 5]


def test_a_version_cannot_be_changed_even_in_the_database(clerk: Desk) -> None:
    document = clerk.upload(pdf())["document_id"]
    for statement in (
        "UPDATE document_version SET sha256 = repeat('0', 64) WHERE document_id = :it",
        "DELETE FROM document_version WHERE document_id = :it",
    ):
        with pytest.raises(DBAPIError, match="immutable"):
            ask(clerk, statement, it=document)


# ── completing again ────────────────────────────────────────────────────────────────────────────
def test_completing_twice_gives_the_first_version(clerk: Desk) -> None:
    data = pdf()
    invitation = clerk.announce(data)
    put(invitation, data)
    key = str(uuid4())
    first = clerk.complete(invitation, key)
    assert clerk.complete(invitation, key) == first
    assert clerk.complete(invitation) == first
    shown = clerk.call().read(versions.show, first["document_id"])
    assert len(shown["versions"]) == 1


def test_completing_at_the_same_time_makes_one_version(clerk: Desk) -> None:
    data = pdf()
    invitation = clerk.announce(data)
    put(invitation, data)
    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(clerk.complete, [invitation] * 4))
    assert len({(one["document_id"], one["version"]) for one in told}) == 1


def test_completing_before_the_bytes_came_leaves_the_upload_open(clerk: Desk) -> None:
    data = pdf()
    invitation = clerk.announce(data)
    assert refused(clerk.complete, invitation) == ("UPLOAD_MISMATCH", ["FILE_MISSING"])
    put(invitation, data)
    assert clerk.complete(invitation)["version"] == 1


def test_an_unknown_upload_is_not_found(clerk: Desk) -> None:
    assert refused(clerk.complete, {"upload_id": uuid4()}) == ("NOT_FOUND", [])


# ── the store refuses what was not announced ────────────────────────────────────────────────────
def test_the_store_refuses_other_bytes_of_the_same_length(clerk: Desk) -> None:
    data = pdf()
    invitation = clerk.announce(data)
    assert put(invitation, data[:-2] + b"x\n") == 400
    assert refused(clerk.complete, invitation) == ("UPLOAD_MISMATCH", ["FILE_MISSING"])
    assert put(invitation, data) == 200
    assert clerk.complete(invitation)["version"] == 1


def test_the_store_refuses_a_longer_body_another_type_and_a_second_put(clerk: Desk) -> None:
    data = pdf()
    invitation = clerk.announce(data)
    assert put(invitation, data + b"more") == 403
    assert put(invitation, data, content_type="text/html") == 403
    assert put(invitation, data) == 200
    assert put(invitation, data) == 412


def test_the_store_refuses_a_checksum_that_was_not_signed(clerk: Desk) -> None:
    data, other = pdf(), pdf()
    invitation = clerk.announce(data)
    checksum = base64.b64encode(bytes.fromhex(sha(other))).decode()
    assert put(invitation, other, x_amz_checksum_sha256=checksum) == 403


# ── a store that does not check is caught at completion ─────────────────────────────────────────
@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (lambda data: data[:-2] + b"x\n", "FILE_HASH"),
        (lambda data: data + b"more", "FILE_LENGTH"),
        (lambda _: b"", "FILE_EMPTY"),
    ],
    ids=["other bytes", "another length", "nothing"],
)
def test_bytes_that_the_store_should_have_refused_are_refused_at_completion(
    clerk: Desk, change: Callable[[bytes], bytes], rule: str
) -> None:
    data = pdf()
    invitation = clerk.announce(data)
    storage, key = clerk.call().storage, cas_key(sha(data))
    storage.put_at(key, change(data), "application/pdf")
    assert refused(clerk.complete, invitation) == ("UPLOAD_MISMATCH", [rule])
    assert not storage.exists(key), "false bytes must not stay under the name of true ones"
    assert refused(clerk.complete, invitation) == ("UPLOAD_MISMATCH", [rule])
    told = ask(
        clerk,
        "SELECT action FROM kit_audit WHERE subject_id = :it ORDER BY id",
        it=str(invitation["upload_id"]),
    )
    assert [one.action for one in told] == ["upload.create", "upload.refuse"]


# ── bytes that are not what their kind takes ────────────────────────────────────────────────────
OFD = {"name": "文件.ofd", "mime": "application/ofd", "kind": "other"}
ZIP = {"name": "附件.zip", "mime": "application/zip", "kind": "other"}


@pytest.mark.parametrize(
    ("data", "told", "rule"),
    [
        (PAGE + pdf(), {}, "FILE_CONTENT"),
        (pdf().replace(b"1 0 obj", PAGE), {}, "FILE_POLYGLOT"),
        (PAGE, {}, "FILE_CONTENT"),
        (b"MZ" + bytes(600), {}, "FILE_CONTENT"),
        (pdf()[:-7], {}, "FILE_CUT"),
        (zipped(**{"word/document.xml": b"x"}), OFD, "FILE_CONTENT"),
        (zipped(zeros=bytes(40 * 1024**2)), ZIP, "FILE_ZIP_BOMB"),
        (zipped(**{"../../etc/cron.d/x": b"x"}), ZIP, "FILE_ZIP_PATH"),
        (zipped(a=b"x")[:-4], ZIP, "FILE_ZIP_BROKEN"),
    ],
    ids=[
        "page before PDF",
        "page in PDF",
        "page as PDF",
        "program as PDF",
        "cut PDF",
        "DOCX as OFD",
        "zip bomb",
        "zip with path",
        "broken zip",
    ],
)
def test_bytes_of_another_type_are_refused_and_stay_unseen(
    clerk: Desk, data: bytes, told: dict[str, str], rule: str
) -> None:
    data += b"" if rule != "FILE_CONTENT" else uuid4().bytes
    invitation = clerk.announce(data, **told)
    if invitation["url"]:
        assert put(invitation, data) == 200
    assert refused(clerk.complete, invitation) == ("UPLOAD_MISMATCH", [rule])
    assert ask(clerk, "SELECT 1 FROM document WHERE org_id = :it", it=clerk.who.org_id) == []


def test_an_honest_ofd_is_taken(clerk: Desk) -> None:
    data = zipped(**{"OFD.xml": uuid4().hex.encode(), "Doc_0/Document.xml": b"<x/>"})
    assert clerk.upload(data, **OFD)["file"]["mime"] == "application/ofd"


def test_a_large_zip_is_judged_by_its_end(clerk: Desk) -> None:
    noise = b"".join(uuid4().bytes for _ in range(400_000))
    data = zipped(noise=noise)
    assert len(data) > 4 * 1024**2
    assert clerk.upload(data, **ZIP)["version"] == 1


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("../../招标文件.pdf", "FILE_NAME_PATH"),
        ("招标文件\u202efdp.pdf", "FILE_NAME_HIDDEN"),
        ("NUL.pdf", "FILE_NAME_RESERVED"),
        ("招标文件.exe", "FILE_EXTENSION"),
    ],
)
def test_a_name_that_is_a_trick_is_refused_at_once(clerk: Desk, name: str, rule: str) -> None:
    assert refused(clerk.announce, pdf(), name=name) == ("VALIDATION_FAILED", [rule])


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "长" * 252 + ".pdf"),
        ("name", "  "),
        ("size", 0),
        ("size", 6 * 1024**3),
        ("size", "12"),
        ("sha256", "ABC"),
        ("sha256", "g" * 64),
        ("kind", "virus"),
        ("strange", 1),
    ],
)
def test_the_contract_names_the_field_that_is_out_of_bounds(
    clerk: Desk, field: str, value: object
) -> None:
    with pytest.raises(ValidationError) as caught:
        clerk.announce(pdf(), **{field: value})
    assert list(caught.value.messages) == [field]


# ── whose bytes they are ────────────────────────────────────────────────────────────────────────
def test_an_upload_of_another_organisation_is_not_found(clerk: Desk, stranger: Desk) -> None:
    data = pdf()
    invitation = clerk.announce(data)
    put(invitation, data)
    assert refused(stranger.complete, invitation) == ("NOT_FOUND", [])
    assert clerk.complete(invitation)["version"] == 1


def test_a_document_of_another_organisation_is_not_found(clerk: Desk, stranger: Desk) -> None:
    document = clerk.upload(pdf())["document_id"]
    call = stranger.call()
    assert refused(call.read, versions.show, document) == ("NOT_FOUND", [])
    asked = {"document_id": document}
    assert refused(call.read, versions.download, call.storage, asked) == ("NOT_FOUND", [])
    told = refused(stranger.announce, pdf(), document_id=str(document))
    assert told == ("NOT_FOUND", [])


def test_the_centre_sees_the_documents_of_all(clerk: Desk, desk: Callable[..., Desk]) -> None:
    document = clerk.upload(pdf())["document_id"]
    for role in (Role.REVIEWER, Role.ADMIN, Role.SUPERVISOR):
        shown = desk(role).call().read(versions.show, document)
        assert str(shown["document_id"]) == document


def test_a_seal_holder_sees_the_documents_of_the_own_agency_only(
    clerk: Desk, desk: Callable[..., Desk]
) -> None:
    document = clerk.upload(pdf())["document_id"]
    own = desk(Role.SEAL_HOLDER, org=clerk.who.org_id).call()
    assert str(own.read(versions.show, document)["document_id"]) == document
    other = desk(Role.SEAL_HOLDER).call()
    assert refused(other.read, versions.show, document) == ("NOT_FOUND", [])


def test_who_has_no_organisation_uploads_nothing(desk: Callable[..., Desk]) -> None:
    nobody = desk()
    nobody.who = type(nobody.who)(nobody.who.user_id, Role.CLERK)
    assert refused(nobody.announce, pdf()) == ("FORBIDDEN_ROLE", [])


def test_bytes_that_the_organisation_has_need_no_second_transfer(
    clerk: Desk, desk: Callable[..., Desk]
) -> None:
    data = pdf()
    first = clerk.upload(data)
    colleague = desk(org=clerk.who.org_id)
    invitation = colleague.announce(data, name="副本.pdf")
    assert (invitation["present"], invitation["url"]) == (True, None)
    second = colleague.complete(invitation)
    assert second["document_id"] != first["document_id"]
    assert second["file"]["name"] == "副本.pdf"


def test_knowing_the_hash_of_a_file_gives_no_access_to_it(clerk: Desk, stranger: Desk) -> None:
    data = pdf()
    clerk.upload(data)
    invitation = stranger.announce(data)
    assert not invitation["present"]
    assert cas_key(sha(data)) not in invitation["url"]
    assert refused(stranger.complete, invitation) == ("UPLOAD_MISMATCH", ["FILE_MISSING"])


def test_having_the_bytes_gives_a_document_of_ones_own(clerk: Desk, stranger: Desk) -> None:
    data = pdf()
    first = clerk.upload(data)
    invitation = stranger.announce(data)
    assert put(invitation, data) == 200
    second = stranger.complete(invitation)
    assert second["document_id"] != first["document_id"]
    left = stranger.call().storage.exists(f"staging/upload/{invitation['upload_id']}")
    assert not left, "staged bytes are removed once they have proven themselves"


def test_of_two_who_announce_the_same_new_bytes_one_puts_them_aside(
    clerk: Desk, stranger: Desk
) -> None:
    data = pdf()
    direct, staged = clerk.announce(data), stranger.announce(data)
    assert cas_key(sha(data)) in direct["url"]
    assert "staging/upload/" in staged["url"]
    put(staged, data)
    assert stranger.complete(staged)["version"] == 1
    told = refused(clerk.complete, direct)
    assert told == ("STATE_CONFLICT", ["UPLOAD_UNPROVEN"]), "whose bytes stand there is not known"
    again = clerk.announce(data)
    assert put(again, data) == 200
    assert clerk.complete(again)["version"] == 1


def test_many_who_announce_the_same_bytes_at_once_get_one_direct_url(
    desk: Callable[..., Desk],
) -> None:
    data = pdf()
    with ThreadPoolExecutor(6) as pool:
        told = list(pool.map(lambda one: one.announce(data), [desk() for _ in range(6)]))
    assert sum(cas_key(sha(data)) in one["url"] for one in told) == 1


def test_bytes_that_somebody_else_left_in_the_store_are_not_believed(clerk: Desk) -> None:
    data = pdf()
    storage, key = clerk.call().storage, cas_key(sha(data))
    storage.put_at(key, b"poison", "application/pdf")
    invitation = clerk.announce(data)
    assert "staging/upload/" in invitation["url"]
    put(invitation, data)
    assert clerk.complete(invitation)["version"] == 1
    assert storage.get(key) == data


def test_while_the_store_is_away_the_upload_stays_open(
    clerk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = pdf()
    invitation = clerk.announce(data)
    put(invitation, data)
    call = clerk.call()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        nobody = f"http://127.0.0.1:{taken.getsockname()[1]}"
    away = Storage(replace(call.settings, s3_endpoint=nobody))
    with monkeypatch.context() as changed:
        changed.setattr(call.kit, "storage", away)
        told = refused(completing.complete, call, invitation["upload_id"], None)
    assert told == ("UNAVAILABLE", [])
    assert clerk.complete(invitation)["version"] == 1


# ── uploads that end in nothing ─────────────────────────────────────────────────────────────────
def _late(desk: Desk, invitation: dict[str, Any]) -> None:
    changed = "UPDATE upload SET expires_at = now() - interval '11 minutes' WHERE id = :it"
    with Session(desk.call().kit.engine) as session, session.begin():
        session.execute(text(changed), {"it": UUID(str(invitation["upload_id"]))})


def test_an_upload_whose_time_is_over_is_swept_with_its_staged_bytes(
    clerk: Desk, stranger: Desk
) -> None:
    data = pdf()
    clerk.upload(data)
    invitation = stranger.announce(data)
    put(invitation, data)
    _late(stranger, invitation)
    storage, aside = stranger.call().storage, f"staging/upload/{invitation['upload_id']}"
    assert storage.exists(aside)
    sweep(stranger)
    assert not storage.exists(aside)
    assert storage.exists(cas_key(sha(data))), "what was acknowledged stays"
    told = refused(stranger.complete, invitation)
    assert told == ("STATE_CONFLICT", ["UPLOAD_EXPIRED"])


def test_bytes_that_nobody_completed_are_gone_after_the_sweep(clerk: Desk) -> None:
    data = pdf()
    invitation = clerk.announce(data)
    put(invitation, data)
    _late(clerk, invitation)
    sweep(clerk)
    assert not clerk.call().storage.exists(cas_key(sha(data)))


def test_bytes_that_another_service_has_put_meanwhile_survive_the_sweep(clerk: Desk) -> None:
    data = pdf()
    invitation = clerk.announce(data)
    put(invitation, data)
    storage = clerk.call().storage
    storage.put(data, "application/pdf")
    _late(clerk, invitation)
    sweep(clerk)
    assert storage.exists(cas_key(sha(data)))


def test_bytes_that_somebody_else_is_bringing_too_are_not_swept_from_under_them(
    clerk: Desk, stranger: Desk
) -> None:
    data = pdf()
    late, staged = clerk.announce(data), stranger.announce(data)
    put(late, data)
    put(staged, data)
    _late(clerk, late)
    sweep(clerk)
    assert stranger.complete(staged)["version"] == 1
    sweep(clerk)
    assert clerk.call().storage.get(cas_key(sha(data))) == data


def test_a_cancelled_upload_leaves_nothing_and_is_not_completed(clerk: Desk) -> None:
    data = pdf()
    invitation = clerk.announce(data)
    put(invitation, data)
    identity = UUID(str(invitation["upload_id"]))
    for _ in range(2):
        call = clerk.call()
        call.run(uploads.cancel, identity)
        completing.clear(call, identity)
    assert not clerk.call().storage.exists(cas_key(sha(data)))
    assert refused(clerk.complete, invitation) == ("STATE_CONFLICT", ["UPLOAD_EXPIRED"])
    assert clerk.upload(data)["version"] == 1


def test_what_is_a_version_already_cannot_be_cancelled(clerk: Desk) -> None:
    data = pdf()
    invitation = clerk.announce(data)
    put(invitation, data)
    version = clerk.complete(invitation)
    clerk.call().run(uploads.cancel, UUID(str(invitation["upload_id"])))
    assert clerk.complete(invitation) == version


def test_an_upload_within_its_time_is_not_swept(clerk: Desk) -> None:
    invitation = clerk.announce(pdf())
    sweep(clerk)
    assert refused(clerk.complete, invitation) == ("UPLOAD_MISMATCH", ["FILE_MISSING"])


def test_a_late_upload_no_longer_holds_the_final_key(clerk: Desk, stranger: Desk) -> None:
    data = pdf()
    _late(clerk, clerk.announce(data))
    assert cas_key(sha(data)) in stranger.announce(data)["url"]


def test_an_invitation_that_ran_out_names_no_url(clerk: Desk) -> None:
    data = pdf()
    call = clerk.call()
    upload = {"id": uuid4(), "mode": "direct", "sha256": sha(data), "size": 1, "mime": "x"}
    upload |= {"expires_at": "2026-01-01T00:00:00+08:00", "part_size": None}
    now = call.kit.references.clock.business_now()
    assert inviting.invite(call.storage, upload, now)["url"] is None


def test_a_completion_that_lost_the_row_says_so(clerk: Desk) -> None:
    told = refused(clerk.call().run, uploads.complete, uuid4(), "CLEAN", whole=True)
    assert told == ("NOT_FOUND", [])
    assert clerk.call().run(uploads.refuse, uuid4(), []) is None
    assert refused(completing.complete, clerk.call(), uuid4(), None)[0] == "NOT_FOUND"
