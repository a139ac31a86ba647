"""The demo's members and seals. Their ids follow from their names, so that every seed agrees."""

import json
from pathlib import Path
from uuid import NAMESPACE_URL, UUID, uuid5

from tenderhall_local.credentials import password
from tenderhall_local.layout import write_private
from tenderhall_local.stack import Stack

HOST = "demo"
LOGINS = ("clerk-a", "clerk-b", "reviewer", "admin")
SEAL_NAMES = {"agency-a": "衡阳诚信招标代理有限公司公章", "centre": "衡阳市公共资源交易中心公章"}


def fixed_id(name: str) -> UUID:
    """固定编号 the same on every machine, as in the services' seeds."""
    return uuid5(NAMESPACE_URL, f"tenderhall:{name}")


def demo_password(stack: Stack) -> str:
    """演示口令 one word for all demo users of this stack, made at first use."""
    return password(stack.layout.secrets, "demo-users")


def seed_file(stack: Stack) -> Path:
    """种子文件 where it lies."""
    return stack.layout.secrets / "seed.json"


def write_seed_file(stack: Stack) -> None:
    """写入种子文件 the tokens and the seals on them, for the signing service's seed (SEED_FILE)."""
    seals = [
        {
            "seal_id": str(fixed_id(f"seal-{token.label}")),
            "label": token.label,
            "org_id": str(fixed_id(token.label)),
            "org_name": token.subject,
            "name": SEAL_NAMES[token.label],
            "token_serial": token.serial,
            "certificate": str(token.certificate),
            "host": HOST,
        }
        for token in stack.tokens
    ]
    text = json.dumps({"seals": seals}, ensure_ascii=False, indent=1)
    write_private(seed_file(stack), text)
