"""说明理由后放行 what a service tells when somebody goes past a rule that warns.

registry keeps the finding, where supervision sees it (domain §1.1, §7.3).
"""

from marshmallow import fields

from tenderhall_contracts.core import Event, Gives, Service

OVERRIDING = ("documents", "notices")
"""The services that let a form pass with a reason, besides registry itself."""

RULE_OVERRIDDEN = "legal.rule_overridden"


class RuleOverridden(Gives):
    """放行事件 which rule of which form, by whom and why."""

    rule_id = fields.String(required=True)
    form_type = fields.String(required=True)
    form_id = fields.UUID(required=True)
    project_id = fields.UUID(required=True)
    by_user = fields.String(required=True)
    by_name = fields.String(required=True)
    reason = fields.String(required=True)


def promise(service: Service) -> Event:
    """放行承诺 the event of a service whose forms can be passed with a reason."""
    return service.event(RULE_OVERRIDDEN, version=1, carries=RuleOverridden, title="说明理由后放行")
