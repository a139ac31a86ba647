"""The page for other teams shows the very program that is tested, and names what exists."""

import re
from pathlib import Path

from tenderhall_contracts.errors import ERRORS
from tenderhall_contracts.scopes import SCOPES

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/how-to/integrate.md").read_text()
BLOCK = re.compile(r"<!-- (?P<path>\S+\.py) -->\n```python\n(?P<code>.*?)```\n", re.DOTALL)
OF_THE_BROKER = {"ACCESS_REFUSED"}


def test_each_block_of_code_is_the_text_of_its_file() -> None:
    shown = {one["path"]: one["code"] for one in BLOCK.finditer(PAGE)}
    folder = Path(__file__).parent / "evaluation_centre"
    files = [each for each in folder.glob("*.py") if each.name != "__init__.py"]
    assert shown == {str(each.relative_to(ROOT)): each.read_text() for each in files}
    assert PAGE.count("```python") == len(shown)


def test_the_scopes_that_it_names_can_be_given() -> None:
    (given,) = re.findall(r'SCOPES="([^"]+)"', PAGE)
    assert set(given.split()) <= SCOPES


def test_the_codes_that_it_explains_exist() -> None:
    _, _, table = PAGE.partition("## Errors")
    first = re.findall(r"^\| (.*?) \|", table, re.MULTILINE)
    codes = {code for cell in first for code in re.findall(r"`([A-Z_]{4,})`", cell)}
    assert codes
    assert codes <= set(ERRORS) | OF_THE_BROKER


def test_the_program_knows_nothing_of_our_code() -> None:
    assert "tenderhall_" not in "".join(one["code"] for one in BLOCK.finditer(PAGE))
