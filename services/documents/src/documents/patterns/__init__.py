"""范本 the model texts of tender documents: versioned data files, chosen by kind and date.

``<kind>.v<n>.toml`` names its chapters, ``chapters/<name>.v<n>.toml``. A version that was ever used
never changes: a tender document keeps id, version and SHA-256 of the one it was written by.
"""

from documents.patterns.catalogue import NoPattern, catalogue, choose, named, newest
from documents.patterns.shapes import Chapter, Entry, Pattern, Section, Table, Zone

__all__ = [
    "Chapter",
    "Entry",
    "NoPattern",
    "Pattern",
    "Section",
    "Table",
    "Zone",
    "catalogue",
    "choose",
    "named",
    "newest",
]
