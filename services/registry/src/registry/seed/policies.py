"""政策 the switches and their defaults (domain §5.0), which follow the manual."""

from collections.abc import Mapping

from registry.rules.policies import KNOWN

DEFAULTS: Mapping[str, str] = {name: one.default for name, one in KNOWN.items()}


def policies(*, production: bool) -> dict[str, str]:
    """政策 for this environment: only demo and test may seal by PIN alone (architecture §6)."""
    return {**DEFAULTS, "seal.auth": "ca" if production else "pin_only"}
