"""模式 one instance of each marshmallow schema: making one costs more than using it."""

from functools import cache

from marshmallow import Schema


@cache
def schema_of(kind: type[Schema]) -> Schema:
    """模式实例 shared by all calls of a process; loading and dumping change nothing in it."""
    return kind()
