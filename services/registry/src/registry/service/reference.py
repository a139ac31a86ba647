"""参考数据 the entry points of legal rules, calendar and clock."""

from tenderhall_contracts import registry as contracts
from tenderhall_kit.entrypoints import Call, serves

from registry.service.answers import Answer, Payload
from registry.usecases import reference


class Reference:
    """参考数据 told whole, changed one at a time."""

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
