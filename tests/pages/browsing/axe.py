"""axe-core over a page. It goes in through the debugger, which no policy of the page can stop."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import CDPSession

SOURCE = Path("gateway/web/node_modules/axe-core/axe.min.js")
GRAVE = {"serious", "critical"}
_RUN = """axe.run(document, {resultTypes: ["violations"], iframes: false}).then((found) =>
  found.violations.map(({id, impact, help, nodes}) =>
    ({id, impact, help, nodes: nodes.slice(0, 5).map((one) => [one.html, one.failureSummary])})))"""


@cache
def _source() -> str:
    root = Path(__file__).parents[3]
    return (root / SOURCE).read_text()


def examine(debugger: CDPSession) -> list[str]:
    """Serious and critical findings, each with the elements it is about."""
    if not _evaluate(debugger, "typeof axe === 'object'"):
        _evaluate(debugger, _source() + "; true")
    found = _evaluate(debugger, _RUN)
    return [_told(one) for one in found if one["impact"] in GRAVE]


def _told(one: dict[str, Any]) -> str:
    where = "\n".join(f"    {html}\n      {why}" for html, why in one["nodes"])
    return f"{one['impact']} {one['id']}: {one['help']}\n{where}"


def _evaluate(debugger: CDPSession, expression: str) -> Any:
    asked = {"expression": expression, "awaitPromise": True, "returnByValue": True}
    told = debugger.send("Runtime.evaluate", asked)
    assert "exceptionDetails" not in told, json.dumps(told["exceptionDetails"], indent=1)[:2000]
    return told["result"].get("value")
