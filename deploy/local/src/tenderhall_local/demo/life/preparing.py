"""A project of three lots, until its tender notice is published."""

from tenderhall_local.demo import notice, registration
from tenderhall_local.demo.journey import Journey
from tenderhall_local.demo.life.desk import lots, publish


def register(journey: Journey) -> None:
    """项目注册 with three lots."""
    registration.register(journey, lots=3)


def tender(journey: Journey) -> None:
    """招标公告 drafted, sealed, reviewed, published: its lots are 招标中."""
    journey.ids["notice"] = {"id": notice.create(journey)["id"]}
    publish(journey, journey.ids["notice"]["id"])
    lots(journey, "tendering", 1, 2, 3)
