"""新密码 what a form that sets one has to look after: typed twice alike, and never shown again."""

from dataclasses import replace

from tenderhall_contracts.errors import Finding, Problem

from gateway.pages.kit.forms import Posted, Sheet

SECRET = ("old", "password", "again")

_DIFFERS = Finding(
    "again",
    "PASSWORD_AGAIN",
    "两次输入的新密码不一致",
    "The new password was not typed twice alike",
)


def ensure_same(posted: Posted) -> None:
    """要求 the new password was typed twice alike.

    Raises:
        Problem: VALIDATION_FAILED.
    """
    sheet = posted.sheet()
    if sheet.get("password") != sheet.get("again"):
        raise Problem("VALIDATION_FAILED", [_DIFFERS])


def without(sheet: Sheet) -> Sheet:
    """去掉密码 what a refused form shows again."""
    kept = {name: told for name, told in sheet.values.items() if name not in SECRET}
    return replace(sheet, values=kept)
