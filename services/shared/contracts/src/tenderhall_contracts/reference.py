"""生成参考 write the reference pages and the published promises, or check them.

``python -m tenderhall_contracts.reference write|check|additive [--root .]``

``write`` refuses to publish a promise that breaks an earlier one. ``check`` fails where a file is
not what the contracts generate. ``additive`` fails where the contracts break what this commit, or
the one before it, has published.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from tenderhall_contracts.catalogue import PROMISED
from tenderhall_contracts.pages import pages
from tenderhall_contracts.promises import Promise, broken, promise

DOCS = Path("docs/reference")
PUBLISHED = Path("services/shared/contracts/src/tenderhall_contracts/published")
_HINT = "run `python -m tenderhall_contracts.reference write` and commit what it wrote"


@cache
def files() -> Mapping[Path, str]:
    """应有的文件 path in the repository → text."""
    made = {DOCS / name: text for name, text in pages().items()}
    for name in PROMISED:
        text = json.dumps(_now(name), ensure_ascii=False, indent=1)
        made[PUBLISHED / f"{name}.json"] = f"{text}\n"
    return made


def write(root: Path) -> list[str]:
    """写出 all files, unless that would break a promise; gives what is broken."""
    told = [one for name in PROMISED for one in _against(_read(root / PUBLISHED / f"{name}.json"))]
    if not told:
        for path, text in files().items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text, encoding="utf-8")
    return told


def stale(root: Path) -> list[str]:
    """过期的文件 committed files that are not what the contracts generate."""
    return [
        f"{path}: {_HINT}"
        for path, text in files().items()
        if not (root / path).is_file() or (root / path).read_text(encoding="utf-8") != text
    ]


def narrowed(root: Path) -> list[str]:
    """收窄之处 promises of this commit and of the one before it that are broken now."""
    told = [
        one
        for revision in ("HEAD", "HEAD~1")
        for name in PROMISED
        for one in _against(_committed(root, revision, PUBLISHED / f"{name}.json"))
    ]
    return sorted(set(told))


def _against(before: Promise | None) -> Iterator[str]:
    if before is not None:
        name = before["service"]
        yield from broken(before, _now(name))


@cache
def _now(name: str) -> Promise:
    return promise(name, PROMISED[name])


def _read(path: Path) -> Promise | None:
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None


def _committed(root: Path, revision: str, path: Path) -> Promise | None:
    """The file as of a revision; None where there is no such revision, file or repository."""
    words = ["git", "-C", str(root), "show", f"{revision}:{path.as_posix()}"]
    shown = subprocess.run(words, capture_output=True, check=False)  # noqa: S603 — our own words
    return json.loads(shown.stdout) if shown.returncode == 0 else None


def main(words: list[str] | None = None) -> int:
    """命令行 the exit code is 1 where something is stale or broken."""
    parser = argparse.ArgumentParser(prog="tenderhall_contracts.reference", description=__doc__)
    does = {"write": write, "check": stale, "additive": narrowed}
    parser.add_argument("what", choices=does)
    parser.add_argument("--root", type=Path, default=Path())
    asked = parser.parse_args(words)
    told = does[asked.what](asked.root)
    sys.stderr.writelines(f"✘ {one}\n" for one in told)
    return 1 if told else 0


if __name__ == "__main__":
    sys.exit(main())
