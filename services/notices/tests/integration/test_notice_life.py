"""A notice from draft to publication, on a real database and store."""

import hashlib
import io
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pikepdf
import pytest
from notices.kinds.tender import TENDER
from notices.models import Notice, NoticeStep, Publication
from notices.usecases import drafting, flows, publiclist, reading, review
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from tenderhall_contracts.core import Role
from tenderhall_contracts.errors import Problem
from tenderhall_contracts.notices import NoticeOut, NoticePdfOut, SealConfirmation
from tenderhall_kit import migrate
from tenderhall_kit.plain import plain
from tenderhall_kit.tables import Outbox

Data = dict[str, Any]


def key_of(notice: Data, **more: Any) -> Data:
    return {"id": UUID(notice["id"]), "version": notice["version"], **more}


def told(world: Any, notice: Data) -> list[str]:
    with Session(world.kit.engine) as session:
        rows = session.scalars(select(Outbox).order_by(Outbox.id)).all()
        envelopes = [one.envelope for one in rows]
    return [one["type"] for one in envelopes if one["aggregate"]["id"] == notice["id"]]


def publish(world: Any, notice: Data) -> None:
    flows.publish(world.as_service(), world.partners, UUID(notice["id"]))


def code(make: Callable[[], Any]) -> str:
    with pytest.raises(Problem) as refused:
        make()
    return refused.value.code


def test_the_models_say_what_the_migrations_made(database: Callable[[str], str]) -> None:
    migrate.check("notices", database("notices"))


# ── 编辑 ─────────────────────────────────────────────────────────────────────────────────────────
def test_a_draft_opens_its_lots_at_registry_under_the_forms_own_id(world: Any, draft: Data) -> None:
    (_, asked) = next(one for one in world.partners.registry.asked if one[0] == "open_activity")
    assert asked["form_id"] == draft["id"]
    assert asked["activity"] == "tender_notice"
    assert draft["state"] == "draft"
    assert told(world, draft) == ["notice.created"]
    NoticeOut().load(plain(draft))


def test_a_repeated_creation_is_the_same_notice(world: Any, entered: Data) -> None:
    key, asked = str(uuid4()), world.form(entered)
    first = flows.create(world.as_clerk(key), world.partners, TENDER, asked)
    again = flows.create(world.as_clerk(key), world.partners, TENDER, asked)
    assert first == again
    forms = {
        one["form_id"] for name, one in world.partners.registry.asked if name == "open_activity"
    }
    assert forms == {first["id"]}


def test_lots_that_registry_does_not_open_make_no_notice(world: Any, entered: Data) -> None:
    world.partners.registry.answers["open_activity"] = Problem("PRECONDITION_FAILED")
    asked = world.form(entered)
    assert (
        code(lambda: flows.create(world.as_clerk(), world.partners, TENDER, asked))
        == "PRECONDITION_FAILED"
    )


def test_another_agencys_project_is_not_there(world: Any, entered: Data) -> None:
    world.clerk = replace(world.clerk, org_id=str(uuid4()))
    asked = world.form(entered)
    assert (
        code(lambda: flows.create(world.as_clerk(), world.partners, TENDER, asked)) == "NOT_FOUND"
    )


def test_a_draft_is_seen_by_its_own_agency_only(world: Any, draft: Data) -> None:
    other = world.call("notices", replace(world.clerk, org_id=str(uuid4())))
    assert code(lambda: world.get(draft, other)) == "NOT_FOUND"
    assert code(lambda: world.get(draft, world.as_reviewer())) == "NOT_FOUND"
    assert world.get(draft)["id"] == draft["id"]


def test_a_stale_page_is_told_to_refresh(world: Any, draft: Data, entered: Data) -> None:
    asked = {**world.form(entered), **key_of(draft)}
    flows.save(world.as_clerk(), world.partners, asked)
    assert code(lambda: flows.save(world.as_clerk(), world.partners, asked)) == "VERSION_CONFLICT"
    assert told(world, draft) == ["notice.created", "notice.saved"]


def test_the_preview_tells_what_the_law_would_say(world: Any, draft: Data) -> None:
    world.set_clock("2026-09-30T10:00:00+08:00")
    shown = flows.preview(world.as_clerk(), world.partners, {"id": UUID(draft["id"])})
    assert "一、项目基本情况" in shown["html"]
    assert {one.rule for one in shown["findings"]} == {"R01", "R02"}


def test_an_unfinished_draft_can_be_previewed(world: Any, entered: Data) -> None:
    bare = world.form({"title": ""})
    made = flows.create(world.as_clerk(), world.partners, TENDER, bare)
    shown = flows.preview(world.as_clerk(), world.partners, {"id": UUID(made["id"])})
    assert "（待填写）" in shown["html"]
    assert ("R38", "obtain_from") in {(one.rule, one.field) for one in shown["findings"]}


def test_a_deleted_notice_frees_its_lots_and_is_gone(world: Any, draft: Data) -> None:
    world.as_clerk().run(drafting.delete, key_of(draft))
    assert told(world, draft)[-1] == "notice.deleted"
    flows.close(world.as_service(), world.partners, UUID(draft["id"]))
    assert world.partners.registry.asked[-1][1]["form_id"] == draft["id"]
    assert code(lambda: world.get(draft)) == "NOT_FOUND"
    state = world.as_service().read(reading.form_state, {"id": UUID(draft["id"])})
    assert (state["exists"], state["live"]) == (True, False)


# ── 签章 ─────────────────────────────────────────────────────────────────────────────────────────
def test_sealing_asks_for_a_job_on_the_frozen_bytes(world: Any, draft: Data) -> None:
    confirmation = world.start_seal(draft)
    SealConfirmation().load(plain(confirmation))
    name, asked = world.partners.signing.asked[-1]
    assert (name, asked["field"], asked["owner_id"]) == ("open_job", "seal", draft["id"])
    assert asked["session_id"] == world.clerk.session_id
    assert world.kit.storage.get(asked["pdf"]).startswith(b"%PDF")
    assert confirmation["media"][0].startswith("中国湖南政府采购网")


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"special_qualification": ""}, "VALIDATION_FAILED"),
        ({"obtain_until": "2026-09-10"}, "LEGAL_PERIOD"),
        ({"other": "联系人欧阳\ue000"}, "VALIDATION_FAILED"),
    ],
)
def test_what_may_not_be_published_cannot_be_sealed(
    world: Any, entered: Data, change: Data, expected: str
) -> None:
    made = flows.create(world.as_clerk(), world.partners, TENDER, world.form({**entered, **change}))
    assert code(lambda: world.start_seal(made)) == expected


def test_a_seal_over_the_exact_bytes_is_taken_in_and_told(world: Any, sealed: Data) -> None:
    assert sealed["sealed"] is True
    assert told(world, sealed)[-1] == "notice.sealed"
    assert "submit" in sealed["allowed"]
    assert [one["action"] for one in sealed["history"]] == ["create", "seal"]
    assert all(len(one["content_sha256"]) == 64 and one["auth"] for one in sealed["history"])


def test_a_seal_over_other_bytes_is_refused(world: Any, draft: Data) -> None:
    pdf = world.start_seal(draft)["job"]["pdf"]
    altered = world.kit.storage.get(pdf).replace(b"%PDF", b"%PDX", 1) + b"% seal"
    assert world.take_seal(draft, pdf, altered)["sealed"] is False
    assert told(world, draft)[-1] == "notice.seal_failed"


def test_the_unsealed_bytes_alone_are_no_seal(world: Any, draft: Data) -> None:
    pdf = world.start_seal(draft)["job"]["pdf"]
    assert world.take_seal(draft, pdf, world.kit.storage.get(pdf))["sealed"] is False


def test_a_change_after_sealing_voids_the_seal(world: Any, sealed: Data, entered: Data) -> None:
    asked = {**world.form({**entered, "other": "另行通知。"}), **key_of(sealed)}
    saved = flows.save(world.as_clerk(), world.partners, asked)
    assert (saved["sealed"], saved["pdf"]) == (False, None)
    again = key_of(saved, opinion="同意")
    assert code(lambda: flows.submit(world.as_clerk(), world.partners, again)) == "SEAL_INVALID"


def test_saving_again_what_was_sealed_keeps_the_seal(
    world: Any, sealed: Data, entered: Data
) -> None:
    asked = {**world.form({**entered, "other": entered.get("other") or ""}), **key_of(sealed)}
    saved = flows.save(world.as_clerk(), world.partners, asked)
    assert (saved["sealed"], saved["signer"]) == (True, "湖南明正")
    again = flows.submit(world.as_clerk(), world.partners, key_of(saved, opinion="同意"))
    assert again["state"] == "pending"


def test_saving_after_the_booking_has_moved_voids_the_seal(
    world: Any, sealed: Data, entered: Data
) -> None:
    world.told["bookings"][0]["opening_at"] = "2026-10-20T09:00:00+08:00"
    asked = {**world.form(entered), **key_of(sealed)}
    assert flows.save(world.as_clerk(), world.partners, asked)["sealed"] is False


def test_the_pdf_is_fetched_by_who_sees_the_notice_only(world: Any, sealed: Data) -> None:
    def fetch(call: Any, *, sealed_one: bool) -> Any:
        asked = {"id": UUID(sealed["id"]), "sealed": sealed_one}
        return call.read(reading.pdf, world.kit.storage, asked)

    told = fetch(world.as_clerk(), sealed_one=True)
    NoticePdfOut().load(plain(told))
    assert (told["file"]["sha256"], told["file"]["name"]) == (
        sealed["sealed_pdf"]["sha256"],
        f"{sealed['title']}.pdf",
    )
    assert sealed["pdf"]["sha256"] in fetch(world.as_clerk(), sealed_one=False)["url"]
    other = world.call("notices", replace(world.clerk, org_id=str(uuid4())))
    for call in (other, world.as_reviewer()):
        assert code(lambda call=call: fetch(call, sealed_one=True)) == "NOT_FOUND"


def test_there_is_no_pdf_before_sealing(world: Any, draft: Data) -> None:
    asked = {"id": UUID(draft["id"]), "sealed": True}
    assert code(lambda: world.as_clerk().read(reading.pdf, world.kit.storage, asked)) == "NOT_FOUND"


def test_a_seal_that_comes_after_a_change_is_not_taken(
    world: Any, draft: Data, entered: Data
) -> None:
    pdf = world.start_seal(draft)["job"]["pdf"]
    asked = {**world.form({**entered, "other": "另行通知。"}), **key_of(draft)}
    flows.save(world.as_clerk(), world.partners, asked)
    late = world.kit.storage.get(pdf) + b"% seal"
    assert world.take_seal(draft, pdf, late)["sealed"] is False


# ── 提交、审核 ───────────────────────────────────────────────────────────────────────────────────
def test_an_unsealed_notice_is_not_submitted(world: Any, draft: Data) -> None:
    asked = key_of(draft, opinion="同意")
    assert code(lambda: flows.submit(world.as_clerk(), world.partners, asked)) == "SEAL_INVALID"


def test_a_submission_needs_an_opinion(world: Any, sealed: Data) -> None:
    asked = key_of(sealed, opinion="  ")
    assert (
        code(lambda: flows.submit(world.as_clerk(), world.partners, asked)) == "VALIDATION_FAILED"
    )


def test_a_booking_moved_after_the_seal_needs_a_new_seal(world: Any, sealed: Data) -> None:
    world.told["bookings"][0]["opening_at"] = "2026-10-21T09:30:00+08:00"
    asked = key_of(sealed, opinion="同意")
    with pytest.raises(Problem) as refused:
        flows.submit(world.as_clerk(), world.partners, asked)
    assert refused.value.code == "SEAL_INVALID"
    assert refused.value.extra["changed"] == ["deadline"]


def test_a_notice_too_late_for_its_opening_is_not_submitted(world: Any, sealed: Data) -> None:
    """domain §6 C10: 法35 warns at the booking and blocks here."""
    world.set_clock("2026-09-30T10:00:00+08:00")
    asked = key_of(sealed, opinion="同意")
    with pytest.raises(Problem) as refused:
        flows.submit(world.as_clerk(), world.partners, asked)
    assert (refused.value.code, refused.value.extra["rule_id"]) == ("LEGAL_PERIOD", "R01")
    assert world.get(sealed)["state"] == "draft"


@pytest.mark.parametrize("form", ["bookings", "documents"])
def test_an_order_of_forms_is_kept_at_submit(world: Any, sealed: Data, form: str) -> None:
    world.told[form].clear()
    asked = key_of(sealed, opinion="同意")
    refused = code(lambda: flows.submit(world.as_clerk(), world.partners, asked))
    assert refused == "PRECONDITION_FAILED"


def test_a_submitted_notice_waits_for_the_centre(world: Any, pending: Data) -> None:
    assert pending["state"] == "pending"
    assert told(world, pending)[-1] == "notice.submitted"
    seen = world.get(pending, world.as_reviewer())
    assert seen["allowed"] == ["approve", "reject"]


def test_a_withdrawn_notice_keeps_its_seal_until_it_changes(world: Any, pending: Data) -> None:
    back = world.as_clerk().run(review.withdraw, key_of(pending))
    assert (back["state"], back["sealed"]) == ("draft", True)
    asked = key_of(back, opinion="再次提交")
    assert flows.submit(world.as_clerk(), world.partners, asked)["state"] == "pending"


def test_a_rejection_needs_words(world: Any, pending: Data) -> None:
    asked = key_of(pending, opinion="")
    assert code(lambda: world.as_reviewer().run(review.reject, asked)) == "VALIDATION_FAILED"
    told_off = world.as_reviewer().run(review.reject, key_of(pending, opinion="资格要求不全"))
    assert told_off["state"] == "rejected"
    assert told_off["history"][-1]["opinion"] == "资格要求不全"


def test_nobody_reviews_what_they_submitted(world: Any, pending: Data) -> None:
    world.reviewer = replace(world.reviewer, user_id=world.clerk.user_id)
    asked = key_of(pending, opinion="通过")
    refused = code(lambda: flows.approve(world.as_reviewer(), world.partners, asked))
    assert refused == "FORBIDDEN_ROLE"


def test_review_that_took_too_long_cannot_approve(world: Any, pending: Data) -> None:
    """domain §6 C10: and at the approval."""
    world.set_clock("2026-09-30T10:00:00+08:00")
    asked = key_of(pending, opinion="通过")
    with pytest.raises(Problem) as refused:
        flows.approve(world.as_reviewer(), world.partners, asked)
    assert refused.value.code == "LEGAL_PERIOD"
    assert refused.value.extra["rule_id"] == "R01"


def test_of_approve_and_withdraw_at_once_one_comes_second(world: Any, pending: Data) -> None:
    asked = key_of(pending, opinion="通过")
    acts = [
        lambda: flows.approve(world.as_reviewer(), world.partners, asked)["state"],
        lambda: world.as_clerk().run(review.withdraw, key_of(pending))["state"],
    ]

    def outcome(act: Callable[[], str]) -> str:
        try:
            return act()
        except Problem as problem:
            return problem.code

    with ThreadPoolExecutor(2) as hands:
        outcomes = list(hands.map(outcome, acts))
    assert outcomes in (["approved", "STATE_CONFLICT"], ["STATE_CONFLICT", "draft"])


# ── 发布 ─────────────────────────────────────────────────────────────────────────────────────────
def test_an_approved_notice_is_numbered_and_published(world: Any, approved: Data) -> None:
    assert approved["publish_state"] == "publishing"
    publish(world, approved)
    out = world.get(approved)
    no = f"{world.told['project']['no']}-ZB-01"
    assert (out["no"], out["publish_state"], out["public_url"]) == (
        no,
        "published",
        f"/notices/{no}",
    )
    assert told(world, approved)[-1] == "notice.published"
    moves = [one for name, one in world.partners.registry.asked if name == "move_lots"]
    assert [one["form_id"] for one in moves] == [approved["id"]]


def test_the_portal_has_page_pdf_and_data(world: Any, approved: Data) -> None:
    publish(world, approved)
    out = world.get(approved)
    folder = f"public/notices/{out['no']}"
    page = world.kit.storage.get(f"{folder}/index.html").decode()
    data = json.loads(world.kit.storage.get(f"{folder}/notice.json"))
    pdf = world.kit.storage.get(f"{folder}/notice.pdf")
    assert pdf == world.kit.storage.get(out["sealed_pdf"])
    assert out["sealed_pdf"]["sha256"] in page
    assert "签章有效" in page
    assert "<script" not in page
    assert "style=" not in page
    assert data["pdf"]["sha256"] == out["sealed_pdf"]["sha256"]
    with pikepdf.open(io.BytesIO(pdf)) as read:
        embedded = read.attachments["release.json"].get_file().read_bytes()
    assert json.loads(embedded) == data["content"]
    assert hashlib.sha256(embedded).hexdigest() == data["content_sha256"]
    assert data["period_ends_on"] == "2026-09-15"
    assert data["content"]["notice"]["deadline"] == "2026-10-20T09:30:00+08:00"


def test_publishing_again_publishes_nothing_twice(world: Any, approved: Data) -> None:
    for _ in range(3):
        publish(world, approved)
    assert told(world, approved).count("notice.published") == 1
    assert world.get(approved)["no"].endswith("-ZB-01")


def test_two_publishers_at_once_publish_once(world: Any, approved: Data) -> None:
    with ThreadPoolExecutor(4) as hands:
        list(hands.map(lambda _: publish(world, approved), range(4)))
    assert told(world, approved).count("notice.published") == 1
    assert world.get(approved)["no"].endswith("-ZB-01")


def test_a_failure_is_shown_and_the_next_try_comes_through(world: Any, approved: Data) -> None:
    move = world.partners.registry.answers["move_lots"]
    world.partners.registry.answers["move_lots"] = Problem("UNAVAILABLE")
    assert code(lambda: publish(world, approved)) == "UNAVAILABLE"
    shown = world.get(approved)
    assert (shown["publish_state"], shown["state"]) == ("failed", "approved")
    assert shown["publish_error"]
    world.partners.registry.answers["move_lots"] = move
    publish(world, approved)
    out = world.get(approved)
    assert (out["publish_state"], out["publish_error"]) == ("published", None)
    assert out["no"].endswith("-ZB-01")


def test_a_publication_that_was_given_up_is_finished_later(world: Any, approved: Data) -> None:
    flows.finish(world.as_service(), world.partners)
    assert world.get(approved)["publish_state"] == "publishing"
    world.set_clock("2026-09-07T10:06:00+08:00")
    flows.finish(world.as_service(), world.partners)
    assert world.get(approved)["publish_state"] == "published"


def test_one_round_finishes_every_publication_that_waits(
    world: Any, approved: Data, entered: Data
) -> None:
    world.go_on_to_another_project()
    other = world.approve(world.submit(world.seal(world.draft(entered))))
    world.set_clock("2026-09-07T10:06:00+08:00")
    flows.finish(world.as_service(), world.partners)
    assert [world.get(one)["publish_state"] for one in (approved, other)] == ["published"] * 2
    assert world.get(approved)["no"] != world.get(other)["no"]


def test_a_law_that_no_longer_holds_sends_the_notice_back(world: Any, approved: Data) -> None:
    """domain §6 C10: and at the publication."""
    world.set_clock("2026-09-30T10:00:00+08:00")
    publish(world, approved)
    out = world.get(approved)
    assert (out["state"], out["publish_state"], out["no"]) == ("rejected", "unpublished", None)
    assert "2026-10-20" not in out["history"][-1]["opinion"]
    assert out["history"][-1]["opinion"].startswith("系统退回：")
    assert told(world, approved)[-1] == "notice.rejected"
    assert world.partners.registry.count("move_lots") == 0


def test_a_seal_that_no_longer_verifies_sends_the_notice_back(world: Any, approved: Data) -> None:
    verify = world.partners.signing.answers["verify_pdf"]
    world.partners.signing.answers["verify_pdf"] = lambda asked: (
        verify(asked)
        | {
            "ok": False,
            "summary_zh": "证书已吊销",
        }
    )
    publish(world, approved)
    out = world.get(approved)
    assert out["state"] == "rejected"
    assert "证书已吊销" in out["publish_error"]
    assert world.partners.registry.count("move_lots") == 0


def test_a_bad_seal_found_after_the_lots_moved_is_shown_and_never_published(
    world: Any, approved: Data
) -> None:
    world.partners.registry.answers["move_lots"]({})
    verify = world.partners.signing.answers["verify_pdf"]
    world.partners.signing.answers["verify_pdf"] = lambda asked: verify(asked) | {"ok": False}
    assert code(lambda: publish(world, approved)) == "SEAL_INVALID"
    out = world.get(approved)
    assert (out["state"], out["publish_state"]) == ("approved", "failed")
    assert "notice.published" not in told(world, approved)


def test_once_the_lots_have_moved_the_notice_comes_out_even_late(
    world: Any, approved: Data
) -> None:
    world.partners.registry.answers["move_lots"]({})
    world.set_clock("2026-09-30T10:00:00+08:00")
    publish(world, approved)
    assert world.get(approved)["publish_state"] == "published"


def test_what_is_published_cannot_be_changed_or_removed(world: Any, approved: Data) -> None:
    publish(world, approved)
    with Session(world.kit.engine) as session, pytest.raises(DBAPIError, match="append-only"):
        session.execute(update(Publication).values(title="别的"))
    with Session(world.kit.engine) as session, pytest.raises(DBAPIError, match="append-only"):
        session.execute(text("DELETE FROM notice_publication"))
    with Session(world.kit.engine) as session, pytest.raises(DBAPIError, match="append-only"):
        session.execute(update(NoticeStep).values(opinion="别的"))
    out = world.get(approved)
    assert out["allowed"] == []


def test_numbers_of_a_project_have_no_gaps(world: Any, approved: Data, entered: Data) -> None:
    publish(world, approved)
    for lot in world.told["project"]["lots"]:
        lot["state"] = "preparing"
    second = flows.create(world.as_clerk(), world.partners, TENDER, world.form(entered))
    ready = world.seal(second)
    sent = flows.submit(world.as_clerk(), world.partners, key_of(ready, opinion="同意"))
    flows.approve(world.as_reviewer(), world.partners, key_of(sent, opinion="通过"))
    publish(world, second)
    assert world.get(second)["no"].endswith("-ZB-02")


def test_the_public_list_and_notice_are_there_for_anybody(world: Any, approved: Data) -> None:
    publish(world, approved)
    world.as_service().run(publiclist.rebuild, world.kit.storage)
    no = world.get(approved)["no"]
    listed = json.loads(world.kit.storage.get("public/notices/index.json"))
    assert no in [one["no"] for one in listed["items"]]
    anybody = world.call("notices", replace(world.clerk, role=Role.ANONYMOUS, org_id=None))
    assert anybody.read(reading.public, {"no": no})["verdict"]["ok"] is True
    page = anybody.read(reading.public_page, {"limit": 20, "offset": 0, "q": no[:12]})
    assert [one["no"] for one in page["items"]] == [no]


def test_a_notice_is_not_pending_without_a_sealed_pdf(world: Any, draft: Data) -> None:
    with (
        Session(world.kit.engine) as session,
        pytest.raises(DBAPIError, match="reviewed_is_sealed"),
    ):
        session.execute(
            update(Notice).where(Notice.id == UUID(draft["id"])).values(state="pending")
        )
