"""门户 a published notice's page and PDF, behind the proxy of production and from nginx alone.

The load comes from ``wrk``: a client in Python would be slower than what it measures.
"""

import re
import subprocess
import time
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

import httpx
from tenderhall_local import debian
from tenderhall_local.demo.play import play
from tenderhall_local.platform import Platform
from tenderhall_local.supervise import Supervisor

from tenderhall_bench.line import Line, Result
from tenderhall_bench.lines.portal.proxy import FILES, headers, nginx, proxy
from tenderhall_bench.stage import Stage
from tenderhall_bench.timing import Rounds, interleave

__all__ = ["LINE"]

PACKAGES = {"nginx-light": "代理 the proxy of production", "wrk": "压力 many readers at once"}
RATIO, ROUNDS, SECONDS, CONNECTIONS = 0.9, 5, 3, 16
EXPIRED = 6
"""Seconds after which the proxy would ask again (``proxy_cache_valid``)."""
PAGES = {"page": "", "pdf": "/notice.pdf"}
_RATE = re.compile(r"Requests/sec:\s+([\d.]+)")
_WRONG = re.compile(r"Non-2xx or 3xx responses: (\d+)")
_PROXY, _FILES = 90, 91
"""Ports of this line, above the stack's base."""


def run(stage: Stage) -> Iterator[Result]:
    """测量 page and PDF of one notice: requests a second."""
    debian.add(stage.stack.layout, PACKAGES)
    platform, folder = stage.platform, stage.folder("portal")
    url = _published(platform, folder)
    ports = {name: stage.port_base + at for name, at in (("proxy", _PROXY), ("nginx", _FILES))}
    root = _saved(url, folder / "root")
    here = {name: f"127.0.0.1:{port}" for name, port in ports.items()}
    sent = headers(httpx.get(url, trust_env=False).headers)
    told = {"GATEWAY": url.netloc.decode(), "PORTAL_CACHE": str(folder / "cache")}
    with (
        nginx(proxy(), folder / "proxy", LISTEN=here["proxy"], **told),
        nginx(FILES, folder / "files", LISTEN=here["nginx"], ROOT=str(root), HEADERS=sent),
    ):
        for name, tail in PAGES.items():
            began = time.monotonic()
            path = url.path.rstrip("/") + tail
            ways = {
                "proxy": f"http://{here['proxy']}{path}",
                "nginx": f"http://{here['nginx']}/{name}",
                "gateway": f"http://{url.netloc.decode()}{path}",
            }
            _ensure_same(ways)
            found = interleave({way: partial(_rate, at) for way, at in ways.items()}, ROUNDS)
            size = len(httpx.get(ways["nginx"], trust_env=False).content)
            yield _result(name, found, size, time.monotonic() - began)
        _ensure_kept(stage, f"http://{here['proxy']}{url.path}", f"http://{here['nginx']}/page")


def _ensure_kept(stage: Stage, kept: str, file: str) -> None:
    """What the proxy keeps has expired and the gateway is stopped: it is served all the same."""
    supervisor = Supervisor(stage.stack.layout)
    supervisor.call("supervisor.stopProcess", "gateway")
    try:
        time.sleep(EXPIRED)
        _ensure_same({"proxy": kept, "nginx": file})
    finally:
        supervisor.call("supervisor.startProcess", "gateway")


def _published(platform: Platform, folder: Path) -> httpx.URL:
    """A notice that was really published, by the demo's own steps."""
    if not play(platform, folder / "demo"):
        raise AssertionError(f"nothing was published: {folder / 'demo'}")
    item = httpx.get(f"{platform.public_url}/notices/index.json", trust_env=False).json()["items"][
        0
    ]
    return httpx.URL(platform.public_url).join(item["url"])


def _saved(url: httpx.URL, root: Path) -> Path:
    root.mkdir(parents=True, exist_ok=True)
    for name, tail in PAGES.items():
        (root / name).write_bytes(httpx.get(f"{url}{tail}", trust_env=False).content)
    return root


def _ensure_same(ways: Mapping[str, str]) -> None:
    bodies = {httpx.get(at, trust_env=False).raise_for_status().content for at in ways.values()}
    if len(bodies) != 1:
        raise AssertionError(f"not the same bytes: {ways}")


def _rate(at: str) -> float:
    words = ["wrk", "-t", "1", "-c", str(CONNECTIONS), "-d", f"{SECONDS}s", at]
    told = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    if wrong := _WRONG.search(told):
        raise AssertionError(f"{wrong[1]} answers were refusals")
    found = _RATE.search(told)
    if not found:
        raise AssertionError(told)
    return float(found[1])


def _result(name: str, found: Rounds, size: int, seconds: float) -> Result:
    return Result(
        line=f"portal.{name}",
        value=found.ratio("proxy", "nginx"),
        unit="×",
        bar=RATIO,
        better="higher",
        peers=found.medians(),
        sizes={"bytes": size, "connections": CONNECTIONS},
        seconds=seconds,
        note="每秒请求 requests a second",
    )


LINE = Line("portal", "门户 · public page and PDF", "platform", run)
