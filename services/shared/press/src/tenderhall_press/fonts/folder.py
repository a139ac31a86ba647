"""字体目录 the font folder: built once at install, read by every render worker."""

import fcntl
import hashlib
import json
import os
import shutil
import tempfile
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from tenderhall_press.fonts.shrink import shrink
from tenderhall_press.fonts.sources import Source, choose, fetch_fandol, find_fandol

RECIPE = "1"
"""Raised whenever the way the fonts are made changes, so that an old folder is made anew."""

FAMILIES = {"body": "Tenderhall Body", "heading": "Tenderhall Heading"}
MANIFEST, CONFIG, LOCK = "manifest.json", "fonts.conf", ".lock"
FONTCONFIG = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig><dir>{folder}</dir><cachedir>{folder}/cache</cachedir></fontconfig>
"""


class FontsMissing(RuntimeError):  # noqa: N818 — reads as what happened
    """缺少字体 the folder has no fonts; says which command makes them."""


@dataclass(frozen=True)
class FontFolder:
    """字体目录 where the fonts lie and the digest that stands for all of them."""

    path: Path
    digest: str

    @property
    def config(self) -> Path:
        """The private fontconfig file (FONTCONFIG_FILE) that sees these fonts and no others."""
        return self.path / CONFIG


def build(path: Path, *, fetch: bool = True) -> FontFolder:
    """制作字体 make the fonts in a folder, unless the same ones are there already (about 20 s).

    Args:
        path: The folder, made when missing; of two builders at once the second waits.
        fetch: Ask Debian for the 仿宋 face when it is not on the machine.
    """
    path.mkdir(parents=True, exist_ok=True)
    with suppress(FontsMissing):
        return open_folder(path)
    with (path / LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # the kernel frees it when its holder dies
        with suppress(FontsMissing):
            return open_folder(path)
        _build(path, fetch=fetch)
    return open_folder(path)


def _build(path: Path, *, fetch: bool) -> None:
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".fonts-") as scratch:
        work = Path(scratch)
        sources = choose(find_fandol() or (fetch_fandol(work) if fetch else None))
        made = _make(sources, work)
        for file in made:
            os.replace(file, path / file.name)  # noqa: PTH105 — atomic on one file system
        _describe(path, sources, [file.name for file in made])


def open_folder(path: Path) -> FontFolder:
    """打开字体目录 read the folder's manifest, and write the fontconfig file for where it lies now.

    Raises:
        FontsMissing: Nothing was built here, or by an older recipe.
    """
    try:
        manifest = json.loads((path / MANIFEST).read_text())
    except FileNotFoundError:
        manifest = {}
    if manifest.get("recipe") != RECIPE:
        command = f"python -m tenderhall_press.fonts build {path}"
        raise FontsMissing(f"{path}: 没有字体 no fonts; run: {command}")
    config = FONTCONFIG.format(folder=path.resolve())
    if not (path / CONFIG).is_file() or (path / CONFIG).read_text() != config:
        (path / CONFIG).write_text(config)
    return FontFolder(path.resolve(), manifest["digest"])


def _make(sources: tuple[Source, ...], into: Path) -> list[Path]:
    """Shrink the large faces side by side; copy the others."""
    made = []
    # spawn: a forked child of a process that has run WeasyPrint or eventlet inherits their locks
    with ProcessPoolExecutor(len(FAMILIES), mp_context=get_context("spawn")) as pool:
        running = []
        for source in sources:
            family = FAMILIES.get(source.role)
            target = into / (f"{source.role}.ttf" if family else f"{source.role}.otf")
            made.append(target)
            if family:
                running.append(pool.submit(shrink, source.path, target, family))
            else:
                shutil.copyfile(source.path, target)
        for one in running:
            one.result()
    return made


def _describe(path: Path, sources: tuple[Source, ...], names: list[str]) -> None:
    hashes = {name: hashlib.sha256((path / name).read_bytes()).hexdigest() for name in names}
    digest = hashlib.sha256(json.dumps(hashes, sort_keys=True).encode()).hexdigest()
    origin = {
        source.role: {"file": source.path.name, "sha256": source.digest()} for source in sources
    }
    manifest = {"recipe": RECIPE, "digest": digest, "files": hashes, "made_from": origin}
    (path / MANIFEST).write_text(json.dumps(manifest, indent=1, sort_keys=True))
