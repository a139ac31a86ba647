"""Wiring of the sample: the kit's entry points, as every service has them."""

from typing import Any

from tenderhall_kit.entrypoints import Call, serves

from tenderhall_bench.noted import contract, usecases


class BenchService:
    """样本服务."""

    name = "bench"

    @serves(contract.add_note)
    def add_note(self, call: Call, payload: dict[str, Any]) -> Any:
        """记录."""
        return call.run(usecases.add_note, payload)


SERVICE = BenchService
