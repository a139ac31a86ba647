"""生产环境 what no program may be started with where real procurements run.

A pure rule, kept here because services, signing hosts and the gateway share nothing else.
"""

from collections.abc import Mapping
from urllib.parse import urlsplit

__all__ = ["DEMO_MARK", "refusals"]

DEMO_MARK = "demo-"
"""How every password of a demo begins."""

SHORTEST = 20
"""Characters of a password that nobody types: shorter ones are the published defaults."""

PASSWORDS = ("AMQP_URI", "DATABASE_URL", "S3_SECRET_KEY")
PUBLIC = ("PUBLIC_URL", "S3_PUBLIC_ENDPOINT")
DEMO_ONLY = ("DEMO_PASSWORD", "SOFTHSM2_CONF", "TENDERHALL_CRASH", "WEBHOOK_LOCAL")


def refusals(told: Mapping[str, str]) -> dict[str, str]:
    """拒绝理由 setting → why, of an environment meant for production; empty where it may start.

    Settings that are not there are not judged: what a program needs, its own settings say.
    """
    why = {key: "belongs to a demo · 仅限演示" for key in DEMO_ONLY if told.get(key)}
    for key in PASSWORDS:
        if (value := told.get(key)) and (fault := _fault(_password(value))):
            why[key] = fault
    for key in PUBLIC:
        if (value := told.get(key)) and not value.startswith("https://"):
            why[key] = "is not https · 必须使用 https"
    return why


def _password(value: str) -> str:
    return (urlsplit(value).password or "") if "://" in value else value


def _fault(password: str) -> str:
    if password.startswith(DEMO_MARK):
        return "is a demo's secret · 演示密钥"
    if len(password) < SHORTEST:
        return f"has a password under {SHORTEST} characters · 口令过短"
    return ""
