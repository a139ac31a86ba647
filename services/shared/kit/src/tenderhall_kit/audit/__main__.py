"""核验审计 ``python -m tenderhall_kit.audit verify <service>`` with the service's environment.

Against the service's own heads and those published in the store. The exit code is 1 where
something does not hold; each fault is told on a line of its own.
"""

import argparse
import sys
from typing import Any

from tenderhall_kit import database
from tenderhall_kit.actors import service_actor
from tenderhall_kit.audit import heads, verdict
from tenderhall_kit.call import Call, Kit
from tenderhall_kit.settings import load


def main(words: list[str] | None = None) -> int:
    """命令行."""
    parser = argparse.ArgumentParser(prog="tenderhall_kit.audit", description=__doc__)
    parser.add_argument("what", choices=["verify"])
    parser.add_argument("service")
    service = parser.parse_args(words).service
    settings = load(service)
    kit = Kit(settings, database.engine(settings))
    try:
        call = Call(kit, service_actor(service), "audit-verify")
        told = call.read(verdict.of, heads.published(kit.storage, service))
    finally:
        kit.engine.dispose()
    sys.stdout.write("".join(f"{line}\n" for line in _lines(told)))
    return 0 if told["ok"] else 1


def _lines(told: dict[str, Any]) -> list[str]:
    head = told["head"]
    until = f"{head['day']} #{head['seq']}" if head else "—"
    end = "完整 whole" if told["ok"] else f"{told['total']}处异常 faults"
    waiting = f" · 待链接 waiting {told['waiting']}" if told["waiting"] else ""
    lines = [f"{told['service']}: {told['rows']} rows · 链首 head {until} · {end}{waiting}"]
    return lines + [f"  {one['text_zh']} · {one['text_en']}" for one in told["faults"]]


if __name__ == "__main__":
    sys.exit(main())
