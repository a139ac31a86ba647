"""The service as it runs in production: over the bus, under eventlet."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from tenderhall_contracts import notices as contract
from tenderhall_contracts.core import Role
from tenderhall_contracts.errors import Problem
from tenderhall_kit.actors import Actor
from tenderhall_kit.testbus import Bus
from tenderhall_kit.testprocess import Running
from tenderhall_press.fonts import FontFolder

GREEN = """
import eventlet
eventlet.monkey_patch()
import sys, time
from datetime import date, datetime
from pathlib import Path
from eventlet.green import subprocess
from notices.rendering import NOTICE, RenderPool, choose
from tenderhall_press.fonts import open_folder

folder = open_folder(Path(sys.argv[1]))
pool = RenderPool(NOTICE, folder, popen=subprocess.Popen).start()
template = choose("tender", "430400", date(2026, 11, 23))
view = eval(sys.argv[2])
at = datetime.fromisoformat("2026-11-23T10:00:00+08:00")
ticks = []

def tick():
    while True:
        ticks.append(time.monotonic())
        eventlet.sleep(0.005)

eventlet.spawn(tick)
jobs = [eventlet.spawn(pool.print, template, view, "{}", at) for _ in range(8)]
made = {job.wait().pdf for job in jobs}
gaps = [later - earlier for earlier, later in zip(ticks, ticks[1:])]
pool.stop()
print(len(made), len(ticks) > 20, round(max(gaps) * 1000), file=sys.stderr)
sys.exit(0 if len(made) == 1 and len(ticks) > 20 else 1)
"""


@pytest.fixture(scope="module")
def service(running: Callable[..., Any], fonts: FontFolder) -> Iterator[Running]:
    with running("notices", TENDERHALL_FONT_DIR=str(fonts.path)) as started:
        yield started


def test_it_answers_registry_about_a_form_that_is_not_there(service: Running, bus: Bus) -> None:
    form = str(uuid4())
    registry = Actor("service:registry", Role.SERVICE, issuer="registry")
    with pytest.raises(Problem):
        bus.call(contract.form_state, {"id": form}, registry)


def test_the_public_list_needs_no_login(service: Running, bus: Bus) -> None:
    assert bus.call(contract.list_public, {})["total"] == 0


def test_an_unknown_number_is_not_found(service: Running, bus: Bus) -> None:
    with pytest.raises(Problem) as refused:
        bus.call(contract.public_notice, {"no": "HYZC-2026-G-9999-ZB-01"})
    assert refused.value.code == "NOT_FOUND"


def test_a_clerk_without_notices_has_an_empty_list(service: Running, bus: Bus) -> None:
    clerk = Actor(str(uuid4()), Role.CLERK, org_id=str(uuid4()))
    assert bus.call(contract.list_notices, {}, clerk) == {"total": 0, "items": []}


def test_it_does_not_start_without_fonts(running: Callable[..., Any], tmp_path: Path) -> None:
    with (
        pytest.raises(AssertionError, match=r"tenderhall_press\.fonts build"),
        running("notices", TENDERHALL_FONT_DIR=str(tmp_path)),
    ):
        pass


def test_rendering_lets_other_greenlets_run(fonts: FontFolder, view: dict[str, Any]) -> None:
    words = [sys.executable, "-W", "ignore", "-c", GREEN, str(fonts.path), repr(view)]
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=100)  # noqa: S603 — our own script
    assert done.returncode == 0, done.stderr
