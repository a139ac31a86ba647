"""错误 every refusal has one stable code, one family and one text in each language."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import Enum
from typing import Any


class Family(Enum):
    """错误族 the HTTP status of a family, and whether the same call may be repeated."""

    MALFORMED = (400, False)
    INVALID = (422, False)
    UNAUTHENTICATED = (401, False)
    FORBIDDEN = (403, False)
    NOT_FOUND = (404, False)
    REFUSED = (409, False)
    RATE_LIMITED = (429, True)
    UNAVAILABLE = (503, True)
    DEADLINE = (504, True)
    BUG = (500, False)

    @property
    def status(self) -> int:
        """HTTP status (RFC 9110)."""
        return self.value[0]

    @property
    def retryable(self) -> bool:
        """True where repeating the call with the same key is right."""
        return self.value[1]


@dataclass(frozen=True, slots=True)
class ErrorText:
    """错误文本 one row of the table of errors."""

    family: Family
    zh: str
    en: str


ERRORS: Mapping[str, ErrorText] = {
    "MALFORMED": ErrorText(Family.MALFORMED, "请求格式不正确", "The request is malformed"),
    "VALIDATION_FAILED": ErrorText(
        Family.INVALID, "填写内容有误，请按提示修改", "Some fields need correction"
    ),
    "LEGAL_PERIOD": ErrorText(
        Family.INVALID, "不符合法定期限", "A statutory period would not be met"
    ),
    "CALENDAR_UNAVAILABLE": ErrorText(
        Family.INVALID,
        "该年度工作日安排尚未确认，无法计算法定期限",
        "The working-day arrangement of that year has not been confirmed",
    ),
    "SEAL_INVALID": ErrorText(Family.INVALID, "电子签章无效", "The seal is not valid"),
    "UPLOAD_MISMATCH": ErrorText(
        Family.INVALID,
        "上传的文件与登记的大小、类型或摘要不一致",
        "The uploaded bytes differ from what was registered",
    ),
    "UNAUTHENTICATED": ErrorText(Family.UNAUTHENTICATED, "请先登录", "Please log in"),
    "LOGIN_FAILED": ErrorText(
        Family.UNAUTHENTICATED, "用户名或密码错误", "Wrong user name or password"
    ),
    "SESSION_EXPIRED": ErrorText(
        Family.UNAUTHENTICATED, "登录已过期，请重新登录", "The session has expired"
    ),
    "FORBIDDEN_ROLE": ErrorText(
        Family.FORBIDDEN, "当前角色无权执行此操作", "This role may not do that"
    ),
    "FORBIDDEN_SCOPE": ErrorText(
        Family.FORBIDDEN, "该服务账号未获此项授权", "This service account has no such scope"
    ),
    "CA_REQUIRED": ErrorText(
        Family.FORBIDDEN, "办理CA锁后须使用CA登录", "CA login is required for this organisation"
    ),
    "PIN_INCORRECT": ErrorText(Family.FORBIDDEN, "证书口令错误", "The token PIN is wrong"),
    "PIN_LOCKED": ErrorText(Family.FORBIDDEN, "证书口令已锁定", "The token PIN is locked"),
    "PAGE_EXPIRED": ErrorText(
        Family.FORBIDDEN, "页面已过期，请刷新后重试", "The page has expired; reload it"
    ),
    "NOT_FOUND": ErrorText(Family.NOT_FOUND, "未找到", "Not found"),
    "STATE_CONFLICT": ErrorText(
        Family.REFUSED, "当前状态不允许此操作，请刷新", "The state does not allow this; refresh"
    ),
    "VERSION_CONFLICT": ErrorText(
        Family.REFUSED, "内容已被他人修改，请刷新", "Somebody else changed this; refresh"
    ),
    "PRECONDITION_FAILED": ErrorText(Family.REFUSED, "前置条件未满足", "A precondition is not met"),
    "ROOM_CONFLICT": ErrorText(
        Family.REFUSED,
        "所选开标室在该时段已被其他采购项目占用",
        "The room is taken by another project at that time",
    ),
    "IDEMPOTENCY_MISMATCH": ErrorText(
        Family.REFUSED,
        "同一请求编号对应了不同内容",
        "The same idempotency key came with another payload",
    ),
    "HOST_AWAY": ErrorText(
        Family.UNAVAILABLE, "签章主机未连接，请检查证书Key", "The signing host is not connected"
    ),
    "RATE_LIMITED": ErrorText(
        Family.RATE_LIMITED, "操作过于频繁，请稍后再试", "Too many attempts; try later"
    ),
    "UNAVAILABLE": ErrorText(
        Family.UNAVAILABLE, "服务暂时不可用，请稍后重试", "The service is unavailable; try again"
    ),
    "DEADLINE": ErrorText(
        Family.DEADLINE,
        "未能确认操作结果，请用相同请求编号重试",
        "Not confirmed in time; repeat with the same key",
    ),
    "BUG": ErrorText(Family.BUG, "系统内部错误", "Internal error"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """检查发现 one field that breaks one rule: what, where, why and which law."""

    field: str
    rule: str
    message_zh: str
    message_en: str = ""
    basis: str = ""


class Problem(Exception):  # noqa: N818 — RFC 9457 calls it a problem
    """问题 a refusal that its reader can act on (RFC 9457 over HTTP, one JSON string on the bus).

    ``extra`` holds what helps with this code: blockers, clashes, alternatives, earliest_ok.
    """

    def __init__(self, code: str, findings: Sequence[Finding] = (), **extra: Any) -> None:
        """Raise with a code of ``ERRORS``; an unknown code is a programming error."""
        self.text = ERRORS[code]
        self.code = code
        self.findings = tuple(findings)
        self.extra = extra
        super().__init__(self.to_wire())

    @property
    def family(self) -> Family:
        """The family that decides the HTTP status."""
        return self.text.family

    def as_dict(self) -> dict[str, Any]:
        """The problem as JSON values (RFC 9457 members and ours)."""
        return {
            "type": f"urn:tenderhall:problem:{self.code.lower()}",
            "title": self.text.zh,
            "title_en": self.text.en,
            "status": self.family.status,
            "code": self.code,
            "retryable": self.family.retryable,
            "findings": [asdict(one) for one in self.findings],
            **self.extra,
        }

    def to_wire(self) -> str:
        """One JSON string: nameko turns every other value of an exception into text."""
        return json.dumps(
            {
                "code": self.code,
                "findings": [asdict(one) for one in self.findings],
                "extra": self.extra,
            },
            ensure_ascii=False,
            default=str,
        )

    @classmethod
    def from_wire(cls, text: str) -> "Problem":
        """Read ``to_wire`` back."""
        told = json.loads(text)
        findings = [Finding(**one) for one in told["findings"]]
        return cls(told["code"], findings, **told["extra"])


def invalid(findings: Sequence[Finding]) -> None:
    """Raise VALIDATION_FAILED where there are findings."""
    if findings:
        raise Problem("VALIDATION_FAILED", findings)
