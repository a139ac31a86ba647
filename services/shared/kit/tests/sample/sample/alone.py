"""The sample without any client: nothing but its work keeps its consumer connected."""

import eventlet

eventlet.monkey_patch()

import logging  # noqa: E402 — everything else is imported patched
import sys  # noqa: E402
from typing import Any  # noqa: E402

from tenderhall_kit import logs  # noqa: E402
from tenderhall_kit.entrypoints import Call, serves  # noqa: E402
from tenderhall_kit.process import Process  # noqa: E402
from tenderhall_kit.settings import load  # noqa: E402

from sample import contract, usecases  # noqa: E402


class Alone:
    name = "sample"

    @serves(contract.sleep)
    def sleep(self, call: Call, payload: dict[str, Any]) -> None:
        logging.getLogger(__name__).info("slept")
        call.read(usecases.sleep, payload["seconds"])


if __name__ == "__main__":
    logs.configure("sample")
    sys.exit(Process(Alone, load("sample")).run())
