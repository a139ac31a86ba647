"""Pure rules of signing: what a job may do next, what a failure means, what a seal is worth."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

ONLINE_SECONDS = 30
JOB_LIFE = timedelta(minutes=15)
STALE_AFTER = timedelta(seconds=75)
"""A job under way for longer than the host's deadline: its host is asked what came of it."""
ATTEMPTS = 5
"""Wrong PINs that one job takes; the token itself locks sooner or later."""


HOLD_SIGNATURES = 50
"""Signatures that a held login makes at most, where no policy says otherwise."""


class JobState(StrEnum):
    """任务状态."""

    OPEN = "open"
    SIGNING = "signing"
    DONE = "done"
    FAILED = "failed"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Consequence:
    """后果 what a host's refusal means for the job and for who asked.

    Attributes:
        problem: code told to the caller.
        again: the job stays open for another try with a new one-time key.
        zh: what the person reads.
    """

    problem: str
    again: bool
    zh: str


def _again(problem: str, zh: str) -> Consequence:
    return Consequence(problem, again=True, zh=zh)


def _over(problem: str, zh: str) -> Consequence:
    return Consequence(problem, again=False, zh=zh)


CONSEQUENCES: Mapping[str, Consequence] = {
    "PIN_INCORRECT": _again("PIN_INCORRECT", "证书口令错误"),
    "PIN_LOCKED": _over("PIN_LOCKED", "证书口令已锁定，请联系证书办理机构解锁"),
    "PIN_UNREADABLE": _again("SEAL_INVALID", "口令密文无法解开，请重新输入口令"),
    "PIN_KEY_GONE": _again("STATE_CONFLICT", "一次性密钥已失效，请重新输入口令"),
    "PIN_NEEDED": _again("STATE_CONFLICT", "证书Key的登录已结束，请输入口令"),
    "TOKEN_NOT_HERE": _again("HOST_AWAY", "未检测到证书Key，请插入后重试"),
    "TOKEN_REMOVED": _again("HOST_AWAY", "签章时证书Key被拔出，请插入后重试"),
    "TSA_AWAY": _again("HOST_AWAY", "时间戳服务未响应，口令未使用，请稍后重试"),
    "STORE_AWAY": _again("HOST_AWAY", "文件存储未响应，请稍后重试"),
    "RECORD_FORGED": _over("SEAL_INVALID", "印章记录的中心签名无效"),
    "SEAL_EXPIRED": _over("SEAL_INVALID", "印章不在有效期内"),
    "CERTIFICATE_NOT_PERMITTED": _over("SEAL_INVALID", "证书与印章记录不符"),
    "PICTURE_NOT_PERMITTED": _over("SEAL_INVALID", "印章图形与印章记录不符"),
    "PLACEMENT": _over("SEAL_INVALID", "指定的签章位置无法使用"),
    "DOCUMENT": _over("SEAL_INVALID", "文件无法签章"),
    "UPLOAD_MISMATCH": _over("SEAL_INVALID", "文件与登记的摘要不一致"),
    "VERIFICATION": _over("SEAL_INVALID", "签章后验证未通过"),
    "WORKER_LOST": _again("HOST_AWAY", "证书驱动异常中断，请重新输入口令"),
    "LOST": _again("HOST_AWAY", "签章过程中断，请重新输入口令"),
}
OTHERWISE = _over("SEAL_INVALID", "签章失败")


def consequence(code: str | None) -> Consequence:
    """后果 of a host's code; an unknown one ends the job."""
    return CONSEQUENCES.get(code or "", OTHERWISE)


def login_owner(user_id: UUID | str, session_id: UUID | str | None) -> str:
    """登录归属 whose held login it is: one person's, in one session."""
    return f"{user_id}/{session_id}"


def online(last_seen: datetime, now: datetime) -> bool:
    """在线 whether a host counts as present; both times real."""
    return now - last_seen < timedelta(seconds=ONLINE_SECONDS)


def distrust(
    verdict: Mapping[str, Any], *, original: str, certificates: Collection[str]
) -> str | None:
    """中心复核 None, or why a PDF that a host handed back is not accepted.

    The last signature must be ours: over exactly the original, with a permitted certificate.
    """
    if not verdict["ok"] or not verdict["signatures"]:
        return "VERIFICATION"
    last = verdict["signatures"][-1]
    if last["original_sha256"] != original:
        return "UPLOAD_MISMATCH"
    if last["certificate_sha256"] not in certificates:
        return "CERTIFICATE_NOT_PERMITTED"
    return None
