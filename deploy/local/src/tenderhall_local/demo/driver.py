"""The order of the steps. The driver never says whether a step was right: the verifier does."""

from collections.abc import Callable, Mapping

from rich.console import Console

from tenderhall_local.demo import booking, notice, registration, tender_document
from tenderhall_local.demo.chaos import Chaos
from tenderhall_local.demo.journey import Journey, Setting

Step = Callable[[Journey], None]

STEPS: dict[str, Step] = {
    "登录 log in": registration.log_in,
    "工作日安排 calendar": registration.confirm_calendar,
    "项目注册 register project": registration.register,
    "项目审核 review project": registration.approve,
    "场地预约 book rooms": booking.book,
    "另一项目 rival project": registration.register_rival,
    "场地冲突 room clash refused": booking.clash,
    "预约审核 review booking": booking.approve,
    "招标文件 tender document": tender_document.submit,
    "公告期限 periods refused by law": notice.draft,
    "公告草稿 notice draft and preview": notice.correct,
    "电子签章 seal": notice.seal,
    "公告提交 submit notice": notice.submit,
    "公告审核 review notice": notice.approve,
    "公告发布 published": notice.published,
}


def drive(
    setting: Setting,
    console: Console,
    chaos: Chaos | None = None,
    steps: Mapping[str, Step] = STEPS,
) -> Journey:
    """走完全程 every step in order; the first fault ends it and is written down in the journey."""
    setting.folder.mkdir(parents=True, exist_ok=True)
    journey = Journey(setting, whole_life=steps is not STEPS)
    hits = chaos.plan(list(steps)) if chaos else {}
    for name, action in steps.items():
        if chaos:
            chaos.strike(name, hits.get(name, []))
        with console.status(f"{name} …"):
            try:
                journey.take(name, action)
            except Exception as fault:  # noqa: BLE001 — told in the report, with the step's name
                console.print(f"[red]✘[/red] {name}: {fault}", markup=True, highlight=False)
                return journey
        console.print(f"· {name} ({journey.steps[-1]['seconds']} s)", highlight=False)
    return journey
