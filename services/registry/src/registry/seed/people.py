"""演示成员 organisations and users of the demo; their ids follow from their names."""

from typing import NamedTuple
from uuid import NAMESPACE_URL, UUID, uuid5

from tenderhall_contracts.core import Role

DEFAULT_PASSWORD = "Tenderhall-demo-1"  # noqa: S105 — of demo and test only; production has no demo users


def fixed_id(name: str) -> UUID:
    """固定编号 the same on every machine, as in the other seeds."""
    return uuid5(NAMESPACE_URL, f"tenderhall:{name}")


class Org(NamedTuple):
    """单位."""

    label: str
    name: str
    uscc: str
    kind: str
    address: str
    contact: str
    phone: str


class Person(NamedTuple):
    """人员."""

    login: str
    name: str
    org: str
    role: Role


ORGS = (
    Org("agency-a", "衡阳诚信招标代理有限公司", "91430400MA4L12345R", "agency",
        "湖南省衡阳市蒸湘区解放西路28号", "李采购", "0734-8000002"),
    Org("agency-b", "湖南公正项目管理有限公司", "91430400MA4L54321Q", "agency",
        "湖南省衡阳市雁峰区先锋路16号", "周项目", "0734-8000012"),
    Org("centre", "衡阳市公共资源交易中心", "12430400MB0000001W", "centre",
        "湖南省衡阳市蒸湘区华新大道8号", "服务台", "0734-8000000"),
    Org("finance-bureau", "衡阳市财政局", "11430400006100001J", "supervisor",
        "湖南省衡阳市蒸湘区红湘北路9号", "采购监督科", "0734-8000020"),
)  # fmt: skip

PEOPLE = (
    Person("clerk-a", "李采购", "agency-a", Role.CLERK),
    Person("sealer-a", "赵保管", "agency-a", Role.SEAL_HOLDER),
    Person("clerk-b", "周项目", "agency-b", Role.CLERK),
    Person("reviewer", "王审核", "centre", Role.REVIEWER),
    Person("admin", "陈管理", "centre", Role.ADMIN),
    Person("supervisor", "孙监督", "finance-bureau", Role.SUPERVISOR),
)
