"""导航 the menu of each role, in the words of the manual (采购业务－计划注册－项目注册)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tenderhall_contracts.core import Role

from gateway.pages.kit.lang import N_


@dataclass(frozen=True, slots=True)
class Item:
    """菜单项 a page; ``title`` is a text of the language catalogue."""

    title: str
    path: str


@dataclass(frozen=True, slots=True)
class Group:
    """菜单组."""

    title: str
    items: Sequence[Item]


_CALENDAR = Item(N_("工作日历"), "/desk/admin/calendar")
_RULES = Item(N_("法定规则"), "/desk/admin/rules")
_POLICIES = Item(N_("政策"), "/desk/admin/policies")
_FINDINGS = Item(N_("合规记录"), "/desk/findings")
_AUDIT = Item(N_("审计核验"), "/desk/audit")
_INTEGRITY = Item(N_("文件完整性"), "/desk/files/integrity")
_ARCHIVES = Item(N_("档案与保存"), "/desk/archives")
_USAGE = Item(N_("场地使用信息"), "/desk/rooms")
_WAITS = Item(N_("候补"), "/desk/waits")
_CLOSURES = Item(N_("场地关闭"), "/desk/admin/rooms/closures")
_SELF_TEST = Item(N_("场地约束自检"), "/desk/rooms/self-test")
_STATISTICS = Item(N_("场地使用统计"), "/desk/rooms/statistics")
_ROOMS = Group(N_("场地"), [_USAGE, _WAITS])
_CENTRE_ROOMS = Group(N_("场地"), [_USAGE, _WAITS, _STATISTICS, _CLOSURES, _SELF_TEST])
_KEPT_ROOMS = Group(
    N_("场地"),
    [
        *(_USAGE, _WAITS, _STATISTICS, Item(N_("场地维护"), "/desk/admin/rooms")),
        *(_CLOSURES, _SELF_TEST),
    ],
)

_SUPPLIERS = Item(N_("供应商"), "/desk/suppliers")
_BASICS = Group(N_("基础数据"), [_SUPPLIERS])

_CHANGES = Item(N_("场地变更"), "/desk/booking-changes")
_SWAPS = Item(N_("场地互换"), "/desk/swaps")
_AGAIN = Item(N_("项目复评预约"), "/desk/re-evaluations")

_CLERK = (
    Group(N_("工作台"), [Item(N_("我的待办"), "/desk"), _FINDINGS]),
    Group(N_("计划注册"), [Item(N_("项目注册"), "/desk/projects")]),
    Group(
        N_("开标前"),
        [
            Item(N_("场地预约"), "/desk/bookings"),
            _CHANGES,
            _SWAPS,
            Item(N_("招标文件"), "/desk/tender-documents"),
            Item(N_("答疑文件"), "/desk/clarifications"),
            Item(N_("招标公告"), "/desk/notices"),
            Item(N_("变更公告"), "/desk/change-notices"),
            Item(N_("采购异常"), "/desk/exceptions"),
        ],
    ),
    Group(
        N_("评标后"),
        [
            _AGAIN,
            Item(N_("中标公告"), "/desk/awards"),
            Item(N_("中标公告变更"), "/desk/award-changes"),
            Item(N_("废标公告"), "/desk/failures"),
            Item(N_("重新招标"), "/desk/retender"),
        ],
    ),
    _ROOMS,
    _BASICS,
)
_CENTRE = (
    Group(N_("审核"), [Item(N_("待审核"), "/desk/queue")]),
    Group(
        N_("采购业务"),
        [
            Item(N_("项目注册"), "/desk/projects"),
            Item(N_("场地预约"), "/desk/bookings"),
            _CHANGES,
            _SWAPS,
            Item(N_("招标文件"), "/desk/tender-documents"),
            Item(N_("答疑文件"), "/desk/clarifications"),
            Item(N_("招标公告"), "/desk/notices"),
            Item(N_("变更公告"), "/desk/change-notices"),
            Item(N_("采购异常"), "/desk/exceptions"),
            _AGAIN,
            Item(N_("中标公告"), "/desk/awards"),
            Item(N_("中标公告变更"), "/desk/award-changes"),
            Item(N_("废标公告"), "/desk/failures"),
            Item(N_("媒体发布"), "/desk/media"),
        ],
    ),
)
_STAFF = (*_CENTRE, _CENTRE_ROOMS, _BASICS)
_LAW = N_("法规")

_MEMBERS = (
    Item(N_("组织与人员"), "/desk/admin/organisations"),
    Item(N_("人员账户"), "/desk/admin/people"),
)
_SYSTEM = N_("系统管理")
_ACCOUNTS = Item(N_("服务账号"), "/desk/admin/accounts")
_INBOUND = Item(N_("外来消息"), "/desk/admin/inbound")
_REVIEWER = (*_STAFF, Group(_LAW, [_CALENDAR, _RULES, _POLICIES, _FINDINGS, _ARCHIVES]))

_ADMIN = (
    *_CENTRE,
    _KEPT_ROOMS,
    Group(N_("基础数据"), [Item(N_("采购品目"), "/desk/catalogues"), _SUPPLIERS]),
    Group(_SYSTEM, (*_MEMBERS, _ACCOUNTS, _INBOUND)),
    Group(_LAW, [_CALENDAR, _RULES, _POLICIES, _FINDINGS, _AUDIT, _INTEGRITY, _ARCHIVES]),
)

_SUPERVISOR = (
    Group(N_("监督"), [Item(N_("待审核"), "/desk/queue")]),
    *_STAFF[1:],
    Group(_SYSTEM, (*_MEMBERS, _INBOUND)),
    Group(_LAW, [_CALENDAR, _RULES, _FINDINGS, _AUDIT, _INTEGRITY, _ARCHIVES]),
)

MENU: Mapping[Role, Sequence[Group]] = {
    Role.CLERK: _CLERK,
    Role.SEAL_HOLDER: _CLERK,
    Role.REVIEWER: _REVIEWER,
    Role.ADMIN: _ADMIN,
    Role.SUPERVISOR: _SUPERVISOR,
}

HOME: Mapping[Role, str] = {
    Role.CLERK: "/desk",
    Role.SEAL_HOLDER: "/desk",
    Role.REVIEWER: "/desk/queue",
    Role.ADMIN: "/desk/queue",
    Role.SUPERVISOR: "/desk/queue",
}
"""Where a role begins to work."""


def active(menu: Sequence[Group], path: str) -> str:
    """当前菜单 the longest menu path that the page's path lies under."""
    under = [one for one in _paths(menu) if path == one or path.startswith(f"{one}/")]
    return max(under, key=len, default="")


def _paths(menu: Sequence[Group]) -> Iterator[str]:
    return (item.path for group in menu for item in group.items)
