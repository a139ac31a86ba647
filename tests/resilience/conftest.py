"""The whole platform on the test stack, and procurements through it."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tenderhall_kit import faults
from tenderhall_local import people
from tenderhall_local import platform as programs
from tenderhall_local.accounts import SERVICES, host_name
from tenderhall_local.credentials import public_half
from tenderhall_local.demo import play
from tenderhall_local.demo.driver import STEPS
from tenderhall_local.demo.journey import Journey, Setting
from tenderhall_local.platform import Platform
from tenderhall_local.soundness import Books, settle
from tenderhall_local.stack import Stack

Before = Callable[[str], None]


@dataclass(frozen=True)
class Procurement:
    """One procurement from registration to publication, and when it began."""

    platform: Platform
    journey: Journey
    began: datetime
    folder: Path

    def sound(self) -> list[str]:
        """What the books say is wrong, and what the demo's verifier says; empty is right."""
        stack = self.platform.stack
        faults = [str(each) for each in settle(stack, Books.of(stack, self.began))]
        verdicts = play.verify(self.platform, self.folder)
        for name in STEPS:
            told = verdicts.get(name, {"checks": [{"ok": False, "text": "not looked at"}]})
            faults += [f"{name}: {each}" for each in told["checks"] if not each["ok"]]
        return faults


def procure(platform: Platform, folder: Path, before: Before) -> Procurement:
    """Drive one procurement through the gateway; ``before`` is told each step as it begins."""
    stack = platform.stack
    began = datetime.now(UTC)
    setting = Setting(
        base=platform.public_url,
        password=people.demo_password(stack),
        pin=stack.token("agency-a").pin,
        host_key=public_half(platform.key(host_name(people.HOST))),
        folder=folder,
    )
    journey = Journey(setting, mark=f"{time.time_ns() // 1_000_000:x}")
    try:
        for name, action in STEPS.items():
            before(name)
            journey.take(name, action)
    finally:
        for api in journey.api.values():
            api.http.close()
    return Procurement(platform, journey, began, folder)


@pytest.fixture(scope="session")
def platform(stack: Stack) -> Platform:
    """All five services, one signing host and the gateway, under the stack's supervisor.

    Each service can be told to die at a point of the kit, by its crash file.
    """
    return programs.up(stack, faults.ANY)


@pytest.fixture
def arm(platform: Platform) -> Iterator[Callable[[str, str], None]]:
    """``arm("venue", "before_commit")``: venue dies when it next comes there.

    Several points, with spaces between, kill it one after the other.
    """

    def choose(service: str, points: str) -> None:
        file = platform.crash_file(service)
        draft = file.with_suffix(".draft")  # a service may look at any moment
        draft.write_text(points)
        draft.replace(file)

    yield choose
    for service in SERVICES:
        platform.crash_file(service).unlink(missing_ok=True)


@pytest.fixture(scope="session")
def procurement(platform: Platform, tmp_path_factory: pytest.TempPathFactory) -> Procurement:
    """One procurement in peace."""
    return procure(platform, tmp_path_factory.mktemp("demo"), lambda _: None)


@pytest.fixture
def drive(tmp_path: Path) -> Callable[[Platform, Before], Procurement]:
    """``drive(platform, before)``: one procurement, with something done before each step."""
    return lambda platform, before: procure(platform, tmp_path, before)
