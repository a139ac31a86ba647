"""Rules, policies, calendar and findings, as the rights matrix asks about them."""

import datetime as dt
from typing import Any

from registry.usecases import calendar, findings
from tenderhall_contracts import registry as contracts
from tenderhall_kit.law import day_of

from .rights import Payload, asks


@asks(
    contracts.list_years,
    contracts.list_rules,
    contracts.list_policies,
    contracts.list_findings,
)
def everything(desk: Any) -> Payload:
    del desk
    return {}


@asks(contracts.get_year)
def a_known_year(desk: Any) -> Payload:
    del desk
    return {"year": 2025}


@asks(contracts.import_year)
def an_arrangement(desk: Any) -> Payload:
    del desk
    fixed = "".join(
        f"2051-{day},法定节假日\n" for day in ("01-01", "05-01", "10-01", "10-02", "10-03")
    )
    return {"year": 2051, "source": "国务院办公厅通知", "csv": f"date,kind\n{fixed}"}


@asks(contracts.confirm_year)
def a_year(desk: Any) -> Payload:
    return a_known_year(desk) | {"source": "国务院办公厅通知"}


@asks(contracts.advance_clock)
def a_later_time(desk: Any) -> Payload:
    later = desk.kit.references.clock.business_now() + dt.timedelta(minutes=1)
    return {"to": later.isoformat()}


@asks(contracts.set_day)
def a_day(desk: Any) -> Payload:
    arranged = contracts.import_year.takes().load(an_arrangement(desk))
    desk.run(calendar.import_year, arranged)
    return {"date": "2051-08-10", "kind": "dayoff", "reason": "防汛停工"}


@asks(contracts.put_rule)
def a_rule(desk: Any) -> Payload:
    begins = day_of(desk.kit.references.clock.business_now()) + dt.timedelta(days=30)
    return {
        "rule_id": "R13",
        "effective_from": begins.isoformat(),
        "severity": "block",
        "value": 2,
        "unit": "percent",
        "basis": "政府采购法实施条例第三十三条",
        "text_zh": "投标保证金不得超过采购项目预算金额的2%",
        "reason": "条例修订",
    }


@asks(contracts.switch_rule)
def a_switch(desk: Any) -> Payload:
    del desk
    return {"rule_id": "R13", "severity": "warn", "reason": "试点"}


@asks(contracts.set_policy)
def a_policy(desk: Any) -> Payload:
    del desk
    return {"name": "review.sla_days", "value": "2", "reason": "中心决定"}


@asks(contracts.record_finding)
def a_late_step(desk: Any) -> Payload:
    del desk
    told = {"rule_id": "R32", "kind": "late", "subject_type": "notice", "subject_id": "n-1"}
    return told | {"due": "2026-03-02", "actual": "2026-03-04", "reason": "迟延"}


@asks(contracts.resolve_finding)
def an_open_finding(desk: Any) -> Payload:
    asked = a_late_step(desk)
    rpc = contracts.record_finding
    made = desk.ask(findings.record_finding, rpc, desk.notices, asked)
    return {"id": made["id"], "resolution": "已约谈"}


@asks(contracts.deadlines)
def a_publication(desk: Any) -> Payload:
    del desk
    return {"event": "notice_published", "on": "2026-09-21"}
