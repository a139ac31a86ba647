"""模板版本 the print templates: versioned files, chosen by kind and by the day of issue.

A version's files never change once it has been used: what is printed keeps the id, version and
SHA-256 of the template it was made with, and anyone can render it again and compare.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path


@dataclass(frozen=True)
class TemplateVersion:
    """模板版本 one immutable version of one national or local format."""

    template_id: str
    version: str
    kind: str
    region: str
    effective_from: date
    effective_to: date | None
    sha256: str
    folder: Path

    def covers(self, kind: str, region: str, on: date) -> bool:
        """Whether what is of this kind, issued there on that day, takes this version."""
        placed = self.region in ("*", region)
        started = self.effective_from <= on
        return self.kind == kind and placed and started and not self._ended(on)

    def _ended(self, on: date) -> bool:
        return self.effective_to is not None and on > self.effective_to


class NoTemplate(LookupError):  # noqa: N818 — reads as what happened
    """没有适用的模板 no version covers that kind, region and day, or no such version exists."""


class Catalogue:
    """模板目录 every version below one folder: ``<id>/v<n>/template.json`` and its files."""

    def __init__(self, root: Path) -> None:
        """Read at first use."""
        self.root = root

    @cached_property
    def versions(self) -> tuple[TemplateVersion, ...]:
        """全部版本 in order of name."""
        return tuple(_read(file.parent) for file in sorted(self.root.glob("*/v*/template.json")))

    def choose(self, kind: str, region: str, on: date) -> TemplateVersion:
        """选模板 the version in force: the region's own before the national one, then the newest.

        Raises:
            NoTemplate: No version covers the day.
        """
        found = [one for one in self.versions if one.covers(kind, region, on)]
        if not found:
            raise NoTemplate(f"没有适用的模板 no template: {kind} {region} {on}")
        return max(found, key=lambda one: (one.region != "*", one.effective_from, int(one.version)))

    def named(self, template_id: str, version: str) -> TemplateVersion:
        """取模板 one version by name, as what was printed with it recorded it.

        Raises:
            NoTemplate: This build of the service does not carry it.
        """
        for one in self.versions:
            if (one.template_id, one.version) == (template_id, version):
                return one
        raise NoTemplate(f"没有此模板版本 no such template version: {template_id} v{version}")


def _read(folder: Path) -> TemplateVersion:
    told = json.loads((folder / "template.json").read_text(encoding="utf-8"))
    ends = told["effective_to"]
    return TemplateVersion(
        template_id=told["id"],
        version=told["version"],
        kind=told["kind"],
        region=told["region"],
        effective_from=date.fromisoformat(told["effective_from"]),
        effective_to=date.fromisoformat(ends) if ends else None,
        sha256=digest(folder),
        folder=folder,
    )


def digest(folder: Path) -> str:
    """模板摘要 SHA-256 over the names and bytes of a version's files, in order of name."""
    total = hashlib.sha256()
    for file in sorted(folder.iterdir()):
        total.update(file.name.encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()
