"""演示场地 ``python -m venue.seed`` puts the demo's rooms into ``DATABASE_URL``, repeatably."""

import os
import sys
from datetime import time

import sqlalchemy
from sqlalchemy.orm import Session

from venue.store import rooms

OPENS, CLOSES = time(8, 30), time(17, 30)

ROOMS = (
    ("开标一室", "opening", "一楼", 60, ["投影", "录音录像", "远程解密席"]),
    ("开标二室", "opening", "一楼", 40, ["投影", "录音录像"]),
    ("开标三室", "opening", "二楼", 20, ["录音录像"]),
    ("评标一室", "evaluation", "三楼", 9, ["隔离门禁", "录音录像"]),
    ("评标二室", "evaluation", "三楼", 7, ["隔离门禁", "录音录像"]),
)


def main() -> int:
    """命令行 the exit code is 2 where ``DATABASE_URL`` is missing."""
    url = os.environ.get("DATABASE_URL")
    if not url:
        sys.stderr.write("DATABASE_URL is missing · 缺少设置 DATABASE_URL\n")
        return 2
    engine = sqlalchemy.create_engine(url)
    with Session(engine) as session, session.begin():
        for row in ROOMS:
            names = ("name", "kind", "floor", "capacity", "equipment")
            values = dict(zip(names, row, strict=True))
            rooms.add_room(session, {**values, "opens": OPENS, "closes": CLOSES})
    engine.dispose()
    return 0


if __name__ == "__main__":
    sys.exit(main())
