"""OCDS 编号 of a contracting process and of its releases (OCDS 1.1 §identifiers)."""

PREFIX = "ocds-213czf"
"""The standard's own prefix for documentation, until the centre has registered one."""


def ocid(project_no: str) -> str:
    """采购过程编号 one for each project, for ever."""
    return f"{PREFIX}-{project_no}"


def release_id(no: str) -> str:
    """发布编号 one immutable release for each publication: the notice's own number."""
    return f"{PREFIX}-{no}"
