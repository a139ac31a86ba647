"""The menu in the words of the manual."""

from gateway.pages.kit.nav import MENU
from tenderhall_contracts.core import Role


def test_c15_the_menu_groups_by_when_a_step_comes_and_keeps_the_manuals_words() -> None:
    groups = {group.title: [one.title for one in group.items] for group in MENU[Role.CLERK]}
    assert "采购异常" in groups["开标前"]
    assert groups["评标后"] == [
        "项目复评预约",
        "中标公告",
        "中标公告变更",
        "废标公告",
        "重新招标",
    ]


def test_everybody_finds_the_suppliers_and_who_may_sees_what_platforms_tell() -> None:
    paths = {role: {one.path for group in MENU[role] for one in group.items} for role in MENU}
    assert all("/desk/suppliers" in one for one in paths.values())
    told = {role for role, one in paths.items() if "/desk/admin/inbound" in one}
    assert told == {Role.ADMIN, Role.SUPERVISOR}
    assert {role for role, one in paths.items() if "/desk/admin/accounts" in one} == {Role.ADMIN}
