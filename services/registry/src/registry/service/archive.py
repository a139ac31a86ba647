"""项目档案 the entry point of registry's part of a project's archive."""

from typing import Any

from tenderhall_contracts import registry as promises
from tenderhall_kit import archiving
from tenderhall_kit.entrypoints import Call, serves

from registry.models import Base


class Archive:
    """项目档案 everything that this service keeps of a project."""

    @serves(promises.archive_part)
    def archive_part(self, call: Call, payload: dict[str, Any]) -> Any:
        """项目档案分卷."""
        return archiving.part(call, Base.metadata, "project", payload["project_id"])
