"""写入项目文件 a project's page, data and calendar, and its OCDS releases and record."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from tenderhall_kit.storage import Storage

from notices import ocds
from notices.portal import calendars, page

HTML, JSON = "text/html; charset=utf-8", "application/json"
CALENDAR = "text/calendar; charset=utf-8"


def put_project(storage: Storage, told: Mapping[str, Any]) -> None:
    """项目页、数据、日历 ``told`` is contract ``PublicProject`` as JSON."""
    folder = f"public/projects/{told['project_no']}"
    storage.put_at(f"{folder}/project.json", _json(told), JSON)
    storage.put_at(f"{folder}/openings.ics", calendars.openings(told), CALENDAR)
    storage.put_at(f"{folder}/index.html", page.project(told).encode(), HTML)


def put_releases(storage: Storage, releases: Sequence[Mapping[str, Any]], site: str) -> None:
    """OCDS文件 a package for each release, and the record of all of them."""
    for one in releases:
        path = f"/ocds/releases/{one['id']}.json"
        package = ocds.release_package([one], site + path)
        storage.put_at(f"public{path}", _json(package), JSON)
    path = f"/ocds/records/{releases[0]['ocid']}.json"
    storage.put_at(f"public{path}", _json(ocds.record_package(releases, site + path)), JSON)


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True).encode()
