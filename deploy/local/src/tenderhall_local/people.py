"""The demo's members and seals. Their ids follow from their names, so that every seed agrees."""

import json
from collections.abc import Mapping
from pathlib import Path
from uuid import NAMESPACE_URL, UUID, uuid5

from tenderhall_local.credentials import password
from tenderhall_local.layout import write_private
from tenderhall_local.stack import Stack

HOST = "demo"
LOGINS = ("clerk-a", "sealer-a", "clerk-b", "reviewer", "admin", "supervisor")
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
    seeds = {
        each.label: (each.serial, each.subject, str(each.certificate)) for each in stack.tokens
    }
    write_private(seed_file(stack), seed_text(seeds))


def seed_text(tokens: Mapping[str, tuple[str, str, str]]) -> str:
    """种子内容 JSON, from label → (token serial, organisation, certificate's path)."""
    seals = [
        {
            "seal_id": str(fixed_id(f"seal-{label}")),
            "label": label,
            "org_id": str(fixed_id(label)),
            "org_name": organisation,
            "name": SEAL_NAMES[label],
            "token_serial": serial,
            "certificate": certificate,
            "host": HOST,
        }
        for label, (serial, organisation, certificate) in tokens.items()
    ]
    return json.dumps({"seals": seals}, ensure_ascii=False, indent=1)
