"""答疑文件 the entry points of clarifications; registry is asked outside the transaction."""

from typing import Any
from uuid import uuid4

from tenderhall_contracts import documents as promises
from tenderhall_contracts import registry
from tenderhall_contracts.registry import lot_cancelled, lot_failed
from tenderhall_kit.entrypoints import Call, Client, Envelope, reacts, serves

from documents.usecases import clarifications, clarified

Payload = dict[str, Any]


class Clarifications:
    """答疑文件 drafted, submitted, reviewed where policy says so, issued."""

    registry = Client(registry.registry)

    @serves(promises.create_clarification)
    def create_clarification(self, call: Call, payload: Payload) -> Any:
        """新增答疑."""
        project = self.registry.get_project(call, {"id": payload["project_id"]})
        return call.run(clarifications.create, payload, project)

    @serves(promises.save_clarification)
    def save_clarification(self, call: Call, payload: Payload) -> Any:
        """修改保存答疑文件."""
        project = self.registry.get_project(call, {"id": payload["project_id"]})
        return call.run(clarifications.save, payload, project)

    @serves(promises.submit_clarification)
    def submit_clarification(self, call: Call, payload: Payload) -> Any:
        """答疑文件确认提交."""
        asked = call.read(clarifications.ready, payload)
        # A key of its own each time: registry knows the form by its id, and answers as of now.
        opened = asked and self.registry.open_activity(call, asked, key=str(uuid4()))
        return call.run(clarifications.submit, payload, opened)

    @serves(promises.approve_clarification)
    def approve_clarification(self, call: Call, payload: Payload) -> Any:
        """答疑文件审核通过."""
        asked = call.read(clarifications.awaiting, payload)
        opened = asked and self.registry.open_activity(call, asked, key=str(uuid4()))
        return call.run(clarifications.approve, payload, opened)

    @serves(promises.reject_clarification)
    def reject_clarification(self, call: Call, payload: Payload) -> Any:
        """答疑文件审核不通过."""
        return call.run(clarifications.reject, payload)

    @serves(promises.withdraw_clarification)
    def withdraw_clarification(self, call: Call, payload: Payload) -> Any:
        """撤回答疑文件."""
        return call.run(clarifications.withdraw, payload)

    @serves(promises.delete_clarification)
    def delete_clarification(self, call: Call, payload: Payload) -> Any:
        """删除答疑文件."""
        call.run(clarifications.delete, payload)
        return {}

    @serves(promises.get_clarification)
    def get_clarification(self, call: Call, payload: Payload) -> Any:
        """查看答疑文件."""
        return call.read(clarified.get, payload["id"])

    @serves(promises.list_clarifications)
    def list_clarifications(self, call: Call, payload: Payload) -> Any:
        """答疑文件列表."""
        return call.read(clarified.page, payload)

    @reacts(lot_cancelled, lot_failed)
    def on_lot_over(self, call: Call, event: Envelope) -> None:
        """分包已取消、已废标 what was not issued is 已失效."""
        project = self.registry.get_project(call, {"id": event.data["project_id"]})
        call.run(clarifications.lot_ended, event.data["lot_id"], project)
