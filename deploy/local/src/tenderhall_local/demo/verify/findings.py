"""What was looked at, and what was seen."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass
class Check:
    """核对 one statement about the world, true or not."""

    step: str
    text: str
    ok: bool
    detail: str = ""


@dataclass
class Findings:
    """核对结果 of all steps, in order."""

    checks: list[Check] = field(default_factory=list)
    step: str = ""

    @contextmanager
    def of(self, step: str) -> Iterator[None]:
        """一步 the checks that decide this step; a crash while looking counts as a failed one."""
        self.step = step
        try:
            yield
        except Exception as fault:  # noqa: BLE001 — what can't be looked at is not proven
            self.see("核对未能完成 could not be checked", ok=False, detail=repr(fault))

    def see(self, text: str, *, ok: bool, detail: Any = "") -> None:
        """记录 a check of the present step."""
        self.checks.append(Check(self.step, text, bool(ok), str(detail)[:400]))

    def same(self, text: str, found: Any, wanted: Any) -> None:
        """相等 the two values must be equal; both are kept where they are not."""
        equal = found == wanted
        self.see(text, ok=equal, detail="" if equal else f"found {found!r}, wanted {wanted!r}")

    def as_dict(self) -> dict[str, Any]:
        """For JSON: each step with its checks."""
        steps: dict[str, Any] = {}
        for check in self.checks:
            told = steps.setdefault(check.step, {"ok": True, "checks": []})
            told["ok"] = told["ok"] and check.ok
            told["checks"].append(asdict(check))
        return steps
