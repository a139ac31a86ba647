"""列对应 the columns of a file by what its first row calls them."""

from collections.abc import Mapping, Sequence


def picked(rows: Sequence[Sequence[str]], names: Mapping[str, str]) -> list[dict[str, str | int]]:
    """按列名取值 each row after the first as field → text, with its line; unknown columns are left.

    ``names`` are the words for a column → its field.
    """
    head = [names.get(one.strip().lower(), "") for one in rows[0]] if rows else []
    return [
        {"line": line, **{name: cell for name, cell in zip(head, row, strict=False) if name}}
        for line, row in enumerate(rows[1:], 2)
    ]
