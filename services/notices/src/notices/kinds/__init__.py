"""公告种类 every kind of notice, by name; each is described in a module of its own."""

from collections.abc import Mapping

from notices.kinds.award import AWARD
from notices.kinds.award.change import CHANGED_AWARD
from notices.kinds.change import CHANGE
from notices.kinds.exception import OF_EXCEPTIONS
from notices.kinds.kind import MANUAL, Kind
from notices.kinds.tender import TENDER

__all__ = ["KINDS", "MANUAL", "Kind", "kind_of", "tells_opening"]

KINDS: Mapping[str, Kind] = {
    one.name: one for one in (TENDER, CHANGE, AWARD, CHANGED_AWARD, *OF_EXCEPTIONS)
}


def tells_opening(name: str) -> bool:
    """是否载明开标时间; what is announced without a notice tells none."""
    return name in KINDS and KINDS[name].tells_opening


def kind_of(name: str) -> Kind:
    """种类 by its name, which the database keeps with each notice."""
    return KINDS[name]
