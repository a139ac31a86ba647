"""采购异常 the entry points of suspension, cancellation, failure, resumption and re-tender."""

from tenderhall_contracts import notices
from tenderhall_contracts import registry as contracts
from tenderhall_kit.entrypoints import Call, Envelope, reacts, serves

from registry.service.answers import Answer, Payload
from registry.usecases import exception_review as review
from registry.usecases import exceptions, retender


class Exceptions:
    """采购异常 an agency's steps and the centre's."""

    @serves(contracts.create_exception)
    def create_exception(self, call: Call, payload: Payload) -> Answer:
        """新增分包异常."""
        return call.run(exceptions.create_exception, payload)

    @serves(contracts.save_exception)
    def save_exception(self, call: Call, payload: Payload) -> Answer:
        """修改保存采购异常."""
        return call.run(exceptions.save_exception, payload)

    @serves(contracts.submit_exception)
    def submit_exception(self, call: Call, payload: Payload) -> Answer:
        """提交采购异常."""
        return call.run(exceptions.submit_exception, payload)

    @reacts(notices.notice_sealed)
    def on_notice_sealed(self, call: Call, event: Envelope) -> None:
        """采购异常的公告已签章."""
        call.run(exceptions.take_seal, event.data)

    @serves(contracts.withdraw_exception)
    def withdraw_exception(self, call: Call, payload: Payload) -> Answer:
        """撤回采购异常."""
        return call.run(exceptions.withdraw_exception, payload)

    @serves(contracts.delete_exception)
    def delete_exception(self, call: Call, payload: Payload) -> Answer:
        """删除采购异常."""
        return call.run(exceptions.delete_exception, payload)

    @serves(contracts.approve_exception)
    def approve_exception(self, call: Call, payload: Payload) -> Answer:
        """采购异常审核通过."""
        return call.run(review.approve_exception, payload)

    @serves(contracts.reject_exception)
    def reject_exception(self, call: Call, payload: Payload) -> Answer:
        """采购异常审核不通过."""
        return call.run(review.reject_exception, payload)

    @serves(contracts.get_exception)
    def get_exception(self, call: Call, payload: Payload) -> Answer:
        """查看采购异常."""
        return call.read(exceptions.get_exception, payload)

    @serves(contracts.list_exceptions)
    def list_exceptions(self, call: Call, payload: Payload) -> Answer:
        """采购异常列表."""
        return call.read(exceptions.list_exceptions, payload)

    @serves(contracts.retender_lots)
    def retender_lots(self, call: Call, payload: Payload) -> Answer:
        """重新招标."""
        return call.run(retender.retender_lots, payload)
