"""采购异常 as an agency and the centre handle it, and what is told of it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from registry.usecases import exception_review, exceptions, lots, retender
from sqlalchemy import text
from tenderhall_contracts import registry as contracts
from tenderhall_contracts.core import Rpc
from tenderhall_contracts.lots import Effect
from tenderhall_kit.actors import Actor

STEPS: dict[str, tuple[Callable[..., Any], Rpc]] = {
    "save": (exceptions.save_exception, contracts.save_exception),
    "submit": (exceptions.submit_exception, contracts.submit_exception),
    "withdraw": (exceptions.withdraw_exception, contracts.withdraw_exception),
    "delete": (exceptions.delete_exception, contracts.delete_exception),
    "approve": (exception_review.approve_exception, contracts.approve_exception),
    "reject": (exception_review.reject_exception, contracts.reject_exception),
}
SAID: dict[str, dict[str, Any]] = {
    "suspension": {"reason": "purchaser_request", "suspended_from": "2026-03-02"},
    "cancellation": {"reason": "major_change"},
    "failure": {"ground": "too_few", "bidder_count": 2, "follow_up": "retender"},
    "resumption": {"reason": "cause_removed"},
}
PROOF = {
    "suspension": ["purchaser_decision"],
    "cancellation": ["purchaser_decision"],
    "failure": ["committee_conclusion"],
    "resumption": ["purchaser_decision"],
}


class Papers:
    """采购异常 as an agency and the centre handle them."""

    def __init__(self, desk: Any) -> None:
        self.desk = desk

    def form(self, project: Any, kind: str, **changes: Any) -> dict[str, Any]:
        proof = changes.pop("proof", PROOF[kind])
        told = {
            "kind": kind,
            "project_id": project["id"],
            "lot_ids": [one["id"] for one in project["lots"]],
            "statement": "采购人来函说明情况。",
            "attachments": [{"kind": one, "receipt": self.desk.receipt(one)} for one in proof],
        }
        return told | SAID[kind] | changes

    def create(self, project: Any, kind: str, who: Actor | None = None, **changes: Any) -> Any:
        form = self.form(project, kind, **changes)
        rpc = contracts.create_exception
        return self.desk.ask(exceptions.create_exception, rpc, who or self.desk.clerk, form)

    def step(self, name: str, seen: Any, who: Actor | None = None, **more: Any) -> Any:
        """One step; its notice is sealed before it is submitted, unless ``unsealed``."""
        use_case, rpc = STEPS[name]
        if name == "submit" and not more.pop("unsealed", False):
            self.seal(seen)
        centre = name in ("approve", "reject")
        asked = {"id": seen["id"], "version": seen["version"]} | more
        return self.desk.ask(
            use_case, rpc, who or (self.desk.reviewer if centre else self.desk.clerk), asked
        )

    def seal(self, seen: Any, content_version: int | None = None) -> None:
        """What notices tells of the form's notice: it is sealed for what the form says now."""
        with self.desk.session() as session:
            asked = text("SELECT content_version FROM lot_exception WHERE id = :id")
            kept = session.scalar(asked, {"id": seen["id"]})
        version = content_version or kept
        told = {"form_id": UUID(seen["id"]), "form_content_version": version}
        self.desk.run(exceptions.take_seal, told)

    def submitted(self, project: Any, kind: str, **changes: Any) -> Any:
        return self.step("submit", self.create(project, kind, **changes))

    def approved(self, project: Any, kind: str, **changes: Any) -> Any:
        return self.step("approve", self.submitted(project, kind, **changes))

    def get(self, seen: Any, who: Actor | None = None) -> Any:
        rpc, asked = contracts.get_exception, {"id": seen["id"]}
        return self.desk.ask(exceptions.get_exception, rpc, who or self.desk.clerk, asked)

    def retender(self, lot_ids: list[str], who: Actor | None = None) -> Any:
        rpc, asked = contracts.retender_lots, {"lot_ids": lot_ids}
        return self.desk.ask(retender.retender_lots, rpc, who or self.desk.clerk, asked)

    def states(self, project: Any) -> list[str]:
        return [one["state"] for one in self.desk.get(project)["lots"]]

    def tendering(self, minutes: int = 60) -> Any:
        """A project whose lots are 招标中, with their deadline so many minutes from now."""
        desk = self.desk
        project = desk.approved()
        opened = desk.open(project, activity="tender_notice", owner=desk.notices)
        desk.publish(opened, (datetime.now(UTC) + timedelta(minutes=minutes)).isoformat())
        desk.close(opened, owner=desk.notices)
        return desk.get(project)

    def opening(self) -> Any:
        """A project whose lots are 开评标中."""
        project = self.tendering(minutes=-1)
        for one in project["lots"]:
            self.desk.run(lots.open_on_time, UUID(one["id"]))
        return self.desk.get(project)

    def move(self, project: Any, effect: str, **facts: Any) -> None:
        """What no form here asks for: the evaluation's end, an award."""
        ids = [UUID(one["id"]) for one in project["lots"]]
        how = {"facts": facts}
        self.desk.run(lambda work: bool(lots.move(work, ids, Effect(effect), "t", uuid4(), **how)))

    def events(self, kind: str, project: Any) -> list[dict[str, Any]]:
        """What was told of this kind about the project, in order."""
        with self.desk.session() as session:
            asked = text(
                "SELECT envelope -> 'data' FROM kit_outbox WHERE envelope ->> 'type' = :kind"
                " AND envelope ->> 'project_no' = :no ORDER BY id"
            )
            return list(session.scalars(asked, {"kind": kind, "no": project["no"]}))
