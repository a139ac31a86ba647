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


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """A worker takes a whole file, or a whole ``xdist_group``, and makes once what these share."""
    from xdist.scheduler import LoadGroupScheduling  # noqa: PLC0415 — parallel runs only

    class ByFile(LoadGroupScheduling):
        def _split_scope(self, nodeid: str) -> str:
            scope: str = super()._split_scope(nodeid)
            return scope.partition("::")[0]

    return ByFile(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """In a parallel run the long files come first: at its end no worker waits for another."""
    if hasattr(config, "workerinput"):
        items.sort(key=_rank)


def _rank(item: pytest.Item) -> int:
    group = item.get_closest_marker("xdist_group")
    folders = item.path.relative_to(item.config.rootpath).parts
    first = (group and group.args == ("platform",), folders[0] == "tests", "integration" in folders)
    return [bool(one) for one in (*first, True)].index(True)
