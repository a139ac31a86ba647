"""A desk at which clerks and reviewers work: venue's use cases in process, on a real database."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from tenderhall_contracts.core import Role
from tenderhall_contracts.vocab import AttachmentKind, ReEvaluationCase, ReEvaluationKind
from tenderhall_kit.actors import Actor, service_actor
from tenderhall_kit.call import Call, Kit
from tenderhall_kit.clock import SHANGHAI, real_now
from tenderhall_kit.envelope import Envelope
from tenderhall_kit.plain import plain
from tenderhall_kit.receipts import Receipt, issue
from tenderhall_kit.reference import store as keep_reference
from venue import usecases
from venue.seed import CLOSES, OPENS, ROOMS
from venue.store import claims, rooms

NOW = datetime(2026, 6, 1, 10, 0, tzinfo=SHANGHAI)
"""Business time at the start: a Monday."""

OPENING_ROOM, SECOND_ROOM, THIRD_ROOM, BENCH, SECOND_BENCH = 1, 2, 3, 4, 5
ROOMS_AGAIN = (
    "UPDATE venue_room SET before_min = 0, buffer_min = 0, enabled = true,"
    " opens = '08:30', closes = '17:30'"
)
CLOSED_BY_HAND = (
    "INSERT INTO venue_closure (kind, begins, ends, reason, created_by)"
    " VALUES ('maintenance', '2020-01-01', '2020-01-02', '检修', '测试员')"
)
CONTENT = {
    "opening_at": datetime(2026, 7, 1, 9, 30, tzinfo=SHANGHAI),
    "opening_minutes": 60,
    "opening_room_id": OPENING_ROOM,
    "evaluation_at": None,
    "evaluation_minutes": None,
    "evaluation_room_id": None,
    "attendees": 10,
    "contact": "王工",
    "phone": "0734-0000000",
}


def reference() -> dict[str, Any]:
    """What registry would tell: two rules, an official 2026, the clock at ``NOW``."""
    start = date(2026, 1, 1)
    days = [start + timedelta(days=n) for n in range(365)]
    rule = {"text_zh": "", "severity": "block", "effective_from": "2000-01-01"}
    r01 = {**rule, "rule_id": "R01", "basis": "政府采购法第三十五条", "value": 20, "unit": "day"}
    r34 = {**rule, "rule_id": "R34", "basis": "101号令", "value": 1, "unit": "working_day"}
    return {
        "version": 1,
        "rules": [r01, r34],
        "days": [
            {"date": str(day), "kind": "workday" if day.weekday() < 5 else "weekend"}
            for day in days
        ],
        "official_years": [2026],
        "policies": {},
        "clock": {
            "real_epoch": real_now().isoformat(),
            "business_epoch": NOW.isoformat(),
            "rate": 1.0,
        },
    }


@dataclass
class Project:
    """What registry tells of a project: ``ProjectOut``, as far as venue reads it."""

    agency: Actor
    count: int = 2
    state: str = "preparing"
    id: UUID = field(default_factory=uuid4)

    def __post_init__(self) -> None:
        """Lots with numbers of their own."""
        self.no = f"HYZC-2026-G-{self.id.hex[:4]}"
        self.lots = [uuid4() for _ in range(self.count)]

    def told(self, state: str | None = None) -> dict[str, Any]:
        """The answer of ``get_project``."""
        lots = [
            {"id": one, "no": f"{self.no}-{at:02}", "position": at, "state": state or self.state}
            for at, one in enumerate(self.lots, 1)
        ]
        same = {"id": self.id, "no": self.no, "name": "办公设备采购", "lots": lots}
        return {**same, "agency_id": self.agency.org_id, "agency": {"name": "某招标代理"}}

    def opened(self, state: str | None = None) -> dict[str, Any]:
        """The answer of ``open_activity``."""
        return {"project": self.told(state), "lots": self.told(state)["lots"]}


class Desk:
    """Acts as people and as registry's events do."""

    def __init__(self, kit: Kit, call_for: Callable[..., Call]) -> None:
        """On one database."""
        self.kit, self.call_for = kit, call_for
        self.reviewer = self.person(Role.REVIEWER)
        self.admin = self.person(Role.ADMIN)
        self.seq = 0

    def person(self, role: Role = Role.CLERK) -> Actor:
        """Somebody of a new organisation."""
        return Actor(str(uuid4()), role, org_id=str(uuid4()), name="测试员")

    def call(self, who: Actor) -> Call:
        """A new command."""
        made: Call = self.call_for("venue", who)
        return made

    def draft(self, project: Project, **content: Any) -> dict[str, Any]:
        """A draft for the project's lots."""
        lots = content.pop("lot_ids", project.lots)
        payload = {**CONTENT, "project_id": project.id, "lot_ids": lots, **content}
        made: dict[str, Any] = self.call(project.agency).run(
            usecases.create_booking, payload, project.told()
        )
        return made

    def act(self, what: Any, who: Actor, form: dict[str, Any], *args: Any, **more: Any) -> Any:
        """One command on a booking, with the version last seen."""
        payload = {"id": UUID(form["id"]), "version": form["version"], **more}
        return self.call(who).run(what, payload, *args)

    def submit(self, project: Project, form: dict[str, Any], state: str | None = None) -> Any:
        """Announced and submitted."""
        return self.act(usecases.submit_booking, project.agency, form, project.opened(state))

    def book(self, project: Project, **content: Any) -> Any:
        """Drafted and submitted."""
        return self.submit(project, self.draft(project, **content))

    def change(self, project: Project, base: dict[str, Any], **content: Any) -> Any:
        """A change of an approved booking, drafted."""
        told = {"reason": "采购人要求", "affects_documents": False, **CONTENT}
        told |= {"base_id": UUID(base["id"]), **content}
        return self.call(project.agency).run(usecases.create_booking_change, told)

    def ask_change(self, project: Project, base: dict[str, Any], **content: Any) -> Any:
        """Drafted and submitted."""
        return self.submit(project, self.change(project, base, **content))

    def withdraw(self, project: Project, form: dict[str, Any]) -> Any:
        """By its agency."""
        return self.act(usecases.withdraw_booking, project.agency, form)

    def approve(self, project: Project, form: dict[str, Any], state: str | None = None) -> Any:
        """By the reviewer, while registry says that the lots are in this state."""
        return self.act(usecases.approve_booking, self.reviewer, form, project.told(state))

    def reject(self, form: dict[str, Any], opinion: str | None = "时间不合适") -> Any:
        """By the reviewer."""
        return self.act(usecases.reject_booking, self.reviewer, form, opinion=opinion)

    def get(self, who: Actor, form: dict[str, Any]) -> Any:
        """As the caller sees it."""
        return plain(self.call(who).read(usecases.get_booking, {"id": UUID(form["id"])}))

    def lot_moves(
        self, project: Project, lot: UUID, state: str, at: datetime | None = None
    ) -> None:
        """registry's event about a lot."""
        data = {"lot_id": lot, "to_state": state, "project_id": project.id}
        self.hear(usecases.lot_state_changed, "lot.state_changed", data, at)

    def hear(self, what: Any, kind: str, data: dict[str, Any], at: datetime | None = None) -> None:
        """An event of registry's, handled as the service handles it."""
        self.seq += 1
        when = at or self.kit.references.clock.business_now()
        aggregate = {"type": "lot", "id": "", "version": 1}
        event = Envelope(
            str(uuid4()), kind, 1, self.seq, when, "registry", "test", {}, aggregate, data
        )
        self.call(service_actor("venue")).run(what, event)

    def apply(self, change: dict[str, Any], **told: Any) -> Any:
        """Its 变更公告 is published, as the notices service tells it."""
        asked = {"id": UUID(change["id"]), "change_notice_id": uuid4(), **told}
        if "opening_at" not in told:
            asked["opening_at"] = datetime.fromisoformat(change["opening_at"])
        return self.call(service_actor("notices")).run(usecases.apply_booking_change, asked)

    def held(self, form: dict[str, Any]) -> int:
        """How many rooms it holds, in the database."""
        with Session(self.kit.engine) as session:
            return claims.held_rooms(session, UUID(form["id"]))

    def double_booked(self) -> int:
        """What must never be more than none."""
        with Session(self.kit.engine) as session:
            return claims.double_booked(session)

    def told(self, kind: str) -> list[dict[str, Any]]:
        """The events in the outbox."""
        with Session(self.kit.engine) as session:
            rows = session.execute(
                text("SELECT envelope FROM kit_outbox WHERE routing_key = :kind ORDER BY id"),
                {"kind": kind},
            )
            return [row.envelope for row in rows]


@pytest.fixture(scope="module")
def furnished(kit_for: Callable[[str], Kit]) -> Kit:
    """venue's database with the demo's rooms and the reference data."""
    kit = kit_for("venue")
    with Session(kit.engine) as session, session.begin():
        for name, kind, floor, capacity, equipment in ROOMS:
            sizes = {"floor": floor, "capacity": capacity, "equipment": equipment}
            hours = {"opens": OPENS, "closes": CLOSES}
            rooms.add_room(session, {"name": name, "kind": kind, **sizes, **hours})
        # what tests write into the claims by hand has a closure to belong to
        session.execute(text(CLOSED_BY_HAND))
        keep_reference(session, reference())
    kit.references.forget()
    return kit


EMPTY = (
    "TRUNCATE venue_claim, booking_lot, venue_booking, kit_outbox CASCADE",
    "DELETE FROM venue_closure WHERE id > 1",
    "DELETE FROM venue_room WHERE id > 5",
    ROOMS_AGAIN,
)


@pytest.fixture
def desk(furnished: Kit, call_for: Callable[..., Call]) -> Iterator[Desk]:
    """Every test starts with empty rooms."""
    yield Desk(furnished, call_for)
    _sweep(furnished.engine)


def _sweep(engine: Engine, tries: int = 5) -> None:
    """A service that still runs may read a table while it is emptied: then once more."""
    for left in reversed(range(tries)):
        try:
            with Session(engine) as session, session.begin():
                for statement in EMPTY:
                    session.execute(text(statement))
        except OperationalError:
            if not left:
                raise
        else:
            return


@pytest.fixture
def project(desk: Desk) -> Callable[..., Project]:
    """``project()`` of a new agency, or ``project(clerk)`` of hers."""
    return lambda agency=None, **more: Project(agency or desk.person(), **more)


@pytest.fixture
def paper(desk: Desk, seeds: dict[str, bytes]) -> Callable[..., Any]:
    """``paper(agency, kind)``: an attachment as the documents service vouches for it."""
    documents = replace(desk.kit.settings, service_key=seeds["documents"])

    def made(agency: Any, kind: str = "re_evaluation_request") -> dict[str, Any]:
        file = {"sha256": "0" * 64, "size": 10, "mime": "application/pdf", "name": f"{kind}.pdf"}
        told = Receipt(str(uuid4()), 1, kind=kind, org_id=agency.org_id, **file)
        receipt = issue(documents, told, datetime(2026, 1, 5, tzinfo=UTC))
        return {"kind": AttachmentKind(kind), "receipt": receipt}

    return made


@pytest.fixture
def re_evaluation(desk: Desk, paper: Callable[..., Any]) -> Callable[..., Any]:
    """``re_evaluation(project, **content)`` of a lawful re-evaluation."""

    def made(mine: Any, state: str | None = None, **content: Any) -> Any:
        told = {
            "project_id": mine.id,
            "lot_ids": mine.lots,
            "re_evaluation_kind": ReEvaluationKind.REVIEW_AGAIN,
            "legal_case": ReEvaluationCase.WRONG_SUM,
            "opening_at": CONTENT["opening_at"],
            "opening_minutes": 120,
            "opening_room_id": BENCH,
            "attendees": 5,
            "statement": "汇总分值计算有误",
            "contact": "王工",
            "phone": "0734-0000000",
            "attachments": [paper(mine.agency)],
        }
        call = desk.call(mine.agency)
        return call.run(usecases.create_re_evaluation, told | content, mine.told(state))

    return made
