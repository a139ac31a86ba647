"""平台事件 believed by their proof, kept, acted on once; secret parts by right (domain §7.4)."""

import base64
import hashlib
import json
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from kombu import Connection
from registry.seed.people import fixed_id
from registry.usecases import accounts, activities, evaluations, inbound, inbound_shown, lots
from sqlalchemy import text
from tenderhall_contracts import platform
from tenderhall_contracts import registry as contracts
from tenderhall_contracts.errors import Problem
from tenderhall_contracts.lots import Effect
from tenderhall_kit.actors import Actor, platform_actor
from tenderhall_kit.envelope import read, with_proof
from tenderhall_kit.testprocess import until

from .test_accounts import revoke

SEED = bytes(range(32))
KEY = Ed25519PrivateKey.from_private_bytes(SEED)
SCOPES = sorted(set(platform.platform.events) - {"deposit.paid"})
EARLIER = "2026-01-05T09:30:00+08:00"
CANDIDATE = {"rank": 1, "uscc": "91430400MA4L54321Q", "name": "甲公司", "price": "650000.00"}


@pytest.fixture
def sender(desk: Any) -> str:
    """An active account that may send all but deposits."""
    name = f"eval-{uuid4().hex[:8]}"
    public = base64.b64encode(KEY.public_key().public_bytes_raw()).decode()
    asked = {"name": name, "title": "评标系统", "organisation": "某公司", "scopes": SCOPES}
    rpc = contracts.create_service_account
    desk.ask(accounts.create_service_account, rpc, desk.admin, asked | {"public_key": public})
    return f"platform:{name}"


def message(kind: str, data: dict[str, Any], source: str, **changes: Any) -> dict[str, Any]:
    told = {
        "event_id": str(uuid4()),
        "type": kind,
        "version": 1,
        "seq": 1,
        "occurred_at": EARLIER,
        "source": source,
        "trace_id": "t-1",
        "actor": {"user_id": source, "role": "platform", "auth": "service"},
        "aggregate": {"type": "lot", "id": "x", "version": 1},
        "data": data,
    }
    return told | changes


def token(raw: bytes, event_id: str, source: str, key: Any = KEY) -> str:
    digest = hashlib.sha256(raw).hexdigest()
    claims = {"iss": source, "sub": source, "iat": int(time.time()), "event": event_id}
    return jwt.encode(claims | {"sha256": digest}, key, algorithm="EdDSA")


def tell(desk: Any, sent: dict[str, Any], key: Any = KEY) -> Any:
    """As the entry point hands it on; gives the newest row about this event id."""
    raw = json.dumps(sent).encode()
    proven = with_proof(sent, raw, token(raw, sent["event_id"], sent["source"], key))
    desk.run(inbound.receive, read(platform.platform.events[sent["type"]], proven))
    return row_of(desk, sent["event_id"])


def row_of(desk: Any, event_id: str) -> Any:
    asked = text("SELECT * FROM inbound_event WHERE event_id = :id ORDER BY received_at DESC")
    with desk.session() as session:
        return session.execute(asked, {"id": event_id}).mappings().first()


def state_of(desk: Any, lot: dict[str, Any]) -> str:
    with desk.session() as session:
        return str(session.scalar(text("SELECT state FROM lot WHERE id = :id"), {"id": lot["id"]}))


def opening(desk: Any) -> dict[str, Any]:
    """A lot 开评标中."""
    project = desk.approved()
    notice = desk.open(project, activity="tender_notice", owner=desk.notices)
    desk.publish(notice, EARLIER)
    desk.run(lots.open_on_time, UUID(project["lots"][0]["id"]))
    assert state_of(desk, project["lots"][0]) == "opening"
    return dict(project["lots"][0])


def ended(lot: dict[str, Any], **changes: Any) -> dict[str, Any]:
    told = {
        "lot_no": lot["no"],
        "round": 1,
        "ended_at": EARLIER,
        "result": "ok",
        "bidder_count": 4,
        "report_sha256": "0" * 64,
        "candidates": [CANDIDATE],
        "committee_ref": "EXP-77",
    }
    return told | changes


def ordered(lot: dict[str, Any], **changes: Any) -> dict[str, Any]:
    told = {"lot_no": lot["no"], "doc_no": "衡财采2026-1号", "file_sha256": "1" * 64}
    return told | {"suspended_from": EARLIER} | changes


def move(desk: Any, lot: dict[str, Any], effect: Effect, **facts: Any) -> None:
    def run(work: Any) -> None:
        lots.move(work, [UUID(lot["id"])], effect, "test", uuid4(), facts=facts)

    desk.run(run)


def listed(desk: Any, who: Actor, **asked: Any) -> list[dict[str, Any]]:
    told = desk.ask(inbound_shown.list_inbound, contracts.list_inbound, who, asked)
    return list(told["items"])


def results(desk: Any, lot: dict[str, Any]) -> list[dict[str, Any]]:
    asked = {"lot_ids": [lot["id"]]}
    told = desk.ask(
        evaluations.evaluation_results, contracts.evaluation_results, desk.notices, asked
    )
    return list(told["items"])


# ── told to notices ─────────────────────────────────────────────────────────────────────────────
def test_the_result_of_the_newest_evaluation_is_told_to_notices(desk: Any, sender: str) -> None:
    lot = opening(desk)
    assert results(desk, lot) == []
    second = CANDIDATE | {"rank": 2, "name": "乙公司"}
    told = ended(lot, candidates=[second, CANDIDATE])
    tell(desk, message("evaluation.ended", told, sender))
    (found,) = results(desk, lot)
    assert (found["lot_no"], found["round"], found["result"]) == (lot["no"], 1, "ok")
    assert [(one["rank"], one["name"]) for one in found["candidates"]] == [
        (1, "甲公司"),
        (2, "乙公司"),
    ]
    assert "committee_ref" not in found
    move(desk, lot, Effect.RE_EVALUATION_APPROVED)
    tell(desk, message("evaluation.ended", ended(lot, round=2, candidates=[second]), sender))
    (again,) = results(desk, lot)
    assert (again["round"], len(again["candidates"])) == (2, 1)


def test_a_result_that_was_said_not_to_stand_is_told_as_void(desk: Any, sender: str) -> None:
    lot = opening(desk)
    said = {name: value for name, value in ended(lot).items() if name != "candidates"}
    tell(desk, message("evaluation.ended", said, sender))
    voided = {"lot_no": lot["no"], "round": 1, "reason": "评委会组成不合法"}
    tell(desk, message("evaluation.voided", voided, sender))
    (found,) = results(desk, lot)
    assert (found["result"], found["candidates"]) == ("void", None)


# ── acted on ────────────────────────────────────────────────────────────────────────────────────
def test_an_ended_evaluation_moves_its_lot_once(desk: Any, sender: str) -> None:
    lot = opening(desk)
    sent = message("evaluation.ended", ended(lot), sender)
    assert tell(desk, sent)["status"] == "applied"
    assert state_of(desk, lot) == "evaluated"
    tell(desk, sent)
    with desk.session() as session:
        count = text("SELECT count(*) FROM inbound_event WHERE lot_id = :id")
        moves = text("SELECT count(*) FROM kit_audit WHERE subject_id = :id AND action='lot.move'"
                     " AND after->>'state' = 'evaluated'")  # fmt: skip
        assert session.scalar(count, {"id": lot["id"]}) == 1
        assert session.scalar(moves, {"id": lot["id"]}) == 1


def test_what_is_secret_is_kept_apart_and_told_to_no_subscriber(desk: Any, sender: str) -> None:
    lot = opening(desk)
    row = tell(desk, message("evaluation.ended", ended(lot), sender))
    assert row["data"].keys().isdisjoint({"candidates", "committee_ref"})
    assert row["restricted"]["candidates"][0]["price"] == "650000.00"
    with desk.session() as session:
        told = text(
            "SELECT string_agg(envelope::text, '') FROM kit_outbox"
            " UNION ALL SELECT string_agg(after::text, '') FROM kit_audit"
        )
        for words in session.scalars(told):
            assert "EXP-77" not in words
            assert "甲公司" not in words


def test_the_centre_sees_the_candidates_an_agency_its_own_lot_and_a_rival_nothing(
    desk: Any, sender: str
) -> None:
    lot = opening(desk)
    tell(desk, message("evaluation.ended", ended(lot), sender))
    (seen,) = listed(desk, desk.reviewer, lot_id=lot["id"])
    assert seen["restricted"]["committee_ref"] == "EXP-77"
    (own,) = listed(desk, desk.clerk, lot_id=lot["id"])
    assert own["restricted"] is None
    assert own["data"]["bidder_count"] == 4
    assert listed(desk, desk.rival, lot_id=lot["id"]) == []
    asked = {"id": seen["id"]}
    with pytest.raises(Problem, match="NOT_FOUND"):
        desk.ask(inbound_shown.get_inbound, contracts.get_inbound, desk.rival, asked)


def test_fewer_than_three_tenders_are_told_to_the_agency(desk: Any, sender: str) -> None:
    lot = opening(desk)
    told = {"lot_no": lot["no"], "opened_at": EARLIER, "bidder_count": 2}
    row = tell(desk, message("opening.completed", told, sender))
    assert [one["rule"] for one in row["findings"]] == ["R09"]
    assert state_of(desk, lot) == "opening"
    with desk.session() as session:
        asked = text("SELECT count(*) FROM notification WHERE cause = :cause")
        assert session.scalar(asked, {"cause": f"inbound:{row['id']}"})


def test_an_evaluations_end_sets_the_agencys_task(desk: Any, sender: str) -> None:
    lot = opening(desk)
    tell(desk, message("evaluation.ended", ended(lot), sender))
    with desk.session() as session:
        asked = text("SELECT rule_id, due_on FROM reminder WHERE lot_id = :id")
        rule, due = session.execute(asked, {"id": lot["id"]}).one()
    assert (rule, str(due)) == ("R18", "2026-01-07")


def test_word_of_an_earlier_round_moves_nothing(desk: Any, sender: str) -> None:
    lot = opening(desk)
    tell(desk, message("evaluation.ended", ended(lot), sender))
    move(desk, lot, Effect.RE_EVALUATION_APPROVED)
    late = tell(desk, message("evaluation.ended", ended(lot), sender))
    assert (late["status"], late["reason"]) == ("recorded", "STALE_ROUND")
    assert state_of(desk, lot) == "re_evaluating"
    again = tell(desk, message("evaluation.ended", ended(lot, round=2), sender))
    assert again["status"] == "applied"
    assert state_of(desk, lot) == "evaluated"


def test_an_event_that_came_too_early_takes_effect_when_the_lot_has_moved(
    desk: Any, sender: str
) -> None:
    project = desk.approved()
    lot = project["lots"][0]
    early = message("evaluation.ended", ended(lot), sender)
    assert tell(desk, early)["reason"] == "NOT_OPENED"
    notice = desk.open(project, activity="tender_notice", owner=desk.notices)
    desk.publish(notice, EARLIER)
    desk.run(lots.open_on_time, UUID(lot["id"]))
    desk.run(inbound.retry, UUID(lot["id"]))
    assert row_of(desk, early["event_id"])["status"] == "applied"
    assert state_of(desk, lot) == "evaluated"


def test_a_supervisors_order_suspends_for_thirty_days_at_most(desk: Any, sender: str) -> None:
    lot = opening(desk)
    order = ordered(lot, suspended_until="2026-03-31T18:00:00+08:00")
    row = tell(desk, message("supervision.suspension_ordered", order, sender))
    assert (row["status"], state_of(desk, lot)) == ("applied", "suspended")
    assert "2026-02-04" in row["findings"][0]["message_zh"]
    assert tell(desk, message("evaluation.ended", ended(lot), sender))["reason"] == "SUSPENDED"
    lifted = {"lot_no": lot["no"], "doc_no": order["doc_no"], "lifted_at": EARLIER}
    assert tell(desk, message("supervision.suspension_lifted", lifted, sender))["findings"]
    assert state_of(desk, lot) == "suspended"  # never resumed by itself


def test_an_order_runs_its_thirty_days_and_is_ended_by_a_form_of_the_agency(
    desk: Any, papers: Any, sender: str
) -> None:
    lot = opening(desk)
    order = ordered(lot)
    for _ in range(2):
        tell(desk, message("supervision.suspension_ordered", order, sender))
    with desk.session() as session:
        asked = text("SELECT until::text, finance_no FROM lot_exception WHERE project_id = :id")
        rows = [tuple(one) for one in session.execute(asked, {"id": lot["project_id"]})]
    assert rows == [("2026-02-04", order["doc_no"])]
    lifted = {"lot_no": lot["no"], "doc_no": order["doc_no"], "lifted_at": EARLIER}
    tell(desk, message("supervision.suspension_lifted", lifted, sender))
    project = desk.get({"id": lot["project_id"]})
    chosen = {"lot_ids": [lot["id"]], "reason": "order_ended", "proof": []}
    papers.approved(project, "resumption", **chosen)
    assert state_of(desk, lot) == "opening"


def test_an_order_that_was_lifted_before_it_came_suspends_nothing(desk: Any, sender: str) -> None:
    lot = opening(desk)
    lifted = {"lot_no": lot["no"], "doc_no": "衡财采2026-1号", "lifted_at": EARLIER}
    tell(desk, message("supervision.suspension_lifted", lifted, sender))
    row = tell(desk, message("supervision.suspension_ordered", ordered(lot), sender))
    assert (row["status"], row["reason"]) == ("recorded", "LIFTED")
    assert state_of(desk, lot) == "opening"


def test_an_order_for_tomorrow_waits_for_its_day(desk: Any, sender: str) -> None:
    lot = opening(desk)
    begun = datetime.now(UTC) + timedelta(days=1)
    order = ordered(lot, suspended_from=begun.isoformat())
    sent = message("supervision.suspension_ordered", order, sender)
    assert tell(desk, sent)["reason"] == "NOT_YET"
    assert UUID(lot["id"]) not in desk.run(inbound.due)
    with desk.session() as session, session.begin():
        change = text("UPDATE inbound_event SET due_at = now() WHERE event_id = :id")
        session.execute(change, {"id": sent["event_id"]})
    assert lot["id"] in desk.run(inbound.due)


def test_after_the_contract_there_is_no_re_evaluation(desk: Any, sender: str) -> None:
    lot = opening(desk)
    signed = {"lot_no": lot["no"], "contract_no": "HT-1", "uscc": CANDIDATE["uscc"]}
    signed |= {"signed_at": EARLIER}
    sent = message("contract.signed", signed, sender)
    assert tell(desk, sent)["reason"] == "NOT_AWARDED"
    tell(desk, message("evaluation.ended", ended(lot), sender))
    move(desk, lot, Effect.AWARD_PUBLISHED)
    desk.run(inbound.retry, UUID(lot["id"]))
    assert row_of(desk, sent["event_id"])["status"] == "applied"
    asked = {"lot_ids": [lot["id"]], "activity": "re_evaluation", "form_id": str(uuid4())}
    asked |= {"owner": "venue", "org_id": str(desk.agency)}
    with pytest.raises(Problem, match="PRECONDITION_FAILED") as refused:
        desk.ask(activities.open_activity, contracts.open_activity, desk.venue, asked)
    assert "合同签订前" in json.dumps(refused.value.extra, ensure_ascii=False)


# ── refused ─────────────────────────────────────────────────────────────────────────────────────
def test_a_stranger_a_foreign_key_and_a_missing_scope_are_refused_and_kept(
    desk: Any, sender: str
) -> None:
    lot = opening(desk)
    stranger = message("evaluation.ended", ended(lot), "platform:stranger")
    assert tell(desk, stranger)["reason"] == "UNAUTHENTICATED"
    other = Ed25519PrivateKey.from_private_bytes(bytes(32))
    forged = tell(desk, message("evaluation.ended", ended(lot), sender), other)
    assert (forged["status"], forged["reason"]) == ("refused", "UNAUTHENTICATED")
    assert (forged["data"], forged["restricted"]) == ({}, {})
    paid = {"lot_no": lot["no"], "amount": "1.00", "at": EARLIER, "uscc": CANDIDATE["uscc"]}
    assert tell(desk, message("deposit.paid", paid, sender))["reason"] == "FORBIDDEN_SCOPE"
    assert state_of(desk, lot) == "opening"
    told = listed(desk, desk.reviewer, state="refused", type="deposit.paid")
    assert told[0]["reason_zh"] == "发送方未获授权发送此类事件"
    assert listed(desk, desk.clerk, state="refused") == []


def test_a_revoked_account_is_refused_at_once(desk: Any, sender: str) -> None:
    lot = opening(desk)
    with desk.session() as session:
        asked = text("SELECT id FROM service_account WHERE name = :name")
        revoke(desk, {"id": str(session.scalar(asked, {"name": sender.partition(":")[2]}))})
    row = tell(desk, message("evaluation.ended", ended(lot), sender))
    assert row["reason"] == "UNAUTHENTICATED"


def test_a_forged_message_does_not_keep_out_the_true_one_of_its_number(
    desk: Any, sender: str
) -> None:
    lot = opening(desk)
    true = message("evaluation.ended", ended(lot), sender)
    other = Ed25519PrivateKey.from_private_bytes(bytes(32))
    assert tell(desk, true | {"seq": 2}, other)["status"] == "refused"
    who = platform_actor(sender.partition(":")[2])
    rpc, asked = contracts.inbound_outcome, {"event_id": true["event_id"]}
    with pytest.raises(Problem, match="NOT_FOUND"):
        desk.ask(inbound_shown.inbound_outcome, rpc, who, asked)
    assert tell(desk, true)["status"] == "applied"
    assert desk.ask(inbound_shown.inbound_outcome, rpc, who, asked)["status"] == "applied"


def test_an_event_number_is_not_used_for_two_things(desk: Any, sender: str) -> None:
    lot = opening(desk)
    sent = message("evaluation.ended", ended(lot), sender)
    tell(desk, sent)
    row = tell(desk, sent | {"data": ended(lot, bidder_count=9)})
    assert (row["status"], row["reason"]) == ("refused", "EVENT_ID_REUSED")


def test_faulty_data_and_an_unknown_lot_are_refused_with_the_fault(desk: Any, sender: str) -> None:
    faulty = tell(desk, message("evaluation.ended", {"lot_no": "X-01"}, sender))
    assert faulty["reason"] == "VALIDATION_FAILED"
    assert {"round", "ended_at"} <= {one["field"] for one in faulty["findings"]}
    unknown = tell(desk, message("evaluation.ended", ended({"no": "X-01"}), sender))
    assert unknown["reason"] == "LOT_UNKNOWN"


# ── by hand ─────────────────────────────────────────────────────────────────────────────────────
def by_hand(desk: Any, kind: str, data: dict[str, Any], org: str = "centre") -> dict[str, Any]:
    return {
        "type": kind,
        "data": data,
        "occurred_at": EARLIER,
        "receipt": desk.receipt("other", fixed_id(org)),
        "reason": "评标系统尚未对接",
    }


def enter(desk: Any, *asked: Any, **more: Any) -> Any:
    rpc = contracts.enter_inbound
    return desk.ask(inbound.enter_inbound, rpc, desk.admin, by_hand(desk, *asked, **more))


def test_the_administrator_enters_what_no_platform_sends_c25(desk: Any) -> None:
    lot = opening(desk)
    told = enter(desk, "evaluation.ended", ended(lot))
    assert (told["status"], told["source"]) == ("applied", "manual")
    assert state_of(desk, lot) == "evaluated"
    assert told["file"]["name"] == "other.pdf"
    assert told["entered_by_name"]
    with desk.session() as session:
        asked = text("SELECT action, opinion, after, content_sha256 FROM kit_audit"
                     " WHERE subject_id = :id")  # fmt: skip
        action, opinion, after, sha256 = session.execute(asked, {"id": told["id"]}).one()
    assert (action, opinion, sha256) == ("inbound.enter", "评标系统尚未对接", "0" * 64)
    assert after["by_hand"]


def test_what_is_entered_is_checked_like_what_is_sent(desk: Any) -> None:
    lot = opening(desk)
    for data, field in (
        (ended(lot, round=0), "data.round"),
        (ended(lot, extra=1), "data.extra"),
        (ended({"no": "X-01"}), "data.lot_no"),
    ):
        with pytest.raises(Problem) as refused:
            enter(desk, "evaluation.ended", data)
        assert [one.field for one in refused.value.findings] == [field]
    asked = by_hand(desk, "evaluation.ended", ended(lot, round=0)) | {"reason": " "}
    with pytest.raises(Problem) as both:
        desk.ask(inbound.enter_inbound, contracts.enter_inbound, desk.admin, asked)
    assert {one.field for one in both.value.findings} == {"reason", "data.round"}
    with pytest.raises(Problem) as foreign:
        enter(desk, "evaluation.ended", ended(lot), org="agency-a")
    assert foreign.value.findings[0].field == "receipt"


# ── over the bus ────────────────────────────────────────────────────────────────────────────────
def test_an_event_reaches_registry_by_its_queue_and_what_waited_follows_the_lot(
    desk: Any, sender: str, vhost: str, running: Callable[..., Any]
) -> None:
    project = desk.approved()
    lot = project["lots"][0]
    sent = message("evaluation.ended", ended(lot), sender)
    raw = json.dumps(sent).encode()
    headers = {"nameko.actor": token(raw, sent["event_id"], sender)}
    with running("registry") as served:
        with Connection(vhost) as connection:
            connection.Producer().publish(
                raw,
                exchange="platform.events",
                routing_key=sent["type"],
                content_type="application/json",
                content_encoding="utf-8",
                headers=headers,
            )
        until(
            lambda: (row_of(desk, sent["event_id"]) or {}).get("status") == "waiting", served.tail
        )
        notice = desk.open(project, activity="tender_notice", owner=desk.notices)
        desk.publish(notice, EARLIER)
        until(lambda: state_of(desk, lot) == "evaluated", served.tail)
