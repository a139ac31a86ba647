"""A notices service on a real database and store; its neighbours' answers are data.

The neighbours themselves are met in ``tests/e2e``; here their answers are chosen, also those that
refuse, and each is read by its own contract as the client would read it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from notices.kinds.tender import TENDER
from notices.rendering import RenderPool
from notices.usecases import flows, reading
from sqlalchemy.orm import Session
from tenderhall_contracts import documents, registry, signing, venue
from tenderhall_contracts.core import Role
from tenderhall_contracts.notices import TenderNoticeIn
from tenderhall_contracts.registry import ReferenceOut
from tenderhall_kit import reference as kit_reference
from tenderhall_kit.actors import Actor
from tenderhall_kit.call import Call, Kit
from tenderhall_kit.plain import plain

Data = dict[str, Any]
AGENCY = "6f9619ff-8b86-4011-b42d-00c04fc964ff"


@dataclass
class Neighbour:
    """A service whose answers are given; a Problem among them is raised."""

    contract: Any
    answers: dict[str, Any] = field(default_factory=dict)
    asked: list[tuple[str, Data]] = field(default_factory=list)

    def __getattr__(self, name: str) -> Callable[..., Any]:
        rpc = self.contract.rpcs[name]

        def answer(_call: Call, payload: Data, **_: Any) -> Any:
            given = plain(payload)
            rpc.takes().load(given)
            self.asked.append((name, given))
            told = self.answers[name]
            told = told(given) if callable(told) else told
            if isinstance(told, Exception):
                raise told
            return rpc.gives().load(plain(told))

        return answer

    def count(self, name: str) -> int:
        return sum(asked == name for asked, _ in self.asked)


@dataclass
class World:
    """Everything around one notice, and the intentions as one line each."""

    call: Callable[..., Call]
    told: Data
    partners: flows.Partners
    clerk: Actor
    reviewer: Actor
    kit: Kit

    def as_clerk(self, key: str | None = None) -> Call:
        return self.call("notices", self.clerk, key=key)

    def as_service(self) -> Call:
        return self.call("notices", Actor("service:notices", Role.SERVICE, name="notices"))

    def as_reviewer(self) -> Call:
        return self.call("notices", self.reviewer)

    def set_clock(self, business: str) -> None:
        told = self.told["reference"] | {"version": self.kit.references.version + 1}
        told["clock"] = told["clock"] | {"business_epoch": datetime.fromisoformat(business)}
        with Session(self.kit.engine) as session, session.begin():
            kit_reference.store(session, ReferenceOut().dump(told))
        self.kit.references.forget()

    def form(self, entered: Data) -> Data:
        """The form as the contract's schema makes it."""
        lots = [lot["id"] for lot in self.told["project"]["lots"]]
        told = {**entered, "project_id": self.told["project"]["id"], "lot_ids": lots}
        return dict(TenderNoticeIn().load(told))

    def go_on_to_another_project(self) -> None:
        fresh(self.told)

    def draft(self, entered: Data) -> Data:
        return flows.create(self.as_clerk(), self.partners, TENDER, self.form(entered))  # type: ignore[no-any-return]

    def submit(self, notice: Data) -> Data:
        asked = {"id": UUID(notice["id"]), "version": notice["version"], "opinion": "同意提交"}
        return flows.submit(self.as_clerk(), self.partners, asked)  # type: ignore[no-any-return]

    def approve(self, notice: Data) -> Data:
        asked = {"id": UUID(notice["id"]), "version": notice["version"], "opinion": "通过"}
        return flows.approve(self.as_reviewer(), self.partners, asked)  # type: ignore[no-any-return]

    def start_seal(self, notice: Data) -> Data:
        asked = {"id": UUID(notice["id"]), "version": notice["version"], "seal_id": uuid4()}
        return flows.start_seal(self.as_clerk(), self.partners, asked)  # type: ignore[no-any-return]

    def take_seal(self, notice: Data, frozen: Data, sealed: bytes) -> Data:
        back = self.kit.storage.put(sealed, "application/pdf")
        applied = {"owner_id": UUID(notice["id"]), "pdf": frozen, "sealed": back}
        applied |= {"signer": "湖南明正", "certificate_sha256": "ab" * 32}
        flows.adopt_seal(self.as_service(), applied)
        return self.get(notice)

    def seal(self, notice: Data) -> Data:
        """Start the seal and take in what a host would have made of exactly these bytes."""
        pdf = self.start_seal(notice)["job"]["pdf"]
        return self.take_seal(notice, pdf, self.kit.storage.get(pdf) + b"\n% seal")

    def get(self, notice: Data, call: Call | None = None) -> Data:
        asked = {"id": UUID(notice["id"])}
        return plain((call or self.as_clerk()).read(reading.one, asked))  # type: ignore[no-any-return]


@pytest.fixture
def world(
    kit_for: Callable[[str], Kit],
    call_for: Callable[..., Call],
    answers: Callable[[], Data],
    reference: Callable[[], Data],
    pool: RenderPool,
) -> World:
    told = fresh(answers())
    clerk = Actor(str(uuid4()), Role.CLERK, org_id=AGENCY, session_id=str(uuid4()), name="李晓东")
    reviewer = Actor(str(uuid4()), Role.REVIEWER, org_id=str(uuid4()), name="审核员")
    partners = flows.Partners(
        registry=Neighbour(registry.registry, of_registry(told)),
        venue=Neighbour(venue.venue, {"live_bookings": lambda _: listed(told["bookings"])}),
        documents=Neighbour(
            documents.documents, {"effective_documents": lambda _: listed(told["documents"])}
        ),
        signing=Neighbour(signing.signing, of_signing()),
        renderer=pool,
    )
    made = World(call_for, told, partners, clerk, reviewer, kit_for("notices"))
    told["reference"] = reference()
    made.set_clock("2026-09-07T10:00:00+08:00")
    return made


def fresh(told: Data) -> Data:
    """The answers with ids of their own, complete as their contracts want them."""
    ids = {lot["id"]: str(uuid4()) for lot in told["project"]["lots"]}
    project_id = str(uuid4())
    for number, lot in enumerate(told["project"]["lots"], start=1):
        lot |= {"id": ids[lot["id"]], "project_id": project_id}
        lot["no"] = f"HYZC-{project_id[:8]}-{number:02d}"
    told["project"] |= {"id": project_id, "no": f"HYZC-{project_id[:8]}"}
    common = {
        "project_id": project_id,
        "project_no": told["project"]["no"],
        "project_name": told["project"]["name"],
        "lot_ids": list(ids.values()),
        "lot_nos": [lot["no"] for lot in told["project"]["lots"]],
        "agency_id": AGENCY,
        "version": 1,
        "state_zh": "审核通过",
    }
    room = {"id": 1, "name": "五楼501开标室", "kind": "opening", "capacity": 30, "opens": "08:00"}
    room |= {"closes": "18:00", "buffer_minutes": 0, "enabled": True}
    (booking,) = told["bookings"]
    booking |= common | {"opening_minutes": 60, "opening_room": room, "holding": True}
    (document,) = told["documents"]
    document |= common | {"template": "goods-comprehensive", "title": "招标文件"}
    document["file"] |= {"kind": "tender_document", "document_id": str(uuid4()), "version": 1}
    return told


def listed(items: list[Data]) -> Data:
    return {"total": len(items), "items": items}


def of_registry(told: Data) -> Data:
    def move(asked: Data) -> Data:
        already = all(lot["state"] == "tendering" for lot in told["project"]["lots"])
        for lot in told["project"]["lots"]:
            lot |= {"state": "tendering", "state_zh": "招标中"}
        return {"lots": told["project"]["lots"], "already": already}

    return {
        "get_project": lambda _: told["project"],
        "open_activity": lambda _: {"project": told["project"], "lots": told["project"]["lots"]},
        "close_activity": lambda asked: {"form_id": asked["form_id"], "state": "closed"},
        "move_lots": move,
    }


def of_signing() -> Data:
    now = datetime.fromisoformat("2026-09-07T10:00:00+08:00")
    seal = {"seal_id": str(uuid4()), "name": "公章", "org_id": AGENCY, "org_name": "湖南明正"}
    seal |= {"online": True, "valid_from": now, "valid_until": now + timedelta(days=365)}

    def open_job(asked: Data) -> Data:
        job = {"job_id": str(uuid4()), "state": "open", "seal": seal, "expires_at": now}
        return job | {key: asked[key] for key in ("owner", "owner_id", "pdf")}

    def verify(asked: Data) -> Data:
        one = {"field": "seal", "intact": True, "covers_whole_file": True, "trusted": True}
        one |= {"revoked": False, "signer": "湖南明正项目管理有限公司", "timestamped": True}
        one |= {"certificate_sha256": "ab" * 32, "signed_at": now}
        told = {"ok": True, "sha256": asked["pdf"]["sha256"], "checked_at": now}
        return told | {"summary_zh": "签章有效", "signatures": [one]}

    return {"open_job": open_job, "verify_pdf": verify}


@pytest.fixture
def draft(world: World, entered: Data) -> Data:
    return world.draft(entered)


@pytest.fixture
def sealed(world: World, draft: Data) -> Data:
    return world.seal(draft)


@pytest.fixture
def pending(world: World, sealed: Data) -> Data:
    return world.submit(sealed)


@pytest.fixture
def approved(world: World, pending: Data) -> Data:
    return world.approve(pending)
