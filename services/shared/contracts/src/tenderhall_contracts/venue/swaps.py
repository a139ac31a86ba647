"""场地互换 two approved bookings take each other's time and rooms, decided on as one.

Only while both are 筹备中 and nothing is published. The other booking is named by its slot as
场地使用信息 shows it: whose it is stays hidden from who proposes.
"""

from marshmallow import fields

from tenderhall_contracts.common import (
    ById,
    FormCommand,
    FormEvent,
    FormOut,
    Page,
    StepOut,
)
from tenderhall_contracts.core import COMMAND, PEOPLE, QUERY, Gives, Role, Takes
from tenderhall_contracts.fields import Instant, text
from tenderhall_contracts.venue.bookings import BaseOut
from tenderhall_contracts.venue.promise import venue


class ProposeSwap(Takes):
    """提出互换 of the own booking ``id`` with what opens in that room at that moment."""

    id = fields.UUID(required=True)
    version = fields.Integer(required=True, strict=True)
    room_id = fields.Integer(required=True)
    begins = Instant(required=True)
    reason = text(1000, required=True)


class DecideSwap(FormCommand):
    """决定互换 the other agency agrees or not, then a reviewer; a refusal needs an opinion."""

    agree = fields.Boolean(required=True)
    opinion = text(500)


class SwapSide(Gives):
    """互换的一方 ``slot`` is what it held when the swap was proposed; others' names are masked."""

    own = fields.Boolean(required=True)
    label = fields.String(required=True)
    lot_nos = fields.List(fields.String(), required=True)
    slot = fields.Nested(BaseOut, required=True)


class SwapOut(FormOut):
    """场地互换; ``state`` proposed waits for the other agency, pending for the reviewer."""

    sides = fields.List(fields.Nested(SwapSide), required=True)
    reason = fields.String(required=True)
    proposed_at = Instant(required=True)
    history = fields.List(fields.Nested(StepOut))


class SwapList(Gives):
    """互换列表 newest first."""

    total = fields.Integer(required=True)
    items = fields.List(fields.Nested(SwapOut), required=True)


_FORM = ("NOT_FOUND", "STATE_CONFLICT", "VERSION_CONFLICT")
propose_swap = venue.rpc(
    "propose_swap",
    title="提出场地互换",
    kind=COMMAND,
    takes=ProposeSwap,
    gives=SwapOut,
    roles={Role.CLERK},
    refuses=("VALIDATION_FAILED", "PRECONDITION_FAILED", *_FORM),
)
withdraw_swap = venue.rpc(
    "withdraw_swap",
    title="撤回场地互换",
    kind=COMMAND,
    takes=FormCommand,
    gives=SwapOut,
    roles={Role.CLERK},
    refuses=_FORM,
)
decide_swap = venue.rpc(
    "decide_swap",
    title="决定场地互换",
    kind=COMMAND,
    takes=DecideSwap,
    gives=SwapOut,
    roles={Role.CLERK, Role.REVIEWER},
    refuses=("VALIDATION_FAILED", "PRECONDITION_FAILED", "ROOM_CONFLICT", *_FORM),
)
get_swap = venue.rpc(
    "get_swap",
    title="查看场地互换",
    kind=QUERY,
    takes=ById,
    gives=SwapOut,
    roles=PEOPLE,
    refuses=("NOT_FOUND",),
)
list_swaps = venue.rpc(
    "list_swaps", title="场地互换列表", kind=QUERY, takes=Page, gives=SwapList, roles=PEOPLE
)


class SwapFacts(FormEvent):
    """互换事件内容; the form is the proposing agency's, ``other_agency_id`` the other's."""

    other_agency_id = fields.UUID(required=True)
    other_lot_nos = fields.List(fields.String(), required=True)


swap_proposed = venue.event("venue.swap_proposed", version=1, carries=SwapFacts, title="互换已提出")
swap_submitted = venue.event(
    "venue.swap_submitted", version=1, carries=SwapFacts, title="互换待审核"
)
swap_approved = venue.event("venue.swap_approved", version=1, carries=SwapFacts, title="互换已生效")
swap_rejected = venue.event("venue.swap_rejected", version=1, carries=SwapFacts, title="互换未同意")
swap_withdrawn = venue.event(
    "venue.swap_withdrawn", version=1, carries=SwapFacts, title="互换已撤回"
)
