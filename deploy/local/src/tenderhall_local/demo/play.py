"""Run the demo on a running platform: drive, verify in a process of its own, report."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rich.console import Console

from tenderhall_local import people
from tenderhall_local.accounts import host_name
from tenderhall_local.credentials import public_half
from tenderhall_local.demo import report
from tenderhall_local.demo.chaos import Chaos
from tenderhall_local.demo.driver import STEPS, Step, drive
from tenderhall_local.demo.journey import Journey, Setting
from tenderhall_local.platform import Platform
from tenderhall_local.say import line
from tenderhall_local.supervise import Supervisor, base_env

PASSED_ON = ("OCDS_SCHEMA_DIR",)
"""What the verifier is told of the caller's environment."""


def play(
    platform: Platform, folder: Path, kills: int = 0, plan: Mapping[str, Step] = STEPS
) -> bool:
    """演示 the steps of the plan; True where each was done and the verifier agrees."""
    console = Console()
    stack = platform.stack
    folder.mkdir(parents=True, exist_ok=True)
    setting = Setting(
        base=platform.public_url,
        password=people.demo_password(stack),
        pin=stack.token("agency-a").pin,
        host_key=public_half(platform.key(host_name(people.HOST))),
        folder=folder,
        stack=stack.root,
    )
    line(f"▸ 演示 {len(plan)} 步 · {len(plan)} steps")
    chaos = Chaos(Supervisor(stack.layout), kills, seed=int(time.time())) if kills else None
    journey = drive(setting, console, chaos, plan)
    if chaos:
        chaos.settle()
        line(f"▸ {len(chaos.done)} 次 kill -9 · seed {chaos.seed}: {chaos.told()}")
    verdicts = verify(platform, folder)
    told = _report(platform, journey, verdicts, len(plan))
    told["kills"] = chaos.done if chaos else []
    report.write(folder / "report.json", told)
    report.show(console, told, len(plan))
    return bool(told["ok"])


def _report(
    platform: Platform, journey: Journey, verdicts: dict[str, Any], wanted: int
) -> dict[str, Any]:
    steps = report.merge(journey.steps, verdicts, platform.stack.layout)
    done = len(journey.steps) == wanted
    urls = {"平台 platform": platform.public_url}
    if notice := journey.ids.get("notice", {}).get("url"):
        urls["公告 published notice"] = notice
    broker = f"http://127.0.0.1:{platform.stack.ports.management}"
    urls["消息总线 RabbitMQ"] = f"{broker} (tenderhall, {platform.stack.layout.secrets}/rabbitmq)"
    word = people.demo_password(platform.stack)
    return {
        "ok": done and all(step["ok"] for step in steps),
        "steps": steps,
        "urls": urls,
        "logins": dict.fromkeys(people.LOGINS, word),
    }


def verify(platform: Platform, folder: Path) -> dict[str, Any]:
    """核对 by the separate verifier; it gets the ids, the databases' address and the root."""
    return judged(platform.stack.layout.state_file, folder)


def judged(state_file: Path, folder: Path) -> dict[str, Any]:
    """核对结果 of the verifier, which runs in a process of its own."""
    words = [sys.executable, "-m", "tenderhall_local.demo.verify", str(folder), str(state_file)]
    told = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    env = base_env() | told
    done = subprocess.run(words, env=env, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        line(f"✘ 核对程序出错 · the verifier broke:\n{done.stderr[-2000:]}")
        return {}
    verdicts: dict[str, Any] = json.loads(done.stdout)
    return verdicts
