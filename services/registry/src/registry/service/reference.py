"""参考数据 the entry points of legal rules, policies, calendar and clock."""

from collections.abc import Callable
from typing import Any

from tenderhall_contracts import registry as contracts
from tenderhall_kit.entrypoints import Call, serves

from registry.service.answers import Answer, Payload
from registry.usecases import calendar, clock, deadlines, reference, rulebook


class Reference:
    """参考数据 told whole, changed one at a time."""

    @serves(contracts.get_reference)
    def get_reference(self, call: Call, payload: Payload) -> Answer:
        """读取参考数据."""
        return call.read(reference.get_reference)

    @serves(contracts.deadlines)
    def deadlines(self, call: Call, payload: Payload) -> Answer:
        """计算法定期限."""
        return call.read(deadlines.deadlines, payload)

    @serves(contracts.list_rules)
    def list_rules(self, call: Call, payload: Payload) -> Answer:
        """查询法定规则."""
        return call.read(rulebook.list_rules, payload)

    @serves(contracts.put_rule)
    def put_rule(self, call: Call, payload: Payload) -> Answer:
        """新增规则行."""
        return _changed(call, rulebook.put_rule, payload)

    @serves(contracts.switch_rule)
    def switch_rule(self, call: Call, payload: Payload) -> Answer:
        """切换规则."""
        return _changed(call, rulebook.switch_rule, payload)

    @serves(contracts.list_policies)
    def list_policies(self, call: Call, payload: Payload) -> Answer:
        """查询政策."""
        return call.read(rulebook.list_policies)

    @serves(contracts.set_policy)
    def set_policy(self, call: Call, payload: Payload) -> Answer:
        """修改政策."""
        return _changed(call, rulebook.set_policy, payload)

    @serves(contracts.list_years)
    def list_years(self, call: Call, payload: Payload) -> Answer:
        """查询工作日历."""
        return call.read(calendar.list_years)

    @serves(contracts.get_year)
    def get_year(self, call: Call, payload: Payload) -> Answer:
        """查询年度日历."""
        return call.read(calendar.get_year, payload)

    @serves(contracts.import_year)
    def import_year(self, call: Call, payload: Payload) -> Answer:
        """导入年度."""
        return _changed(call, calendar.import_year, payload)

    @serves(contracts.set_day)
    def set_day(self, call: Call, payload: Payload) -> Answer:
        """修改日历日."""
        return _changed(call, calendar.set_day, payload)

    @serves(contracts.confirm_year)
    def confirm_year(self, call: Call, payload: Payload) -> Answer:
        """确认年度工作日安排."""
        return _changed(call, calendar.confirm_year, payload)

    @serves(contracts.advance_clock)
    def advance_clock(self, call: Call, payload: Payload) -> Answer:
        """推进业务时钟."""
        return _changed(call, clock.advance_clock, payload)


def _changed(call: Call, use_case: Callable[..., Any], payload: Payload) -> Answer:
    """Run it, and look at this process's copy of the reference data again."""
    told = call.run(use_case, payload)
    call.reference.forget()
    return told
