"""样本服务 the smallest service that there is: one command, one table, one event.

``service`` serves it through the kit, ``bare`` as stock nameko does, ``raw`` with kombu alone.
"""

from pathlib import Path

MIGRATIONS = str(Path(__file__).parent / "migrations")
