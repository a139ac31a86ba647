"""元数据 the standard vocabularies with their Chinese labels: ``/api/v1/meta/enums``."""

from enum import StrEnum

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from tenderhall_contracts import vocab
from tenderhall_contracts.core import Role
from tenderhall_contracts.workflow import STATE_ZH, State

ROLES_ZH = {
    Role.ANONYMOUS: "匿名",
    Role.CLERK: "招标代理经办人",
    Role.SEAL_HOLDER: "招标代理印章保管人",
    Role.REVIEWER: "交易中心审核人",
    Role.ADMIN: "交易中心管理员",
    Role.SUPERVISOR: "监督人员",
    Role.SERVICE: "平台服务",
    Role.PLATFORM: "外部平台服务",
}


def enums() -> dict[str, list[dict[str, str]]]:
    """词表 every vocabulary by its English name: value and label."""
    named: list[type[StrEnum]] = [Role, State, *_vocabularies()]
    return {
        kind.__name__: [{"value": each.value, "zh": _label(each)} for each in kind]
        for kind in sorted(named, key=lambda one: one.__name__)
    }


def _label(one: StrEnum) -> str:
    """Values of different vocabularies are equal as text, so each is looked up in its own table."""
    match one:
        case Role():
            return ROLES_ZH[one]
        case State():
            return STATE_ZH[one]
        case _:
            return vocab.LABELS[one]


def _vocabularies() -> list[type[StrEnum]]:
    return [
        one
        for one in vars(vocab).values()
        if isinstance(one, type) and issubclass(one, StrEnum) and one is not StrEnum
    ]


async def show_enums(_: Request) -> Response:
    """词表接口."""
    return JSONResponse(enums(), headers={"cache-control": "max-age=300"})
