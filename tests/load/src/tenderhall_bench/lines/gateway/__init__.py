"""网关 one command at 50 connections, beside the same on a plain HTTP service with no bus."""

import time
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any
from uuid import uuid4

import httpx
from tenderhall_local import people
from tenderhall_local.demo.client import Api
from tenderhall_local.demo.registration import project_form
from tenderhall_local.platform import Platform
from tenderhall_local.ports import health_port
from tenderhall_local.processes import until

from tenderhall_bench import crowd
from tenderhall_bench.crowd import Member
from tenderhall_bench.line import Line, Result
from tenderhall_bench.noted.start import process
from tenderhall_bench.stage import Stage
from tenderhall_bench.timing import Rounds, interleave, percentile

CONNECTIONS, ROUNDS, SECONDS, WARM_UP = 50, 5, 3.0, 2.0
BAR = 5.0
"""p99 over p50."""

RPC = "/api/v1/registry/save_project"
_READY, _REPLICA = 30.0, 5


def run(stage: Stage) -> Iterator[Result]:
    """测量 both ways on the platform's own registry database, each with drafts of its own."""
    platform, began = stage.platform, time.monotonic()
    port = health_port(stage.port_base, "registry", _REPLICA)
    told = platform.service("registry") | {"PLAIN_PORT": str(port)}
    log = stage.folder("gateway") / "plain.log"
    with process("tenderhall_bench.lines.gateway.plain", told, log):
        urls = {"ours": platform.public_url, "plain HTTP": f"http://127.0.0.1:{port}"}
        clerk = _clerk(platform)
        if not until(partial(_answers, urls["plain HTTP"], clerk), _READY):
            raise AssertionError(f"not ready: {log}")
        crowds = {name: [_member(clerk) for _ in range(CONNECTIONS)] for name in urls}
        for name, url in urls.items():
            crowd.rush(url + RPC, crowds[name], WARM_UP)
            for one in crowds[name]:
                one.spent.clear()
        ways = {
            name: partial(crowd.rush, url + RPC, crowds[name], SECONDS)
            for name, url in urls.items()
        }
        done = interleave(ways, ROUNDS)
    yield _result(done, crowds, time.monotonic() - began)


def _result(done: Rounds, crowds: Mapping[str, Sequence[Member]], seconds: float) -> Result:
    spent = {name: [at for one in members for at in one.spent] for name, members in crowds.items()}
    shown = "; ".join(
        f"{name} p50 {percentile(all_, 50) * 1e3:.0f} p99 {percentile(all_, 99) * 1e3:.0f} ms"
        for name, all_ in spent.items()
    )
    spread = percentile(spent["ours"], 99) / percentile(spent["ours"], 50)
    sizes = {"connections": CONNECTIONS, "commands": sum(map(len, spent.values()))}
    return Result(
        *("gateway.50", spread, "p99/p50", BAR, "lower", done.medians(), sizes, seconds),
        note=f"req/s; {shown}",
    )


def _clerk(platform: Platform) -> Api:
    return Api(platform.public_url).log_in("clerk-a", people.demo_password(platform.stack))


def _answers(base: str, clerk: Api) -> bool:
    try:
        return clerk.http.get(f"{base}/ready").is_success
    except httpx.TransportError:
        return False


def _member(clerk: Api) -> Member:
    """Somebody who saves a draft of their own again and again, each time the version last told."""
    form = project_form("衡阳市测量用设备采购项目", f"{uuid4().int % 10**6:06}", [])
    made = clerk.call("registry", "create_project", form)
    form |= {"id": made["id"], "version": made["version"]}

    def heard(told: Any) -> None:
        if told["version"] != form["version"] + 1:
            raise AssertionError(f"version {told['version']} after {form['version']}")
        form["version"] = told["version"]

    def headers() -> dict[str, str]:
        return {"Authorization": f"Bearer {clerk.token}", "Idempotency-Key": str(uuid4())}

    return Member(lambda: form, headers, heard)


LINE = Line("gateway", "网关接口 · one command through the gateway's API", "platform", run)
