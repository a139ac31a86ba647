"""外部平台账号 ``python -m tenderhall_local.partner``: another platform's user on the bus.

::

    python -m tenderhall_local.partner give evaluation registry.get_project evaluation.ended
    python -m tenderhall_local.partner take evaluation

It works on the stack of ``make run`` (``--root``), or on any RabbitMQ by ``--management URL`` with
the administrator's password in ``RABBITMQ_PASSWORD``. The password of the user is made at the first
time, kept in a private file and never printed: hand the file over by a safe way. Scopes are those
of the service account in registry (页面 系统管理 · 服务账号); give them again whenever they change.
"""

import argparse
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from tenderhall_contracts.registry import BROKER_PREFIX
from tenderhall_contracts.scopes import SCOPES

from tenderhall_local.accounts import platform_account
from tenderhall_local.broker import Broker
from tenderhall_local.credentials import password
from tenderhall_local.platform import VHOST
from tenderhall_local.say import Trouble, complain, line
from tenderhall_local.stack import Stack

NAME = re.compile(r"[a-z][a-z0-9-]{1,30}")


def parser() -> argparse.ArgumentParser:
    """命令行 give (also to change the scopes) or take."""
    top = argparse.ArgumentParser(prog="python -m tenderhall_local.partner", description=__doc__)
    top.add_argument("what", choices=["give", "take"])
    top.add_argument("name")
    top.add_argument("scopes", nargs="*")
    top.add_argument("--root", type=Path, default=Path(".local/run"))
    top.add_argument("--management", help="the management API of another RabbitMQ")
    top.add_argument("--user", default="tenderhall", help="its administrator")
    top.add_argument("--vhost", default=VHOST)
    top.add_argument("--secrets", type=Path, help="folder of the password's file")
    return top


def give(broker: Broker, vhost: str, name: str, scopes: Sequence[str], secrets: Path) -> Path:
    """授予 the user with the rights of these scopes and no others; where its password lies.

    Raises:
        Trouble: the name cannot be one, or a scope does not exist.
    """
    _ensure_named(name)
    if unknown := sorted(set(scopes) - SCOPES):
        raise Trouble(f"没有此项授权 · no such scope: {', '.join(unknown)}")
    secrets.mkdir(mode=0o700, parents=True, exist_ok=True)
    account = platform_account(name, scopes)
    label = f"broker-{account.name}"
    broker.put_account(vhost, account, password(secrets, label))
    return secrets / label


def take(broker: Broker, name: str) -> None:
    """收回 the user and its connections.

    Raises:
        Trouble: the name cannot be one.
    """
    _ensure_named(name)
    broker.delete_account(f"{BROKER_PREFIX}{name}")


def _ensure_named(name: str) -> None:
    if not NAME.fullmatch(name):
        raise Trouble(f"名称不正确 · not a name of an account: {name}")


def _broker(words: argparse.Namespace) -> tuple[Broker, Path]:
    if not words.management:
        stack = Stack.load(words.root)
        return stack.broker(), words.secrets or stack.layout.secrets
    word = os.environ.get("RABBITMQ_PASSWORD")
    if not word or not words.secrets:
        raise Trouble("缺少 RABBITMQ_PASSWORD 或 --secrets · is missing")
    return Broker(words.management, words.user, word), words.secrets


def main() -> int:
    """执行; 1 where it could not be done."""
    words = parser().parse_args()
    try:
        broker, secrets = _broker(words)
        if words.what == "take":
            take(broker, words.name)
            line(f"✔ 已收回 taken: {BROKER_PREFIX}{words.name}")
        else:
            file = give(broker, words.vhost, words.name, words.scopes, secrets)
            line(f"✔ {BROKER_PREFIX}{words.name} · vhost {words.vhost} · 口令 password: {file}")
    except Trouble as trouble:
        complain(trouble)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
