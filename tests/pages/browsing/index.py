"""The list of pictures in their folder's README; what people wrote there stays."""

from pathlib import Path

from PIL import Image

BEGIN, END = "<!-- pictures: made by `make screenshots` -->", "<!-- /pictures -->"
HEAD = f"""# 页面 The pages, in pictures

Taken by `make screenshots` from the browser tests, at 1366×768 and 390×844.

## 看到的问题与修正 · what looked wrong and was mended

## 清单 The list

{BEGIN}
{END}
"""


def write(folder: Path) -> None:
    """Write the list anew between its two marks."""
    readme = folder / "README.md"
    text = readme.read_text() if readme.exists() else HEAD
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    rows = "\n".join(_row(folder, name) for name in _names(folder))
    head = "| page · state | 1366×768 | 390×844 |\n|---|---|---|"
    readme.write_text(f"{before}{BEGIN}\n{head}\n{rows}\n{END}{after}")


def _names(folder: Path) -> list[str]:
    return sorted({one.name.partition("@")[0] for one in folder.glob("*@*.png")})


def _row(folder: Path, name: str) -> str:
    page, _, state = name.rpartition("-")
    with Image.open(folder / f"{name}@1366.png") as picture:
        title = str(picture.info.get("Title", ""))
    shown = (
        f'<img src="{name}@{width}.png" width="{small}" alt="{title}">'
        for width, small in (
            (1366, 560),
            (390, 190),
        )
    )
    return f"| {page} · {state}<br>{title} | " + " | ".join(shown) + " |"
