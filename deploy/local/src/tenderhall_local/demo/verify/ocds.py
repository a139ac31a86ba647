"""Is the published record what OCDS 1.1.5 with the lots extension allows?

The schemas are not ours to ship: they are read from ``OCDS_SCHEMA_DIR``, or beside the checkout.
"""

import json
import os
import re
from pathlib import Path
from typing import Any

BESIDE = Path(__file__).parents[6] / "../shared/data/ocds-1.1.5"


def schemas() -> Path | None:
    """架构文件夹 None where there is none on this machine."""
    folder = Path(os.environ.get("OCDS_SCHEMA_DIR", BESIDE))
    return folder if folder.exists() else None


def faults(release: dict[str, Any], folder: Path) -> list[str]:
    """不符之处 of a release or compiled release; empty where it is valid."""
    from jsonschema import Draft4Validator, FormatChecker  # noqa: PLC0415 — only where asked for

    judge = Draft4Validator(_schema(folder), format_checker=FormatChecker())
    return [f"{list(one.path)}: {one.message}"[:200] for one in judge.iter_errors(release)]


def _schema(folder: Path) -> dict[str, Any]:
    release = json.loads((folder / "release-schema.json").read_text())
    lots = json.loads((folder.parent / "ocds-lots/release-schema.json").read_text())
    made: dict[str, Any] = _patched(release, lots)
    for name in set(re.findall("#/definitions/([A-Za-z]+)", json.dumps(made))):
        made["definitions"].setdefault(name, {})  # of extensions that nothing here uses
    return made


def _patched(target: Any, patch: Any) -> Any:
    """JSON merge patch (RFC 7396), by which an extension changes the schema."""
    if not isinstance(patch, dict):
        return patch
    kept = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            kept.pop(name, None)
        else:
            kept[name] = _patched(kept.get(name), value)
    return kept
