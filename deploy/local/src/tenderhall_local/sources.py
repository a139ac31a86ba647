"""What the installed source code is, as one hash: whoever runs older code is started again."""

import hashlib
from functools import cache
from importlib.util import find_spec
from pathlib import Path

PACKAGES = (
    *("tenderhall_contracts", "tenderhall_kit", "tenderhall_press", "tenderhall_local"),
    *("registry", "venue", "documents", "notices", "signing", "gateway"),
)


@cache
def digest(packages: tuple[str, ...] = PACKAGES) -> str:
    """源码摘要 SHA-256 over every file of the packages and of their migrations, in order."""
    total = hashlib.sha256()
    for package in packages:
        for path in sorted(_files(package)):
            total.update(f"{path}\0".encode())
            total.update(path.read_bytes())
    return total.hexdigest()


def _files(package: str) -> list[Path]:
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        return []
    home = Path(spec.origin).parent
    folders = [home, home.parents[1] / "migrations"]
    found = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    return [path for path in found if "__pycache__" not in path.parts]
