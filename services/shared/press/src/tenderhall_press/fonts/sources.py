"""Where the glyphs come from: fonts found on the machine, fetched from Debian, or from PyPI."""

import hashlib
import shutil
import subprocess
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

FANDOL = Path("usr/share/texlive/texmf-dist/fonts/opentype/public/fandol")
PACKAGE = "texlive-lang-chinese"
FETCH_SECONDS = 300


@dataclass(frozen=True)
class Source:
    """字体来源 one font file and the role it plays in a document.

    Roles: ``body`` 仿宋 and ``heading`` 黑体 are made small and static; ``title`` 小标宋 and
    ``rare`` 生僻字 are taken as they are, for they set few characters.
    """

    role: str
    path: Path

    def digest(self) -> str:
        """SHA-256 of the file, hexadecimal."""
        return hashlib.sha256(self.path.read_bytes()).hexdigest()


def choose(fandol: Path | None) -> tuple[Source, ...]:
    """选字体 real 仿宋 and 小标宋 faces where Fandol is there, Noto Serif where it is not."""
    serif, sans = _noto("Serif"), _noto("Sans")
    body = fandol / "FandolFang-Regular.otf" if fandol else serif
    title = fandol / "FandolSong-Bold.otf" if fandol else serif
    return (
        Source("body", body),
        Source("heading", sans),
        Source("title", title),
        Source("rare", serif),
    )


def find_fandol(root: Path = Path("/")) -> Path | None:
    """The Fandol folder below a root, when Debian's package lies there unpacked."""
    folder = root / FANDOL
    return folder if (folder / "FandolFang-Regular.otf").is_file() else None


def fetch_fandol(into: Path) -> Path | None:
    """取仿宋 fetch Debian's package (49 MB) and unpack the fonts; needs neither TeX nor root.

    Returns:
        The Fandol folder, or None when apt is not there or refuses: Noto Serif then stands in.
    """
    apt, dpkg = shutil.which("apt-get"), shutil.which("dpkg-deb")
    if not apt or not dpkg:
        return None
    try:
        _run(into, apt, "download", PACKAGE)
        _run(into, dpkg, "-x", next(into.glob(f"{PACKAGE}_*.deb")).name, "unpacked")
    except (subprocess.SubprocessError, OSError, StopIteration):
        return None
    return find_fandol(into / "unpacked")


def _noto(style: str) -> Path:
    """Noto, from the locked PyPI package (SIL Open Font Licence)."""
    return Path(str(files("pylopdf_fonts_zh_cn") / f"Noto{style}SC-Regular.otf"))


def _run(cwd: Path, *words: str) -> None:
    subprocess.run(words, cwd=cwd, check=True, capture_output=True, timeout=FETCH_SECONDS)  # noqa: S603 — fixed words
