"""所问 what people ask of registry all day, by name; each must find what it looks for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from tenderhall_contracts.core import Role
from tenderhall_kit.actors import Actor

from tenderhall_bench.lines.registry.fill import RARE


@dataclass(frozen=True, slots=True)
class Ask:
    """一问 ``least``: how many it must find at least, where it is a list."""

    rpc: str
    who: Actor
    payload: Mapping[str, Any] = field(default_factory=dict)
    least: int = 1


def asks(agency: UUID, other: UUID, project: UUID, no: str) -> dict[str, Ask]:
    """全部所问 by the centre, by the largest agency, and for one project in the middle."""
    centre = Actor(str(uuid4()), Role.REVIEWER, org_id=str(uuid4()), name="bench")
    clerk = Actor(str(uuid4()), Role.CLERK, org_id=str(agency), name="bench")
    lists: dict[str, dict[str, Any]] = {
        "": {},
        "page 90": {"offset": 1780},
        "pending": {"state": "pending"},
        "approved": {"state": "approved"},
        "active": {"stage": "active"},
        "failed": {"stage": "failed"},
        "region": {"region": "430481"},
        "works": {"category": "B"},
        "method": {"method": "open_tender"},
        "agency": {"agency_id": str(other)},
        "one week": {"since": "2021-03-01", "until": "2021-03-07"},
        "several": {"category": "B", "region": "430400", "stage": "failed"},
        "common word": {"q": "采购"},
        "two words": {"q": "智慧校园 采购单位"},
        "rare word": {"q": RARE[:2]},
        "number": {"q": no},
        "word and filters": {"q": "医疗设备", "region": "430481", "category": "A"},
    }
    nothing = {"q": "没有这样的项目"}
    least = {"several": 0, "word and filters": 0}
    return {
        **{
            f"centre: {name or 'list'}": Ask("list_projects", centre, told, least.get(name, 1))
            for name, told in lists.items()
        },
        "centre: nothing": Ask("list_projects", centre, nothing, 0),
        "agency: list": Ask("list_projects", clerk),
        "agency: page 90": Ask("list_projects", clerk, {"offset": 1780}),
        "agency: draft": Ask("list_projects", clerk, {"state": "draft"}),
        "agency: common word": Ask("list_projects", clerk, {"q": "采购"}),
        "agency: rare word": Ask("list_projects", clerk, {"q": RARE}, 0),
        "agency: category": Ask("list_projects", clerk, {"category": "B"}, 0),
        "lots_for booking": Ask("lots_for", clerk, {"activity": "booking"}),
        "lots_for notice": Ask("lots_for", clerk, {"activity": "tender_notice"}),
        "lots_for search": Ask("lots_for", clerk, {"activity": "booking", "q": "信息系统"}),
        "review_queue": Ask("review_queue", centre),
        "review_queue search": Ask("review_queue", centre, {"q": "医疗"}),
        "my_work": Ask("my_work", clerk),
        "my_work search": Ask("my_work", clerk, {"q": "采购"}),
        "get_project": Ask("get_project", centre, {"id": str(project)}),
        "project_progress": Ask("project_progress", centre, {"id": str(project)}),
        "search_catalogue": Ask("search_catalogue", clerk, {"q": "fuwuqi"}),
        "browse_catalogue": Ask("browse_catalogue", clerk, {"parent": "A02000000"}),
    }
