"""Wiring of registry: entry points to use cases, nothing else."""

from dataclasses import asdict, replace
from itertools import islice
from typing import Any

from eventlet import tpool
from tenderhall_contracts import documents, notices, venue
from tenderhall_contracts import registry as contracts
from tenderhall_contracts.errors import Problem
from tenderhall_kit.entrypoints import Call, Client, Envelope, every, reacts, serves

from registry import catalogue, passwords
from registry.rules.project import DEEP_ENOUGH
from registry.usecases import (
    activities,
    forms,
    lots,
    progress,
    projects,
    reference,
    review,
    sessions,
    worklist,
)

Payload = dict[str, Any]
Answer = Any
"""What ``call.run`` gives; the entry point checks it against the contract."""

TOUCH_AFTER = 30.0
"""Seconds after which a used session is noted as used again: not a write for each request."""


FORM_EVENTS = (
    venue.booking_saved,
    venue.booking_deleted,
    venue.booking_submitted,
    venue.booking_approved,
    venue.booking_rejected,
    venue.booking_withdrawn,
    venue.booking_released,
    documents.tender_document_saved,
    documents.tender_document_deleted,
    documents.tender_document_submitted,
    documents.tender_document_approved,
    documents.tender_document_withdrawn,
    documents.tender_document_issued,
    notices.notice_created,
    notices.notice_saved,
    notices.notice_sealed,
    notices.notice_seal_failed,
    notices.notice_submitted,
    notices.notice_approved,
    notices.notice_rejected,
    notices.notice_withdrawn,
    notices.notice_deleted,
    notices.notice_published,
)
"""What the forms of the other services tell of themselves."""


def unkept(call: Call) -> Call:
    """不留存 the call without its key: an answer that holds a secret is not stored for repeats.

    Also for what is idempotent by the form's id: a stored answer would hide that it came again.
    """
    return replace(call, claim=None)


class RegistryService:
    """登记服务 members, projects and lots, legal data, worklist."""

    name = "registry"
    venue = Client(venue.venue)
    documents = Client(documents.documents)
    notices = Client(notices.notices)

    # ── 登录 ────────────────────────────────────────────────────────────────────────────────
    @serves(contracts.log_in)
    def log_in(self, call: Call, payload: Payload) -> Answer:
        """用户登录 the hash is computed off the hub, and outside any transaction."""
        login, password = payload["login"], payload["password"]
        kept = call.read(sessions.password_hash, login)
        right = tpool.execute(passwords.matches, kept, password)
        outcome = unkept(call).run(sessions.log_in, login, right=right)
        if "refused" in outcome:
            raise Problem(outcome["refused"])
        return outcome

    @serves(contracts.choose_role)
    def choose_role(self, call: Call, payload: Payload) -> Answer:
        """选择角色."""
        return unkept(call).run(sessions.choose_role, payload)

    @serves(contracts.abandon_login)
    def abandon_login(self, call: Call, payload: Payload) -> Answer:
        """退回登录."""
        return call.run(sessions.abandon_login, payload)

    @serves(contracts.resolve_session)
    def resolve_session(self, call: Call, payload: Payload) -> Answer:
        """验证会话 for the gateway."""
        who = call.read(sessions.resolve_session, payload)
        if who.pop("idle_for") > TOUCH_AFTER and not payload["passive"]:
            call.run(sessions.touch, who["session_id"])
        return who

    @serves(contracts.log_out)
    def log_out(self, call: Call, payload: Payload) -> Answer:
        """退出登录."""
        return call.run(sessions.log_out)

    @every(3600)
    def prune_pre_auths(self, call: Call) -> None:
        """清理 once an hour."""
        call.run(sessions.prune)

    # ── 参考数据 ────────────────────────────────────────────────────────────────────────────
    @serves(contracts.get_reference)
    def get_reference(self, call: Call, payload: Payload) -> Answer:
        """读取参考数据."""
        return call.read(reference.get_reference)

    @serves(contracts.confirm_year)
    def confirm_year(self, call: Call, payload: Payload) -> Answer:
        """确认年度工作日安排."""
        told = call.run(reference.confirm_year, payload)
        call.reference.forget()
        return told

    # ── 项目注册 ────────────────────────────────────────────────────────────────────────────
    @serves(contracts.create_project)
    def create_project(self, call: Call, payload: Payload) -> Answer:
        """新建项目."""
        return call.run(projects.create_project, payload)

    @serves(contracts.save_project)
    def save_project(self, call: Call, payload: Payload) -> Answer:
        """修改保存项目."""
        return call.run(projects.save_project, payload)

    @serves(contracts.submit_project)
    def submit_project(self, call: Call, payload: Payload) -> Answer:
        """提交项目注册."""
        return call.run(projects.submit_project, payload)

    @serves(contracts.withdraw_project)
    def withdraw_project(self, call: Call, payload: Payload) -> Answer:
        """撤回项目注册."""
        return call.run(projects.withdraw_project, payload)

    @serves(contracts.delete_project)
    def delete_project(self, call: Call, payload: Payload) -> Answer:
        """删除项目."""
        return call.run(projects.delete_project, payload)

    @serves(contracts.approve_project)
    def approve_project(self, call: Call, payload: Payload) -> Answer:
        """项目注册审核通过."""
        return call.run(review.approve_project, payload)

    @serves(contracts.reject_project)
    def reject_project(self, call: Call, payload: Payload) -> Answer:
        """项目注册审核不通过."""
        return call.run(review.reject_project, payload)

    @serves(contracts.get_project)
    def get_project(self, call: Call, payload: Payload) -> Answer:
        """查看项目."""
        return call.read(projects.get_project, payload)

    @serves(contracts.list_projects)
    def list_projects(self, call: Call, payload: Payload) -> Answer:
        """项目列表."""
        return call.read(projects.list_projects, payload)

    @serves(contracts.search_catalogue)
    def search_catalogue(self, call: Call, payload: Payload) -> Answer:
        """查采购品目."""
        found = catalogue.search(payload["q"], DEEP_ENOUGH)
        return {"items": [asdict(one) for one in islice(found, payload["limit"])]}

    # ── 办理进度 ────────────────────────────────────────────────────────────────────────────
    @serves(contracts.project_progress)
    def project_progress(self, call: Call, payload: Payload) -> Answer:
        """项目办理进度."""
        return call.read(progress.project_progress, payload)

    @serves(contracts.lots_for)
    def lots_for(self, call: Call, payload: Payload) -> Answer:
        """选择分包."""
        return call.read(progress.lots_for, payload)

    # ── 分包 ────────────────────────────────────────────────────────────────────────────────
    @serves(contracts.open_activity)
    def open_activity(self, call: Call, payload: Payload) -> Answer:
        """业务登记."""
        return unkept(call).run(activities.open_activity, payload)

    @serves(contracts.close_activity)
    def close_activity(self, call: Call, payload: Payload) -> Answer:
        """业务注销."""
        return unkept(call).run(activities.close_activity, payload)

    @serves(contracts.move_lots)
    def move_lots(self, call: Call, payload: Payload) -> Answer:
        """分包流转."""
        return unkept(call).run(lots.move_lots, payload)

    @every(10)
    def settle_leases(self, call: Call) -> None:
        """落实登记 asks the owner of each form whose lease has run out; one that is away, later."""
        for form_id, owner in call.read(activities.due_leases):
            try:
                told = getattr(self, owner).form_state(call, {"id": form_id})
            except Problem:
                continue
            call.run(activities.settle_lease, form_id, live=told["exists"] and told["live"])

    @every(10)
    def open_lots_on_time(self, call: Call) -> None:
        """到达开标时间 moves each lot whose published time has come."""
        for lot_id in call.read(lots.due_to_open):
            call.run(lots.open_on_time, lot_id)

    # ── 待办 ────────────────────────────────────────────────────────────────────────────────
    @serves(contracts.review_queue)
    def review_queue(self, call: Call, payload: Payload) -> Answer:
        """待审核列表."""
        return call.read(worklist.review_queue, payload)

    @serves(contracts.my_work)
    def my_work(self, call: Call, payload: Payload) -> Answer:
        """我的待办."""
        return call.read(worklist.my_work, payload)

    @reacts(*FORM_EVENTS)
    def on_form_event(self, call: Call, event: Envelope) -> None:
        """表单事件 keeps worklist, registrations and opening times in step with every form."""
        call.run(forms.follow_form, event)


SERVICE = RegistryService
