"""Registry on a real database, seeded; asked through its contracts, without the bus."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from argon2 import PasswordHasher
from marshmallow import ValidationError
from registry import passwords, seed
from registry.seed.people import fixed_id
from registry.usecases import activities, lots, project_lists, projects, review
from sqlalchemy.orm import Session
from tenderhall_contracts import registry as contracts
from tenderhall_contracts.core import Role, Rpc
from tenderhall_contracts.errors import Problem
from tenderhall_kit import database as databases
from tenderhall_kit.actors import Actor, service_actor
from tenderhall_kit.call import Call, Kit
from tenderhall_kit.findings import findings
from tenderhall_kit.receipts import Receipt, issue
from tenderhall_kit.serving import dump
from tenderhall_kit.testing import ROLE

from .papers import Papers

KINDS = ("agency_agreement", "plan_filing", "requirements", "entry_application")
Shown = dict[str, Any]


def person(login: str, role: Role, org: str) -> Actor:
    return Actor(str(fixed_id(login)), role, org_id=str(fixed_id(org)), name=login)


@dataclass
class Desk:
    """柜台 the people of the demo, and what they may ask of registry."""

    call_for: Callable[..., Call]
    kit: Any
    documents: Any

    clerk = person("clerk-a", Role.CLERK, "agency-a")
    holder = person("sealer-a", Role.SEAL_HOLDER, "agency-a")
    rival = person("clerk-b", Role.CLERK, "agency-b")
    reviewer = person("reviewer", Role.REVIEWER, "centre")
    admin = person("admin", Role.ADMIN, "centre")
    supervisor = person("supervisor", Role.SUPERVISOR, "finance-bureau")
    venue = service_actor("venue")
    notices = service_actor("notices")
    documents_service = service_actor("documents")
    agency = fixed_id("agency-a")

    def ask(
        self,
        use_case: Callable[..., Any],
        rpc: Rpc,
        who: Actor,
        payload: Shown,
        key: str | None = None,
    ) -> Any:
        """As the entry point does: the contract checks both sides."""
        if who.role not in rpc.roles:
            raise Problem("FORBIDDEN_ROLE", role=who.role.value)
        try:
            told = rpc.takes().load(payload)
        except ValidationError as fault:
            raise Problem("VALIDATION_FAILED", findings(fault.messages)) from fault
        return dump(rpc, self.call_for("registry", who, key=key).run(use_case, told))

    def run(self, use_case: Callable[..., Any], *args: Any, **more: Any) -> Any:
        return self.call_for("registry", service_actor("registry")).run(use_case, *args, **more)

    def session(self) -> Session:
        return Session(self.kit.engine)

    def form(self, org: UUID = agency, **changes: Any) -> Shown:
        """A complete, lawful project of two lots, as an agency would send it."""
        receipts = [{"kind": kind, "receipt": self.receipt(kind, org)} for kind in KINDS]
        return complete_form() | {"attachments": receipts} | changes

    def receipt(self, kind: str, org: UUID = agency) -> str:
        told = Receipt(
            document_id=str(uuid4()),
            version=1,
            sha256="0" * 64,
            size=10,
            mime="application/pdf",
            name=f"{kind}.pdf",
            kind=kind,
            org_id=str(org),
        )
        return issue(self.documents, told, datetime(2026, 1, 5, tzinfo=UTC))

    def create(self, **changes: Any) -> Any:
        form = self.form(**changes)
        return self.ask(projects.create_project, contracts.create_project, self.clerk, form)

    def save(self, seen: Shown, **changes: Any) -> Any:
        form = self.form(**changes) | {"id": seen["id"], "version": seen["version"]}
        return self.ask(projects.save_project, contracts.save_project, self.clerk, form)

    def submit(self, seen: Shown, who: Actor = clerk) -> Any:
        return self._command(projects.submit_project, contracts.submit_project, who, seen)

    def withdraw(self, seen: Shown, who: Actor = clerk) -> Any:
        return self._command(projects.withdraw_project, contracts.withdraw_project, who, seen)

    def delete(self, seen: Shown) -> Any:
        return self._command(projects.delete_project, contracts.delete_project, self.clerk, seen)

    def list(self, who: Actor = clerk, **wanted: Any) -> Any:
        return self.ask(project_lists.list_projects, contracts.list_projects, who, wanted)

    def approve(self, seen: Shown, who: Actor = reviewer, **more: Any) -> Any:
        return self._command(review.approve_project, contracts.approve_project, who, seen, **more)

    def reject(self, seen: Shown, **more: Any) -> Any:
        return self._command(
            review.reject_project, contracts.reject_project, self.reviewer, seen, **more
        )

    def get(self, seen: Shown, who: Actor = clerk) -> Any:
        payload = {"id": seen["id"]}
        return self.ask(projects.get_project, contracts.get_project, who, payload)

    def approved(self) -> Any:
        """A project whose lots are 筹备中."""
        return self.approve(self.submit(self.create()))

    def open(
        self, seen: Shown, activity: str = "booking", owner: Actor = venue, **more: Any
    ) -> Shown:
        """A form is registered on all lots of the project; gives what was asked."""
        payload = {
            "lot_ids": [one["id"] for one in seen["lots"]],
            "activity": activity,
            "form_id": str(uuid4()),
            "owner": owner.issuer,
            "org_id": str(self.agency),
        }
        payload |= {name.removeprefix("told_"): value for name, value in more.items()}
        self.ask(activities.open_activity, contracts.open_activity, owner, payload)
        return payload

    def close(self, opened: Shown, owner: Actor = venue) -> Any:
        payload = {"form_id": opened["form_id"], "activity": opened["activity"]}
        return self.ask(activities.close_activity, contracts.close_activity, owner, payload)

    def publish(self, opened: Shown, opening_at: str | None = None) -> Any:
        """The tender notice's effect on its lots."""
        payload = {
            "lot_ids": opened["lot_ids"],
            "form_id": opened["form_id"],
            "effect": "tender_notice_published",
            "facts": {"opening_at": opening_at} if opening_at else {},
        }
        return self.ask(lots.move_lots, contracts.move_lots, self.notices, payload)

    def _command(
        self, use_case: Callable[..., Any], rpc: Rpc, who: Actor, seen: Shown, **more: Any
    ) -> Any:
        payload = {"id": seen["id"], "version": seen["version"]} | more
        return self.ask(use_case, rpc, who, payload)


@pytest.fixture
def papers(desk: Desk) -> Papers:
    return Papers(desk)


@pytest.fixture(scope="session", autouse=True)
def quick_hashes() -> Iterator[None]:
    """argon2 is slow on purpose; these tests only ask whether a password is the right one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_HASHER", PasswordHasher(1, 8, 1))
        yield


@pytest.fixture(scope="session")
def seeded_template(
    stack: Any, migrated: Callable[[str], str], settings_for: Callable[[str, str], Any]
) -> Iterator[str]:
    """A database that has its seed: the catalogue alone takes seconds, and each module wants it."""
    name = f"s_registry_{uuid4().hex[:12]}"
    settings = settings_for("registry", stack.create_database(name, ROLE, migrated("registry")))
    engine = databases.engine(settings)
    Call(Kit(settings, engine), service_actor("registry"), "seed").run(seed.run)
    engine.dispose()
    yield name
    stack.drop_database(name)


@pytest.fixture(scope="module")
def seeded(
    database: Callable[..., str], kit_for: Callable[[str], Any], seeded_template: str
) -> None:
    database("registry", seeded_template)
    kit = kit_for("registry")
    Call(kit, service_actor("registry"), "seed").run(seed.run)
    kit.references.forget()


@pytest.fixture
def desk(
    call_for: Callable[..., Call],
    kit_for: Callable[[str], Any],
    settings_for: Callable[[str, str], Any],
    seeded: None,
) -> Desk:
    return Desk(call_for, kit_for("registry"), settings_for("documents", "-"))


def complete_form() -> Shown:
    return {
        "name": "智慧校园设备采购项目",
        "plan_no": "湘财采计[2026]001910号",
        "method": "open_tender",
        "organisation": "dispersed",
        "purchaser": {
            "name": "衡阳市第一中学",
            "uscc": "12430400MB0000001W",
            "address": "衡阳市蒸湘区演示路1号",
            "contact": "刘老师",
            "phone": "0734-8000001",
        },
        "agency_leader": "李采购",
        "agency_phone": "0734-8000002",
        "agreement_no": "CX-1",
        "agreement_date": "2026-01-05",
        "budget": "1200000.00",
        "ceiling": "1180000.00",
        "consortium": False,
        "sme_only": False,
        "summary": "采购教学交互平板、录播设备及配套服务。",
        "performance_period": "合同签订后30日内",
        "electronic": True,
        "lots": [lot("教学交互平板", "700000.00", "14000.00"), lot("录播设备", "500000.00", "0")],
    }


def lot(name: str, budget: str, deposit: str) -> Shown:
    return {
        "name": name,
        "catalogue_code": "A02020400",
        "budget": budget,
        "deposit": deposit,
        "qualification": "post",
        "evaluation": "comprehensive",
        "requirement": f"{name}，含安装。",
    }
