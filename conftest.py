"""测试入口 the fixtures of the kit, and how a parallel run shares the tests out."""

from typing import Any

import hypothesis
import pytest

# pytest names test modules by their path; it must meet the package before the folder of that name.
import gateway  # noqa: F401

pytest_plugins = ["tenderhall_kit.testing"]

# A busy machine is no fault of the code: hypothesis measures nothing.
hypothesis.settings.register_profile(
    "untimed", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("untimed")


TOGETHER = {
    "tests/pages/": "platform",
    "tests/e2e/test_procurement.py": "platform",
    "tests/platform/": "platform",
    "tests/resilience/": "resilience",
}
"""Where tests start a whole platform, which takes long: one worker does it for all of them."""


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """A worker takes a whole file, or all that belongs ``TOGETHER``: these share what they start.

    xdist's own groups need ids of tests that pytest 9.2 no longer lets it change.
    """
    from xdist.scheduler import LoadScopeScheduling  # noqa: PLC0415 — parallel runs only

    class ByFile(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return _unit(nodeid)

    return ByFile(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """In a parallel run the long files come first: at its end no worker waits for another."""
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: _rank(item.nodeid))


def _unit(nodeid: str) -> str:
    path = nodeid.partition("::")[0]
    return next((name for start, name in TOGETHER.items() if path.startswith(start)), path)


def _rank(nodeid: str) -> int:
    unit = _unit(nodeid)
    first = (unit == "platform", nodeid.startswith("tests/"), "/integration/" in nodeid)
    return [*first, True].index(True)
