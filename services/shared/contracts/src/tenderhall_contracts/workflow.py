"""审核流程 the one review machine of all business forms (domain §5.0), as a table.

The same table answers: is it allowed, by whom, which buttons to show, and how to draw it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from tenderhall_contracts.core import Role
from tenderhall_contracts.errors import Problem


class State(StrEnum):
    """表单状态 where a form stands."""

    DRAFT = "draft"
    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"
    DELETED = "deleted"
    VOID = "void"
    # after approval, where a kind of form has a life beyond it
    ISSUED = "issued"  # 招标文件 已发出
    RELEASED = "released"  # 场地预约 已释放
    USED = "used"  # 场地预约 已使用
    PROPOSED = "proposed"  # 场地互换 待对方同意


STATE_ZH: Mapping[State, str] = {
    State.DRAFT: "编辑中",
    State.PENDING: "待审核",
    State.APPROVED: "审核通过",
    State.REJECTED: "审核不通过",
    State.DELETED: "已删除",
    State.VOID: "已失效",
    State.ISSUED: "已发出",
    State.RELEASED: "已释放",
    State.USED: "已使用",
    State.PROPOSED: "待对方同意",
}


class Action(StrEnum):
    """动作 what is done to a form."""

    SAVE = "save"
    SEAL = "seal"
    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    APPROVE = "approve"
    REJECT = "reject"
    DELETE = "delete"
    # by the system
    AUTO_APPROVE = "auto_approve"
    FALL_BACK = "fall_back"  # publication found a broken rule: back to 审核不通过
    ISSUE = "issue"
    RELEASE = "release"
    APPLY = "apply"  # 场地变更生效
    USE = "use"  # 场地预约: its time is over
    SWAP = "swap"  # 场地互换生效
    CONSENT = "consent"  # the other agency agrees to a swap
    REFUSE = "refuse"
    VOID = "void"  # the lot was cancelled or failed: 已失效


@dataclass(frozen=True, slots=True)
class Step:
    """步骤 where an action leads and which role takes it; ``or_by`` may as well."""

    to: State
    by: Role
    or_by: Role | None = None

    def taken_by(self, role: Role) -> bool:
        """可由此角色办理."""
        return role in (self.by, self.or_by)


Table = Mapping[tuple[State, Action], Step]

REVIEW: Table = {
    (State.DRAFT, Action.SAVE): Step(State.DRAFT, Role.CLERK),
    (State.REJECTED, Action.SAVE): Step(State.DRAFT, Role.CLERK),
    (State.DRAFT, Action.SUBMIT): Step(State.PENDING, Role.CLERK),
    (State.PENDING, Action.WITHDRAW): Step(State.DRAFT, Role.CLERK),
    (State.PENDING, Action.APPROVE): Step(State.APPROVED, Role.REVIEWER),
    (State.PENDING, Action.REJECT): Step(State.REJECTED, Role.REVIEWER),
    (State.DRAFT, Action.DELETE): Step(State.DELETED, Role.CLERK),
    (State.REJECTED, Action.DELETE): Step(State.DELETED, Role.CLERK),
}

# what a form that nobody has decided on becomes when its lots are cancelled or fail (domain §5.9)
_VOIDED: Table = {
    (State.DRAFT, Action.VOID): Step(State.VOID, Role.SERVICE),
    (State.PENDING, Action.VOID): Step(State.VOID, Role.SERVICE),
    (State.REJECTED, Action.VOID): Step(State.VOID, Role.SERVICE),
}

# 项目注册: manual 3.1.6 lets an approved project be withdrawn (guard: no dependants, domain §6 C1)
PROJECT: Table = {
    **REVIEW,
    (State.APPROVED, Action.WITHDRAW): Step(State.DRAFT, Role.CLERK),
}

# 场地预约: a booking that holds rooms can be released by what happens to its lots
BOOKING: Table = {
    **REVIEW,
    (State.DRAFT, Action.VOID): Step(State.VOID, Role.SERVICE),
    (State.REJECTED, Action.VOID): Step(State.VOID, Role.SERVICE),
    (State.PENDING, Action.RELEASE): Step(State.RELEASED, Role.SERVICE),
    (State.APPROVED, Action.RELEASE): Step(State.RELEASED, Role.SERVICE),
    (State.APPROVED, Action.APPLY): Step(State.APPROVED, Role.SERVICE),
    (State.APPROVED, Action.USE): Step(State.USED, Role.SERVICE),
    (State.APPROVED, Action.SWAP): Step(State.APPROVED, Role.SERVICE),
}

# 场地互换: the other agency agrees first, then the centre decides; within one agency at once
SWAP: Table = {
    (State.PROPOSED, Action.CONSENT): Step(State.PENDING, Role.CLERK),
    (State.PROPOSED, Action.REFUSE): Step(State.REJECTED, Role.CLERK),
    (State.PROPOSED, Action.WITHDRAW): Step(State.DELETED, Role.CLERK),
    (State.PENDING, Action.WITHDRAW): Step(State.DELETED, Role.CLERK),
    (State.PENDING, Action.APPROVE): Step(State.APPROVED, Role.REVIEWER),
    (State.PENDING, Action.REJECT): Step(State.REJECTED, Role.REVIEWER),
}

# 招标文件: 提交即审核通过 by recorded policy, or by the centre (manual 3.5.6, domain §6 C3)
TENDER_DOCUMENT: Table = {
    **REVIEW,
    **_VOIDED,
    (State.PENDING, Action.AUTO_APPROVE): Step(State.APPROVED, Role.SERVICE),
    (State.APPROVED, Action.WITHDRAW): Step(State.DRAFT, Role.CLERK),
    (State.APPROVED, Action.ISSUE): Step(State.ISSUED, Role.SERVICE),
    (State.APPROVED, Action.VOID): Step(State.VOID, Role.SERVICE),
}

# 答疑文件: approved at submission by recorded policy, or by the centre; then issued (domain §6 C5)
CLARIFICATION: Table = {
    **REVIEW,
    **_VOIDED,
    (State.PENDING, Action.AUTO_APPROVE): Step(State.APPROVED, Role.SERVICE),
    (State.APPROVED, Action.ISSUE): Step(State.ISSUED, Role.SERVICE),
}

# 采购异常: its approval moves the lots
EXCEPTION: Table = {**REVIEW, **_VOIDED}

# 公告: sealed while 编辑中; a kind may be approved by policy (变更公告, domain §6 C7), or with
# its form (采购异常, §5.0); the system sends it back where a rule fails at publication
NOTICE: Table = {
    **REVIEW,
    **_VOIDED,
    (State.DRAFT, Action.SEAL): Step(State.DRAFT, Role.CLERK, Role.SEAL_HOLDER),
    (State.DRAFT, Action.AUTO_APPROVE): Step(State.APPROVED, Role.SERVICE),
    (State.PENDING, Action.AUTO_APPROVE): Step(State.APPROVED, Role.SERVICE),
    (State.APPROVED, Action.FALL_BACK): Step(State.REJECTED, Role.SERVICE),
}

TABLES: Mapping[str, Table] = {
    "project": PROJECT,
    "booking": BOOKING,
    "tender_document": TENDER_DOCUMENT,
    "clarification": CLARIFICATION,
    "notice": NOTICE,
    "exception": EXCEPTION,
    "swap": SWAP,
}


def step(table: Table, state: State, action: Action, role: Role) -> State:
    """转换 the state that the action leads to.

    Raises:
        Problem: STATE_CONFLICT where the state does not allow it, FORBIDDEN_ROLE where the role
            does not.
    """
    found = table.get((state, action))
    if found is None:
        raise Problem("STATE_CONFLICT", state=state.value, state_zh=STATE_ZH[state], action=action)
    if not found.taken_by(role):
        raise Problem("FORBIDDEN_ROLE", role=role.value, needs=found.by.value)
    return found.to


def allowed(table: Table, state: State, role: Role) -> list[Action]:
    """可执行的动作 what this role may do now, for buttons."""
    return [action for (at, action), one in table.items() if at is state and one.taken_by(role)]


def takers(one: Step) -> str:
    """办理角色 as text: one role, or two."""
    return f"{one.by} / {one.or_by}" if one.or_by else str(one.by)


def as_mermaid(table: Table) -> str:
    """The table drawn as a Mermaid state diagram."""
    lines = ["stateDiagram-v2"]
    for (at, action), one in table.items():
        lines.append(f"    {STATE_ZH[at]} --> {STATE_ZH[one.to]}: {action} ({takers(one)})")
    return "\n".join(lines) + "\n"
