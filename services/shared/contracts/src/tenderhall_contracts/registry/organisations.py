"""组织 agencies, purchasers, the centre and who supervises them (domain §7.1)."""

from enum import StrEnum

from marshmallow import fields, validate

from tenderhall_contracts.common import ById
from tenderhall_contracts.core import COMMAND, QUERY, Gives, Role, Takes
from tenderhall_contracts.fields import Instant, Uscc, text
from tenderhall_contracts.registry.promise import registry

LOOKS = frozenset({Role.ADMIN, Role.SUPERVISOR})
"""Who sees organisations and their people; only the administrator changes them."""


class OrgKind(StrEnum):
    """单位类别."""

    AGENCY = "agency"
    PURCHASER = "purchaser"
    CENTRE = "centre"
    SUPERVISOR = "supervisor"


ORG_KIND_ZH = {
    OrgKind.AGENCY: "采购代理机构",
    OrgKind.PURCHASER: "采购人",
    OrgKind.CENTRE: "交易中心",
    OrgKind.SUPERVISOR: "监督部门",
}

ORG_ROLES: dict[OrgKind, tuple[Role, ...]] = {
    OrgKind.AGENCY: (Role.CLERK, Role.SEAL_HOLDER),
    OrgKind.PURCHASER: (),
    OrgKind.CENTRE: (Role.REVIEWER, Role.ADMIN),
    OrgKind.SUPERVISOR: (Role.SUPERVISOR,),
}
"""The roles that people of each kind of organisation may hold; purchasers do not log in."""

ROLE_ZH = {
    Role.CLERK: "招标代理",
    Role.SEAL_HOLDER: "印章保管人",
    Role.REVIEWER: "中心审核人员",
    Role.ADMIN: "中心管理员",
    Role.SUPERVISOR: "监督人员",
}
"""What a role is called where somebody chooses it (manual 1.3)."""


class OrganisationIn(Takes):
    """单位信息."""

    name = text(200, required=True)
    uscc = Uscc(required=True)
    kind = fields.Enum(OrgKind, by_value=True, required=True)
    address = text(300)
    contact = text(64)
    phone = text(64)


class SaveOrganisation(Takes):
    """修改单位; its kind stays, for its people's roles follow from it."""

    id = fields.UUID(required=True)
    version = fields.Integer(required=True, strict=True)
    name = text(200, required=True)
    uscc = Uscc(required=True)
    address = text(300)
    contact = text(64)
    phone = text(64)


class WithReason(Takes):
    """附理由的操作 on something in the version that the caller saw."""

    id = fields.UUID(required=True)
    version = fields.Integer(required=True, strict=True)
    reason = text(500, required=True)


class ListOrganisations(Takes):
    """单位筛选 ``state``: active or inactive; ``q`` looks in name and 统一社会信用代码."""

    q = text(100)
    kind = fields.Enum(OrgKind, by_value=True)
    state = fields.String(validate=validate.OneOf(["active", "inactive"]))
    limit = fields.Integer(load_default=20, validate=validate.Range(1, 100))
    offset = fields.Integer(load_default=0, validate=validate.Range(min=0))


class MembershipOut(Gives):
    """任职 a person's role in an organisation."""

    membership_id = fields.UUID(required=True)
    user_id = fields.UUID(required=True)
    user_name = fields.String(required=True)
    login = fields.String(required=True)
    user_active = fields.Boolean(required=True)
    org_id = fields.UUID(required=True)
    org_name = fields.String(required=True)
    role = fields.Enum(Role, by_value=True, required=True)
    role_zh = fields.String(required=True)
    active = fields.Boolean(required=True)


class InvitationOut(Gives):
    """邀请 a link that was given out; ``token`` is told once, to who made it, and kept nowhere."""

    id = fields.UUID(required=True)
    purpose = fields.String(required=True)
    state = fields.String(required=True)
    login = fields.String(required=True)
    name = fields.String(required=True)
    role = fields.Enum(Role, by_value=True, allow_none=True)
    role_zh = fields.String(allow_none=True)
    invited_by = fields.String(required=True)
    expires_at = Instant(required=True)
    token = fields.String()


class CaBindingOut(Gives):
    """CA绑定."""

    serial = fields.String(required=True)
    org_id = fields.UUID(required=True)
    subject = fields.String(required=True)
    bound_at = Instant(required=True)
    revoked_at = Instant(allow_none=True)
    reason = fields.String(allow_none=True)


class OrganisationRow(Gives):
    """单位列表行; ``members`` counts the active ones."""

    id = fields.UUID(required=True)
    version = fields.Integer(required=True)
    name = fields.String(required=True)
    uscc = fields.String(required=True)
    kind = fields.Enum(OrgKind, by_value=True, required=True)
    kind_zh = fields.String(required=True)
    active = fields.Boolean(required=True)
    members = fields.Integer(required=True)
    ca_bound = fields.Boolean(required=True)


class OrganisationList(Gives):
    """单位列表 by name."""

    total = fields.Integer(required=True)
    items = fields.List(fields.Nested(OrganisationRow), required=True)


class OrganisationOut(OrganisationRow):
    """单位 with its people, the invitations that are open, and its CA bindings."""

    address = fields.String()
    contact = fields.String()
    phone = fields.String()
    roles = fields.List(fields.Enum(Role, by_value=True), required=True)
    memberships = fields.List(fields.Nested(MembershipOut), required=True)
    invitations = fields.List(fields.Nested(InvitationOut), required=True)
    ca_bindings = fields.List(fields.Nested(CaBindingOut), required=True)


class OrganisationFacts(Gives):
    """单位变更 ``change``: created, saved, deactivated, reactivated."""

    org_id = fields.UUID(required=True)
    name = fields.String(required=True)
    uscc = fields.String(required=True)
    kind = fields.String(required=True)
    active = fields.Boolean(required=True)
    change = fields.String(required=True)


_CHANGES = ("NOT_FOUND", "VERSION_CONFLICT", "STATE_CONFLICT", "VALIDATION_FAILED")

list_organisations = registry.rpc(
    "list_organisations",
    title="单位列表",
    kind=QUERY,
    takes=ListOrganisations,
    gives=OrganisationList,
    roles=LOOKS,
)
get_organisation = registry.rpc(
    "get_organisation",
    title="查看单位",
    kind=QUERY,
    takes=ById,
    gives=OrganisationOut,
    roles=LOOKS,
    refuses=("NOT_FOUND",),
)
create_organisation = registry.rpc(
    "create_organisation",
    title="新建单位",
    kind=COMMAND,
    takes=OrganisationIn,
    gives=OrganisationOut,
    roles={Role.ADMIN},
    refuses=("VALIDATION_FAILED",),
)
save_organisation = registry.rpc(
    "save_organisation",
    title="修改单位",
    kind=COMMAND,
    takes=SaveOrganisation,
    gives=OrganisationOut,
    roles={Role.ADMIN},
    refuses=_CHANGES,
)
deactivate_organisation = registry.rpc(
    "deactivate_organisation",
    title="停用单位",
    kind=COMMAND,
    takes=WithReason,
    gives=OrganisationOut,
    roles={Role.ADMIN},
    refuses=(*_CHANGES, "PRECONDITION_FAILED"),
)
reactivate_organisation = registry.rpc(
    "reactivate_organisation",
    title="恢复单位",
    kind=COMMAND,
    takes=WithReason,
    gives=OrganisationOut,
    roles={Role.ADMIN},
    refuses=_CHANGES,
)
organisation_changed = registry.event(
    "organisation.changed", version=1, carries=OrganisationFacts, title="单位变更"
)
