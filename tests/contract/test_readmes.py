"""The two READMEs say the same, and every link in the documentation leads somewhere."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(
    page
    for page in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("services/**/*.md")]
    if not {".venv", "node_modules"} & set(page.parts)
)


def headings(page: Path) -> list[int]:
    return [len(found) for found in re.findall(r"^(#+) ", page.read_text(), re.MULTILINE)]


def commands(page: Path) -> set[str]:
    return set(re.findall(r"(?:`|^)(make [a-z-]+)", page.read_text(), re.MULTILINE))


def test_both_readmes_have_the_same_headings_and_commands() -> None:
    english, chinese = ROOT / "README.md", ROOT / "README.zh-CN.md"
    assert headings(english) == headings(chinese)
    assert commands(english) == commands(chinese)


def test_every_make_command_in_the_readme_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {command.removeprefix("make ") for command in commands(ROOT / "README.md")}
    assert named <= targets


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_to_a_file(page: Path) -> None:
    said = re.sub(r"^```.*?^```", "", page.read_text(), flags=re.MULTILINE | re.DOTALL)
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", said)
    missing = [link for link in links if not (page.parent / link).exists()]
    assert missing == []
