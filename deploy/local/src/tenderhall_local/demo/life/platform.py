"""The example evaluation platform: another team's program, which tells over the bus what it did."""

import base64
import json
import os
import secrets
import subprocess
import sys
from pathlib import Path
from typing import Any

from tenderhall_local import partner
from tenderhall_local.demo.journey import Journey
from tenderhall_local.demo.life.desk import until
from tenderhall_local.platform import VHOST
from tenderhall_local.stack import Stack

PROGRAM = Path(__file__).parents[6] / "tests/platform"
"""Where the example lies in a checkout (docs/how-to/integrate.md)."""
SCOPES = (
    "registry.get_project",
    "registry.inbound_outcome",
    "opening.completed",
    "evaluation.ended",
)


def join(journey: Journey) -> None:
    """接入 its key stays its own; the administrator makes the account, the operator the user."""
    name = f"evaluation-{secrets.token_hex(4)}"
    key = base64.b64encode(secrets.token_bytes(32)).decode()
    identity = {"EVALUATION_NAME": name, "EVALUATION_KEY": key}
    form = {
        "name": name,
        "title": "电子评标系统（演示）",
        "organisation": "湖南评标科技有限公司",
        "public_key": _run(identity, "public-key"),
        "scopes": list(SCOPES),
    }
    made = journey.api["admin"].call("registry", "create_service_account", form)
    journey.ids["evaluation"] = {"account": made["id"], "name": name}
    journey.secrets = identity | {"AMQP_URI": _user(journey, name, made["broker_user"])}


def _user(journey: Journey, name: str, user: str) -> str:
    stack = Stack.load(_stack(journey))
    partner.give(stack.broker(), VHOST, name, SCOPES, stack.layout.secrets)
    return stack.amqp_uri(VHOST, user)


def _stack(journey: Journey) -> Path:
    if journey.setting.stack is None:
        raise ValueError("演示须在本机运行 · the demo needs the stack of this machine")
    return journey.setting.stack


def tell(journey: Journey, kind: str, lot_no: str, data: dict[str, Any]) -> dict[str, Any]:
    """发送事件 and wait until registry says what came of it.

    Raises:
        TimeoutError: registry does not know the event.
    """
    event_id = json.loads(_run(journey.secrets, "tell", kind, lot_no, json.dumps(data)))
    told: dict[str, Any] = until(
        lambda: json.loads(_run(journey.secrets, "outcome", event_id)), lambda one: "status" in one
    )
    return told


def _run(secret: dict[str, str], *words: str) -> str:
    """The program has only what its team would have: its key, its address, its own modules."""
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(PROGRAM), **secret}
    asked = [sys.executable, "-m", "evaluation_centre", *words]
    done = subprocess.run(asked, env=env, capture_output=True, text=True, check=False)
    if not done.stdout:  # refused: 1, and the problem is told
        raise RuntimeError(done.stderr[-2000:])
    return done.stdout.strip()
