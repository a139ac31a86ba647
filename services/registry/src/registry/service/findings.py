"""合规记录 the entry points of compliance findings."""

from tenderhall_contracts import registry as contracts
from tenderhall_contracts.catalogue import SERVICES
from tenderhall_contracts.overriding import OVERRIDING, RULE_OVERRIDDEN
from tenderhall_kit.entrypoints import Call, Envelope, reacts, serves

from registry.service.answers import Answer, Payload
from registry.usecases import findings

OVERRIDDEN = [SERVICES[name].events[RULE_OVERRIDDEN] for name in OVERRIDING]


class Findings:
    """合规记录 recorded by services, dealt with by the centre."""

    @serves(contracts.record_finding)
    def record_finding(self, call: Call, payload: Payload) -> Answer:
        """登记合规记录."""
        return call.run(findings.record_finding, payload)

    @reacts(*OVERRIDDEN)
    def on_rule_overridden(self, call: Call, event: Envelope) -> None:
        """说明理由后放行."""
        call.run(findings.rule_overridden, event)

    @serves(contracts.list_findings)
    def list_findings(self, call: Call, payload: Payload) -> Answer:
        """查询合规记录."""
        return call.read(findings.list_findings, payload)

    @serves(contracts.resolve_finding)
    def resolve_finding(self, call: Call, payload: Payload) -> Answer:
        """处理合规记录."""
        return call.run(findings.resolve_finding, payload)
