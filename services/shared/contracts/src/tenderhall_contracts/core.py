"""契约 contract declarations: what a service answers (Rpc) and what it tells (Event).

Declared once here; the entry points, the gateway's HTTP API, the reference pages and the
permissions of the broker are all derived from these objects.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from marshmallow import EXCLUDE, RAISE, Schema, ValidationError, fields, pre_load, validates_schema


class Role(StrEnum):
    """角色 who may call; each service decides from the caller's actor token."""

    ANONYMOUS = "anonymous"
    CLERK = "agency_operator"
    SEAL_HOLDER = "agency_seal_holder"
    REVIEWER = "centre_reviewer"
    ADMIN = "centre_admin"
    SUPERVISOR = "supervisor"
    SERVICE = "service"
    PLATFORM = "platform"

    @property
    def of_agency(self) -> bool:
        """代理机构的人 sees what is his agency's and nothing else."""
        return self in AGENCY

    @property
    def of_centre(self) -> bool:
        """看全中心的人 sees what the agencies have handed in; a supervisor changes none of it."""
        return self in CENTRE


class Kind(StrEnum):
    """命令或查询: a command changes state and carries an idempotency key; a query does neither."""

    COMMAND = "command"
    QUERY = "query"


COMMAND, QUERY = Kind.COMMAND, Kind.QUERY
AGENCY = frozenset({Role.CLERK, Role.SEAL_HOLDER})
CENTRE = frozenset({Role.REVIEWER, Role.ADMIN, Role.SUPERVISOR})
PEOPLE = AGENCY | CENTRE
HANDLERS = frozenset({Role.CLERK, Role.REVIEWER, Role.ADMIN})
"""Who brings files in: a seal holder only seals, a supervisor only reads."""
SEALERS = PEOPLE - {Role.SUPERVISOR}
EVERYONE = frozenset(Role)
PROGRAMS = frozenset({Role.SERVICE, Role.PLATFORM})
"""Who asks on the bus only: our own services, and other platforms' by their service accounts."""


_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
"""NUL, which PostgreSQL's text cannot hold, and lone surrogates, which UTF-8 cannot."""

_LARGEST = 2**63 - 1
"""PostgreSQL's bigint."""

YEARS = range(1900, 2200)
"""The years that dates and times of an input may be in."""


def storable(value: Any) -> bool:
    """可存储 True where a database can hold every text and number in the value."""
    match value:
        case str():
            return not _UNSTORABLE.search(value)
        case int() | float():
            return abs(value) <= _LARGEST
        case list():
            return all(storable(one) for one in value)
        case dict():
            return all(storable(one) for pair in value.items() for one in pair)
    return True


class Takes(Schema):
    """入参 what an RPC takes: an unknown field is an error that names it."""

    class Meta:
        """Strict on the way in."""

        unknown = RAISE
        ordered = True

    @pre_load
    def _refuse_unstorable(self, data: Any, **_: Any) -> Any:
        """What no database can hold is refused by field; nested schemas look for themselves."""
        if not isinstance(data, dict):
            return data
        wrong = [name for name, value in data.items() if not self._holds(name, value)]
        if wrong:
            told = {_UNSTORABLE.sub("?", name): ["含有无法存储的内容"] for name in wrong}
            raise ValidationError(told)
        return data

    @validates_schema(skip_on_field_errors=False)
    def _refuse_far_times(self, data: Any, **_: Any) -> None:
        """A date that no calendar reaches would only overflow in somebody's arithmetic."""
        told = {
            name: [f"须在{YEARS[0]}年至{YEARS[-1]}年之间"]
            for name, value in data.items()
            if not all(_near(one) for one in (value if isinstance(value, list) else [value]))
        }
        if told:
            raise ValidationError(told)

    def _holds(self, name: str, value: Any) -> bool:
        return storable(name) and (_nested(self.fields.get(name)) or storable(value))


def _near(value: Any) -> bool:
    return not isinstance(value, date) or value.year in YEARS


def _nested(field: fields.Field[Any] | None) -> bool:
    inner = field.inner if isinstance(field, fields.List) else field
    return isinstance(inner, fields.Nested) and isinstance(inner.schema, Takes)


class Gives(Schema):
    """出参 what an RPC gives or an event carries: a reader ignores what it does not know."""

    class Meta:
        """Tolerant on the way out, so that contracts can grow."""

        unknown = EXCLUDE
        ordered = True


class Nothing(Takes):
    """无参数 an RPC that needs no payload."""


class Done(Gives):
    """完成 an answer with nothing to say beyond success."""


@dataclass(frozen=True, slots=True)
class Rpc:
    """远程调用 one question or command that a service answers.

    ``timeout`` is in seconds: the caller gives up then, and the request expires in the queue.
    ``refuses`` lists the problem codes beyond the ones any call may meet.
    """

    owner: str
    name: str
    title: str
    kind: Kind
    takes: type[Schema]
    gives: type[Schema]
    roles: frozenset[Role]
    refuses: tuple[str, ...] = ()
    timeout: float = 10.0

    @property
    def exposed(self) -> bool:
        """True where people reach it over HTTP; calls only for services stay on the bus."""
        return bool(self.roles - PROGRAMS)

    @property
    def routing_key(self) -> str:
        """The key of the request on nameko's exchange."""
        return f"{self.owner}.{self.name}"


@dataclass(frozen=True, slots=True)
class Event:
    """事件 one thing that has happened, told to whoever listens (envelope: ``events.Envelope``).

    A ``foreign`` one is told by other platforms: each message brings its sender's proof.
    """

    source: str
    name: str
    version: int
    carries: type[Schema]
    title: str = ""
    foreign: bool = False

    @property
    def exchange(self) -> str:
        """The topic exchange that the owner publishes to."""
        return f"{self.source}.events"


@dataclass(slots=True)
class Service:
    """服务契约 everything that one service promises."""

    name: str
    title: str
    foreign: bool = False
    rpcs: dict[str, Rpc] = field(default_factory=dict)
    events: dict[str, Event] = field(default_factory=dict)

    def rpc(
        self,
        name: str,
        *,
        title: str,
        kind: Kind,
        takes: type[Schema],
        gives: type[Schema],
        roles: frozenset[Role] | set[Role],
        refuses: tuple[str, ...] = (),
        timeout: float = 10.0,
    ) -> Rpc:
        """Declare an RPC; the name must be new."""
        if name in self.rpcs:
            raise ValueError(f"{self.name}.{name} is declared twice")
        made = Rpc(
            owner=self.name,
            name=name,
            title=title,
            kind=kind,
            takes=takes,
            gives=gives,
            roles=frozenset(roles),
            refuses=refuses,
            timeout=timeout,
        )
        self.rpcs[name] = made
        return made

    def event(self, name: str, *, version: int, carries: type[Schema], title: str = "") -> Event:
        """Declare an event; the name must be new."""
        if name in self.events:
            raise ValueError(f"{self.name} declares event {name} twice")
        made = Event(self.name, name, version, carries, title, self.foreign)
        self.events[name] = made
        return made

    def __iter__(self) -> Iterator[Rpc]:
        return iter(self.rpcs.values())
