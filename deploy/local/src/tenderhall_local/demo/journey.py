"""What one run of the demo has done so far: accounts, ids, steps. Kept as `journey.json`."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tenderhall_local.demo.client import Api, Refused


@dataclass(frozen=True)
class Setting:
    """场景 what the driver needs to know of the platform it drives."""

    base: str
    password: str
    pin: str
    host_key: str
    folder: Path
    stack: Path | None = None
    """The folder of the stack, for what its operator does beside the platform's own interfaces."""


@dataclass
class Journey:
    """进程 the state that one step hands to the next."""

    setting: Setting
    mark: str = field(default_factory=lambda: time.strftime("%m%d-%H%M%S"))
    api: dict[str, Api] = field(default_factory=dict)
    ids: dict[str, Any] = field(default_factory=dict)
    steps: list[dict[str, Any]] = field(default_factory=list)
    whole_life: bool = False
    secrets: dict[str, str] = field(default_factory=dict, repr=False)
    """What must not be written down."""

    def take(self, name: str, action: Callable[["Journey"], None]) -> None:
        """执行一步 run it, time it, and write down what is known, whatever happens."""
        began = time.monotonic()
        step: dict[str, Any] = {"name": name, "done": False}
        self.steps.append(step)
        try:
            action(self)
            step["done"] = True
        except Exception as fault:
            step["error"] = f"{type(fault).__name__}: {fault}"
            step["request_id"] = fault.request_id if isinstance(fault, Refused) else ""
            raise
        finally:
            step["seconds"] = round(time.monotonic() - began, 2)
            self.save()

    def keep(self, name: str, body: bytes) -> None:
        """留存 a file that this run made, beside the report."""
        (self.setting.folder / name).write_bytes(body)

    def save(self) -> None:
        """保存 the ids and steps for the verifier; no token, no password."""
        ids = {"base": self.setting.base, **self.ids}
        text = {"mark": self.mark, "ids": ids, "steps": self.steps, "whole_life": self.whole_life}
        path = self.setting.folder / "journey.json"
        path.write_text(json.dumps(text, ensure_ascii=False, indent=1))
