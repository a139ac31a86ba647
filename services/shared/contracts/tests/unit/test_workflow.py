"""The review machine against truth tables written by hand, for every state, action and role."""

from itertools import product

import pytest
from tenderhall_contracts.core import Role
from tenderhall_contracts.errors import Problem
from tenderhall_contracts.workflow import (
    STATE_ZH,
    TABLES,
    Action,
    State,
    Step,
    allowed,
    as_mermaid,
    step,
)

ROLES = {
    "代理机构": Role.CLERK,
    "保管人": Role.SEAL_HOLDER,
    "审核员": Role.REVIEWER,
    "系统": Role.SERVICE,
}
STATES = {zh: state for state, zh in STATE_ZH.items()}
ACTIONS = {
    "保存": Action.SAVE,
    "签章": Action.SEAL,
    "提交": Action.SUBMIT,
    "撤回": Action.WITHDRAW,
    "通过": Action.APPROVE,
    "不通过": Action.REJECT,
    "删除": Action.DELETE,
    "自动通过": Action.AUTO_APPROVE,
    "退回": Action.FALL_BACK,
    "发出": Action.ISSUE,
    "释放": Action.RELEASE,
    "失效": Action.VOID,
    "使用": Action.USE,
    "生效": Action.APPLY,
    "互换": Action.SWAP,
    "同意": Action.CONSENT,
    "不同意": Action.REFUSE,
}

# domain §5.0, by hand: 现状 动作 操作者 → 结果
COMMON = """
编辑中     保存   代理机构 编辑中
编辑中     提交   代理机构 待审核
编辑中     删除   代理机构 已删除
待审核     撤回   代理机构 编辑中
待审核     通过   审核员   审核通过
待审核     不通过 审核员   审核不通过
审核不通过 保存   代理机构 编辑中
审核不通过 删除   代理机构 已删除
"""
VOIDED = """
编辑中     失效   系统     已失效
待审核     失效   系统     已失效
审核不通过 失效   系统     已失效
"""
TRUTH = {
    "project": COMMON + "审核通过 撤回 代理机构 编辑中",
    "booking": COMMON
    + """
待审核     释放 系统 已释放
审核通过   释放 系统 已释放
审核通过   使用 系统 已使用
审核通过   生效 系统 审核通过
审核通过   互换 系统 审核通过
编辑中     失效 系统 已失效
审核不通过 失效 系统 已失效
""",
    "exception": COMMON + VOIDED,
    "clarification": COMMON + VOIDED + "待审核 自动通过 系统 审核通过\n审核通过 发出 系统 已发出",
    "swap": """
待对方同意 同意   代理机构 待审核
待对方同意 不同意 代理机构 审核不通过
待对方同意 撤回   代理机构 已删除
待审核     撤回   代理机构 已删除
待审核     通过   审核员   审核通过
待审核     不通过 审核员   审核不通过
""",
    "notice": COMMON
    + VOIDED
    + """
编辑中   签章     代理机构/保管人 编辑中
编辑中   自动通过 系统            审核通过
待审核   自动通过 系统            审核通过
审核通过 退回     系统            审核不通过
""",
    "tender_document": COMMON
    + VOIDED
    + """
待审核   自动通过 系统     审核通过
审核通过 撤回     代理机构 编辑中
审核通过 发出     系统     已发出
审核通过 失效     系统     已失效
""",
}


def truth(name: str) -> dict[tuple[State, Action], Step]:
    rows = [line.split() for line in TRUTH[name].splitlines() if line]
    return {
        (STATES[at], ACTIONS[action]): Step(STATES[to], *(ROLES[one] for one in roles.split("/")))
        for at, action, roles, to in rows
    }


def test_every_form_has_a_truth_table() -> None:
    assert TRUTH.keys() == TABLES.keys()
    assert set(ACTIONS.values()) == set(Action)
    assert set(STATES.values()) == set(State)


def outcome(name: str, state: State, action: Action, role: Role) -> str:
    """The state that a step leads to, or the code that it is refused with."""
    try:
        return step(TABLES[name], state, action, role).value
    except Problem as problem:
        return problem.code


@pytest.mark.parametrize("name", TRUTH)
@pytest.mark.parametrize("role", Role)
def test_each_step_is_as_the_truth_table_says(name: str, role: Role) -> None:
    rows = truth(name)
    for state, action in product(State, Action):
        wanted = rows.get((state, action))
        expected = "STATE_CONFLICT"
        if wanted:
            expected = wanted.to.value if role in (wanted.by, wanted.or_by) else "FORBIDDEN_ROLE"
        assert outcome(name, state, action, role) == expected, (STATE_ZH[state], action)


@pytest.mark.parametrize("name", TRUTH)
@pytest.mark.parametrize("role", Role)
def test_the_buttons_are_the_steps_that_would_be_taken(name: str, role: Role) -> None:
    rows = truth(name).items()
    for state in State:
        wanted = {action for (at, action), to in rows if at is state and role in (to.by, to.or_by)}
        assert set(allowed(TABLES[name], state, role)) == wanted, STATE_ZH[state]


def test_a_refusal_says_where_the_form_stands_in_chinese() -> None:
    with pytest.raises(Problem) as caught:
        step(TABLES["project"], State.APPROVED, Action.SAVE, Role.CLERK)
    assert caught.value.as_dict()["state_zh"] == "审核通过"


def test_nobody_reviews_what_nobody_submitted() -> None:
    for table in TABLES.values():
        for (at, action), one in table.items():
            assert action not in {Action.APPROVE, Action.REJECT} or at is State.PENDING
            assert one.by is not Role.ANONYMOUS


def test_a_table_draws_itself() -> None:
    drawn = as_mermaid(TABLES["tender_document"])
    assert drawn.startswith("stateDiagram-v2\n")
    assert "    待审核 --> 审核通过: auto_approve (service)\n" in drawn
    assert len(drawn.splitlines()) == 1 + len(TABLES["tender_document"])
