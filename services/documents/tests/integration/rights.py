"""What each RPC is asked with when its rights are tried: always something that would succeed.

Everything is about one agency's; registry and venue say what the tests of the use cases let them
say. ``asks`` marks the function that makes a fresh payload for an RPC.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

from documents.usecases import archives, retention
from tenderhall_contracts import documents as promises
from tenderhall_contracts import registry
from tenderhall_contracts.core import Rpc
from tenderhall_contracts.examples import envelope
from tenderhall_kit.actors import service_actor
from tenderhall_kit.call import Call
from tenderhall_kit.envelope import read

from .conftest import Desk, pdf, put, sha
from .test_clarifications import Answers
from .test_parts import begun, large
from .test_tender_documents import Office
from .test_writing import Desktop

Payload = dict[str, Any]


class Neighbours:
    """What registry and venue would answer about the projects of this test."""

    def __init__(self) -> None:
        self.offices: list[Office] = []

    def get_project(self, _call: Call, asked: Payload) -> Any:
        return next(o.project for o in self.offices if str(o.project["id"]) == str(asked["id"]))

    def open_activity(self, _call: Call, asked: Payload, **_: Any) -> Any:
        wanted = {str(one) for one in asked["lot_ids"]}
        found = next(o for o in self.offices if wanted & {str(one) for one in o.lot_ids})
        return {"project": found.project, "lots": found.project["lots"]}

    def live_bookings(self, _call: Call, asked: Payload) -> Any:
        room = {"name": "五楼501开标室"}
        lots = [str(one) for one in asked["lot_ids"]]
        told = {"state": "approved", "lot_ids": lots, "opening_room": room}
        told |= {"opening_at": "2026-12-22T09:30:00+08:00", "awaiting_notice": False}
        return {"total": 1, "items": [told]}


class Ground:
    """One agency's clerk, whose things are asked about."""

    def __init__(self, clerk: Desk, reviewer: Desk, policies: Callable[..., None]) -> None:
        self.clerk, self.reviewer, self.policies = clerk, reviewer, policies
        self.neighbours = Neighbours()

    def system(self) -> Call:
        return self.clerk.call_for("documents", service_actor("documents"))

    def office(self, kind: type[Office] = Office) -> Any:
        made = kind(self.clerk)
        self.neighbours.offices.append(made)
        return made

    def kept(self) -> Payload:
        """A project that registry has told of."""
        office = self.office()
        body = envelope(registry.lot_state_changed) | {"event_id": str(uuid4())}
        event = read(registry.lot_state_changed, body)
        self.system().run(retention.follow, event, office.project)
        return {"project_id": str(office.project["id"])}


Maker = Callable[[Ground], Payload]
MAKERS: dict[str, Maker] = {}


def asks(*rpcs: Rpc) -> Callable[[Maker], Maker]:
    """The payload of these RPCs; it is made anew after each time that something was allowed."""

    def mark(maker: Maker) -> Maker:
        for rpc in rpcs:
            assert rpc.name not in MAKERS, f"{rpc.name} has two payloads"
            MAKERS[rpc.name] = maker
        return maker

    return mark


def at(row: Payload, **more: Any) -> Payload:
    return {"id": str(row["id"]), "version": row["version"], **more}


@asks(
    promises.verify_audit,
    promises.integrity,
    promises.list_retentions,
    promises.list_tender_documents,
    promises.list_clarifications,
)
def nothing(_ground: Ground) -> Payload:
    return {}


@asks(promises.form_fields)
def a_kind_of_form(_ground: Ground) -> Payload:
    return {"form_type": "clarification"}


# ── 上传 ────────────────────────────────────────────────────────────────────────────────────────
@asks(promises.create_upload)
def an_announcement(_ground: Ground) -> Payload:
    data = pdf()
    told = {"name": "招标文件.pdf", "size": len(data), "sha256": sha(data)}
    return told | {"mime": "application/pdf", "kind": "tender_document"}


@asks(promises.complete_upload)
def what_came(ground: Ground) -> Payload:
    data = pdf()
    invitation = ground.clerk.announce(data)
    assert put(invitation, data) == 200
    return {"id": str(invitation["upload_id"])}


@asks(promises.cancel_upload)
def what_is_coming(ground: Ground) -> Payload:
    return {"id": str(ground.clerk.announce(pdf())["upload_id"])}


@asks(promises.upload_parts)
def what_comes_in_parts(ground: Ground) -> Payload:
    invitation, _ = begun(ground.clerk, large())
    return {"id": str(invitation["upload_id"])}


@asks(promises.upload_target)
def where_it_goes(ground: Ground) -> Payload:
    return what_is_coming(ground) | {"org_id": ground.clerk.who.org_id}


@asks(promises.get_document)
def a_document(ground: Ground) -> Payload:
    return {"id": str(ground.clerk.upload(pdf())["document_id"])}


@asks(promises.download)
def a_file(ground: Ground) -> Payload:
    return {"document_id": a_document(ground)["id"]}


# ── 招标文件 ────────────────────────────────────────────────────────────────────────────────────
@asks(promises.create_tender_document)
def a_form(ground: Ground) -> Payload:
    return dict(ground.office().form())


@asks(promises.save_tender_document)
def a_draft_again(ground: Ground) -> Payload:
    office = ground.office()
    return at(office.create(), **office.form())


@asks(promises.submit_tender_document)
def a_draft_with_an_opinion(ground: Ground) -> Payload:
    return at(ground.office().create(), opinion="同意发出")


@asks(promises.delete_tender_document)
def a_draft(ground: Ground) -> Payload:
    return at(ground.office().create())


@asks(promises.withdraw_tender_document)
def what_was_submitted(ground: Ground) -> Payload:
    office = ground.office()
    return at(office.submit(office.create()))


@asks(promises.approve_tender_document)
def what_waits_for_the_centre(ground: Ground) -> Payload:
    ground.policies(**{"review.tender_doc": "manual"})
    return what_was_submitted(ground)


@asks(promises.reject_tender_document)
def what_waits_for_the_centres_reason(ground: Ground) -> Payload:
    return what_waits_for_the_centre(ground) | {"opinion": "评分标准须量化"}


@asks(promises.get_tender_document, promises.form_state)
def what_the_centre_sees(ground: Ground) -> Payload:
    return {"id": what_was_submitted(ground)["id"]}


@asks(promises.effective_documents)
def some_lots(ground: Ground) -> Payload:
    return {"lot_ids": [str(one) for one in ground.office().lot_ids]}


def desktop(ground: Ground) -> Desktop:
    return Desktop(ground.office())


@asks(promises.start_tender_content)
def what_is_not_begun(ground: Ground) -> Payload:
    return at(desktop(ground).row)


@asks(promises.save_tender_content)
def a_chapter(ground: Ground) -> Payload:
    made = desktop(ground)
    values = {"agency_fee": "按中标金额的1.5%由中标人支付"}
    version = made.start()["version"]
    return {"id": str(made.row["id"]), "version": version, "chapter": "schedule", "values": values}


@asks(promises.get_tender_content, promises.check_tender_content)
def what_is_written(ground: Ground) -> Payload:
    made = desktop(ground)
    made.start()
    return {"id": str(made.row["id"])}


@asks(promises.build_tender_document)
def what_is_complete(ground: Ground) -> Payload:
    made = desktop(ground)
    return {"id": str(made.row["id"]), "version": made.write()["version"]}


@asks(promises.get_tender_build)
def what_is_being_built(ground: Ground) -> Payload:
    made = desktop(ground)
    made.write()
    return {"id": str(made.ask()["id"])}


# ── 答疑文件 ────────────────────────────────────────────────────────────────────────────────────
@asks(promises.create_clarification)
def words(ground: Ground) -> Payload:
    return dict(ground.office(Answers).words())


@asks(promises.save_clarification)
def words_again(ground: Ground) -> Payload:
    answers = ground.office(Answers)
    return at(answers.draft(), **answers.words())


@asks(promises.submit_clarification)
def words_with_an_opinion(ground: Ground) -> Payload:
    return at(ground.office(Answers).draft(), opinion="同意发布")


@asks(promises.delete_clarification)
def words_only(ground: Ground) -> Payload:
    return at(ground.office(Answers).draft())


@asks(promises.withdraw_clarification, promises.approve_clarification)
def what_waits(ground: Ground) -> Payload:
    answers = ground.office(Answers)
    return at(answers.send(answers.draft()))


@asks(promises.reject_clarification)
def what_waits_with_an_opinion(ground: Ground) -> Payload:
    return what_waits(ground) | {"opinion": "请补充页码"}


@asks(promises.get_clarification)
def what_waits_for_anybody(ground: Ground) -> Payload:
    return {"id": what_waits(ground)["id"]}


# ── 保存与档案 ──────────────────────────────────────────────────────────────────────────────────
@asks(promises.get_retention, promises.request_archive, promises.archive_part)
def a_project(ground: Ground) -> Payload:
    return ground.kept()


@asks(promises.set_legal_hold)
def a_project_with_a_reason(ground: Ground) -> Payload:
    return ground.kept() | {"reason": "投诉处理中"}


@asks(promises.release_legal_hold)
def a_project_on_hold(ground: Ground) -> Payload:
    told = a_project_with_a_reason(ground)
    admin = Desk(ground.clerk.call_for, service_actor("documents"))
    admin.call().run(retention.hold, told | {"project_id": UUID(told["project_id"])})
    return told


@asks(promises.download_archive)
def an_archive(ground: Ground) -> Payload:
    wanted = {"project_id": UUID(ground.kept()["project_id"])}
    job = ground.reviewer.call().run(archives.request, wanted)
    while taken := ground.system().run(archives.claim):
        file = {"sha256": "0" * 64, "size": 1, "mime": archives.MIME, "name": "档案.zip"}
        ground.system().run(archives.finish, UUID(taken["id"]), file, [])
    return {"id": job["id"]}
