"""The smallest real service, for the tests of the kit: it keeps notes and counts what it hears."""

from pathlib import Path

MIGRATIONS = Path(__file__).parent / "migrations"
