"""中标公告 what must have happened before an award: suppliers, an evaluation, a notice of it."""

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import NullPool, create_engine, text
from tenderhall_contracts.fields import uscc_ok
from tenderhall_local.demo import notice as notices
from tenderhall_local.demo.clock import SHANGHAI
from tenderhall_local.demo.journey import Journey
from tenderhall_local.demo.papers import paper
from tenderhall_local.demo.registration import upload

from browsing.ground import Form, Ground, seen

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
PUBLISHED = (notices.draft, notices.correct, notices.seal, notices.submit, notices.approve)


@dataclass(frozen=True)
class Bidder:
    """投标人 in the order in which the committee has ranked them."""

    name: str
    uscc: str
    price: str

    @classmethod
    def called(cls, name: str, price: str) -> "Bidder":
        """Under a code of its own."""
        body = "9143040" + "0MA" + "".join(random.choices(ALPHABET, k=7))
        return cls(name, next(body + one for one in ALPHABET if uscc_ok(body + one)), price)


def tendered(ground: Ground, journey: Journey) -> Form:
    """A project whose tender notice is out."""
    for step in PUBLISHED:
        step(journey)
    notices.published(journey)
    project: Form = journey.ids["project"]
    return project


def known(ground: Ground, bidder: Bidder) -> None:
    """登记供应商 in the directory."""
    told = {"uscc": bidder.uscc, "name": bidder.name, "address": "衡阳市蒸湘区1号"}
    ground.call("admin", "registry", "save_supplier", **told)


def told(ground: Ground, kind: str, lot_no: str, **data: Any) -> Form:
    """外来消息 as the centre's administrator enters it, with its file."""
    evidence = paper("报告.pdf", kind, lot_no)
    receipt = upload(ground.api("admin"), "other", evidence)["receipt"]
    given = {"type": kind, "data": {"lot_no": lot_no, **data}, "receipt": receipt}
    at = dt.datetime.now(SHANGHAI).isoformat()
    asked = {**given, "occurred_at": at, "reason": "评标系统尚未对接"}
    one: Form = ground.call("admin", "registry", "enter_inbound", **asked)
    return one


def opened(ground: Ground, project: Form) -> None:
    """The deadline has come: the days until then are skipped."""
    engine = create_engine(ground.platform.stack.database_url("registry"), poolclass=NullPool)
    with engine.begin() as connection:
        passed = text("UPDATE lot SET opens_at = now() WHERE project_id = :id")
        connection.execute(passed, {"id": project["id"]})


def evaluated(
    ground: Ground, project: Form, ranked: Sequence[Bidder], *, bidders: int, committee: str
) -> None:
    """评标已结束 of every lot, as the evaluation platform would have told it."""
    told_of = [
        {"rank": rank, "uscc": one.uscc, "name": one.name, "price": one.price, "score": "90.00"}
        for rank, one in enumerate(ranked, start=1)
    ]
    for lot in project["lots"]:
        entered = told(
            ground,
            "evaluation.ended",
            lot["no"],
            round=1,
            ended_at=dt.datetime.now(SHANGHAI).isoformat(),
            result="ok",
            bidder_count=bidders,
            report_sha256="5" * 64,
            candidates=told_of,
            committee_ref=committee,
        )
        assert entered["status"] == "applied", entered


def drafted(
    ground: Ground,
    project: Form,
    winner: Bidder,
    experts: Sequence[str],
    lots: Sequence[Form] = (),
) -> Form:
    """A draft of the award notice of these lots, or of all."""
    clerk, today = ground.api("clerk-a"), dt.datetime.now(SHANGHAI).date().isoformat()
    file = upload(clerk, "winner_confirmation", paper("采购人确认函.pdf", project["no"]))
    item = {"name": "触控一体机", "model": "86寸", "quantity": "1批", "unit_price": winner.price}
    won = {"uscc": winner.uscc, "amount": winner.price, "items": [item]}
    form = {
        "project_id": project["id"],
        "lot_ids": [one["id"] for one in lots or project["lots"]],
        "winners": [{"lot_id": one["id"], **won} for one in lots or project["lots"]],
        "experts": [{"name": one} for one in experts] + [{"name": "王老师", "purchaser": True}],
        "fee_standard": "按招标文件约定",
        "fee": "12000.00",
        "report_delivered_on": today,
        "determined_on": today,
        "attachments": [{"kind": "winner_confirmation", "receipt": file["receipt"]}],
    }
    ground.free_for("award_notice", project)
    made: Form = clerk.call("notices", "create_award_notice", form)
    return made


def sealed(journey: Journey, notice: Form) -> None:
    """Sealed by the agency's token."""
    journey.ids["notice"] = {"id": notice["id"]}
    journey.ids.pop("seal", None)
    notices.seal(journey)


def submitted(ground: Ground, journey: Journey, notice: Form) -> Form:
    """Sealed, and with the centre."""
    sealed(journey, notice)
    kept = ground.call("clerk-a", "notices", "get_notice", id=notice["id"])
    asked = {**seen(kept), "opinion": "内容无误，同意发布。"}
    sent: Form = ground.call("clerk-a", "notices", "submit_notice", **asked)
    return sent


def published(ground: Ground, journey: Journey, sent: Form) -> Form:
    """Approved, and out."""
    ground.approve("notices", "notice", sent)
    notices.published(journey)
    out: Form = ground.call("clerk-a", "notices", "get_notice", id=sent["id"])
    return out
