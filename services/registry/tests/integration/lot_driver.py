"""Random actions by random roles over many lots, each held against ``lot_oracle``.

The driver asks registry's use cases as the entry points do, on the real database. After each step
the outcome and the states of the project's lots must be what the oracle says.
"""

import random
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from registry.usecases import activities, lots
from sqlalchemy import text
from tenderhall_contracts import registry as contracts
from tenderhall_contracts.errors import Problem
from tenderhall_contracts.lots import Effect

from . import lot_oracle as truth
from .lot_oracle import Lot
from .lot_ways import (
    EFFECT_OF,
    EFFECT_OF_EXCEPTION,
    EXCEPTIONS,
    GROUNDS,
    ONWARD,
    OWNER,
    PEOPLE,
    Written,
)
from .papers import Papers


class DifferenceError(AssertionError):
    """A step came out otherwise than people read the rules."""


class Driver:
    """随机办理 one step after the other, by a seed."""

    def __init__(self, desk: Any, seed: int) -> None:
        self.desk, self.papers = desk, Papers(desk)
        self.random = random.Random(seed)
        self.projects: dict[str, dict[str, Any]] = {}
        self.lots: dict[str, list[Lot]] = {}
        self.forms: list[Written] = []
        self.seen: Counter[str] = Counter()
        self.done: Counter[str] = Counter()
        self.focus: Lot
        self.actions: dict[str, Callable[[str], tuple[str, bool, bool]]] = {
            **{f"open_{kind}": self._opens(kind) for kind in OWNER},
            **{f"ask_{kind}": self._asks(kind) for kind in EFFECT_OF},
            **{f"write_{kind}": self._writes(kind) for kind in EXCEPTIONS},
            **{one: self._steps(one) for one in ("submit", "withdraw", "delete")},
            **{one: self._steps(one) for one in ("approve", "reject")},
            "evaluation_ends": self.evaluation_ends,
            "contract_is_signed": self.contract_is_signed,
            "deadline_comes": self.deadline_comes,
            "timer_fires": self.timer_fires,
            "retender": self.retender,
            "withdraw_project": self.withdraw_project,
            "approve_project": self.approve_project,
            "close_a_form": self.close_a_form,
        }

    def run(self, steps: int) -> None:
        """So many steps.

        Raises:
            DifferenceError: at the first that differs.
        """
        for number in range(steps):
            project, what = self._some_project(), "no_action"
            while what.startswith("no_"):  # there is nothing to try it on
                what, expected, happened = self._some_action(project)(project)
            if expected != happened:
                raise DifferenceError(f"step {number}: {what}: {happened}, not {expected}")
            self._compare(project, f"step {number}: {what}")
            self.done[f"{what.partition(' ')[0]} {'done' if happened else 'refused'}"] += 1

    # ── actions: each gives what it was, whether it should succeed, and whether it did ──────────
    def _opens(self, kind: str) -> Callable[[str], tuple[str, bool, bool]]:
        def act(project: str) -> tuple[str, bool, bool]:
            chosen, form = self._some_lots(project), str(uuid4())
            asker = self.random.choice([OWNER[kind], OWNER[kind], "venue", "clerk"])
            right = asker == OWNER[kind] and truth.may_begin(kind, chosen)
            asked = {
                "lot_ids": [one.id for one in chosen],
                "activity": kind,
                "form_id": form,
                "owner": OWNER[kind],
                "org_id": str(self.desk.agency),
            }
            done = self._ask(activities.open_activity, contracts.open_activity, asker, asked)
            if right and done:
                for one in chosen:
                    one.open[form] = kind
            return f"open_{kind} {self._told(chosen)} by {asker}", right, done

        return act

    def _asks(self, kind: str) -> Callable[[str], tuple[str, bool, bool]]:
        effect = EFFECT_OF[kind]

        def act(project: str) -> tuple[str, bool, bool]:
            open_now = self._open(project, kind)
            if not open_now:
                return f"no_{kind}", True, True
            form = self.random.choice(open_now)
            chosen = [one for one in self.lots[project] if form in one.open]
            asker = self.random.choice([*[OWNER[kind]] * 3, "documents", "clerk"])
            later = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
            asked = {
                "lot_ids": [one.id for one in chosen],
                "form_id": form,
                "effect": effect,
                "facts": {"opening_at": later},
            }
            right = asker == OWNER[kind] and truth.may_move(effect, chosen)
            done = self._ask(lots.move_lots, contracts.move_lots, asker, asked)
            if right and done:
                for one in chosen:
                    truth.move(effect, one)
                    one.due = False
                    one.open.pop(form)
                closing = {"form_id": form, "activity": kind}
                self._ask(activities.close_activity, contracts.close_activity, asker, closing)
            return f"{effect} {self._told(chosen)} by {asker}", right, done

        return act

    def _writes(self, kind: str) -> Callable[[str], tuple[str, bool, bool]]:
        def act(project: str) -> tuple[str, bool, bool]:
            chosen, who = self._some_lots(project), self._somebody("clerk")
            form = Written("", kind, chosen)
            form.decided = self.random.random() < 0.5
            right = who == "clerk" and truth.may_begin(kind, chosen)
            told = self._attempt(lambda: self._create(form, project, who))
            if right and told:
                form.id = told["id"]
                for one in chosen:
                    one.open[form.id] = kind
                self.forms.append(form)
            return f"write_{kind} {self._told(chosen)} by {who}", right, bool(told)

        return act

    def _create(self, form: Written, project: str, who: str) -> Any:
        proof = {"failure": ["committee_conclusion"]}.get(form.kind, ["purchaser_decision"])
        more: dict[str, Any] = {"lot_ids": [one.id for one in form.lots]}
        if form.kind == "failure":
            form.ground = self.random.randint(1, 4)
            more |= {"ground": GROUNDS[form.ground - 1]}
            more |= {"follow_up": "none" if form.ground == len(GROUNDS) else "retender"}
        if form.decided:
            proof = [*proof, "supervisor_decision"]
        actor = getattr(self.desk, who)
        return self.papers.create(self.projects[project], form.kind, actor, proof=proof, **more)

    def _steps(self, name: str) -> Callable[[str], tuple[str, bool, bool]]:
        to = {"submit": "pending", "withdraw": "draft", "reject": "rejected", "delete": "deleted"}

        def act(project: str) -> tuple[str, bool, bool]:
            there = [one for one in self.forms if one.lots[0].project == project]
            if not there:
                return f"no_form_to_{name}", True, True
            fitting = [one for one in there if self._fits(name, one)]
            form = self.random.choice(fitting * 5 + there)
            by = "reviewer" if name in ("approve", "reject") else "clerk"
            who = self._somebody(by)
            right = who == by and self._fits(name, form)
            if name in ("submit", "approve"):
                right = right and self._stands(form)
            if name == "approve":
                right = right and not any(self._lacks_booking(form, one) for one in form.lots)
            more = {"opinion": "材料不清"} if name == "reject" else {}
            actor, seen = getattr(self.desk, who), {"id": form.id, "version": form.version}
            told = self._attempt(lambda: self.papers.step(name, seen, actor, **more) or True)
            what = f"{name}_{form.kind} {form.state} {self._told(form.lots)} by {who}"
            if right and told:
                form.version += 1
                self._approve(form) if name == "approve" else setattr(form, "state", to[name])
                if name == "delete":
                    self._ends(form)
            return what, right, bool(told)

        return act

    def _fits(self, name: str, form: Written) -> bool:
        at = {"submit": ("draft",), "delete": ("draft", "rejected")}.get(name, ("pending",))
        return form.state in at

    def _stands(self, form: Written) -> bool:
        """The form's lots allow it as it now is, with what it brings."""
        return truth.may_begin(form.kind, form.lots, decided=form.decided, form=form.id) and (
            form.kind != "failure"
            or form.decided
            or all("awarded" not in (one.state, one.before) for one in form.lots)
        )

    def _lacks_booking(self, form: Written, lot: Lot) -> bool:
        return form.kind == "resumption" and lot.before == "preparing" and lot.lost_booking

    def _approve(self, form: Written) -> None:
        form.state = "approved"
        self._ends(form)
        for one in form.lots:
            booked = "booking" in one.open.values()
            truth.move(EFFECT_OF_EXCEPTION[form.kind], one, decided=form.decided)
            if form.kind == "suspension":
                one.lost_booking = booked
            if form.kind == "failure":
                one.ground = form.ground
        if form.kind in ("cancellation", "failure"):
            self._void([one for one in form.lots if one.state in truth.TERMINAL])

    def _void(self, ended: list[Lot]) -> None:
        """Of a lot that is cancelled or failed nothing else is decided any more."""
        for other in self.forms:
            open_now = other.state in ("draft", "pending", "rejected")
            if open_now and any(one in ended for one in other.lots):
                other.state, other.version = "void", other.version + 1
                self._ends(other)

    def _ends(self, form: Written) -> None:
        for one in form.lots:
            one.open.pop(form.id, None)

    def evaluation_ends(self, project: str) -> tuple[str, bool, bool]:
        lot = self.focus
        told = self.random.choice([lot.evaluation, lot.evaluation, 1, lot.evaluation + 1])
        right = truth.may_move("evaluation_ended", [lot]) and told == lot.evaluation
        done = self._move(lot, "evaluation_ended", round=told)
        if right and done:
            truth.move("evaluation_ended", lot)
        return f"evaluation_ended {self._told([lot])} round {told}", right, done

    def contract_is_signed(self, project: str) -> tuple[str, bool, bool]:
        lot = self.focus
        if lot.state != "awarded" or self.random.random() < 0.7:
            return "no_contract", True, True
        self.desk.run(lots.sign_contract, UUID(lot.id), datetime.now(UTC))
        lot.contract = True
        return f"contract {self._told([lot])}", True, True

    def deadline_comes(self, project: str) -> tuple[str, bool, bool]:
        """The published time has come; the timer has not fired yet."""
        lot = self.focus
        if lot.state not in ("tendering", "suspended") or lot.before == "preparing":
            return "no_deadline", True, True
        with self.desk.session() as session, session.begin():
            asked = text("UPDATE lot SET opens_at = now() - interval '1 minute' WHERE id = :id")
            session.execute(asked, {"id": lot.id})
        lot.due = True
        return f"deadline {self._told([lot])}", True, True

    def timer_fires(self, project: str) -> tuple[str, bool, bool]:
        lot = self.focus
        self.desk.run(lots.open_on_time, UUID(lot.id))
        truth.reach_deadline(lot)
        return f"timer {self._told([lot])}", True, True

    def retender(self, project: str) -> tuple[str, bool, bool]:
        lot, who = self.focus, self._somebody("clerk")
        right = who == "clerk" and truth.may_move("retendered", [lot])
        told = self._attempt(lambda: self.papers.retender([lot.id], getattr(self.desk, who)))
        if right and told:
            lot.again = True
            self.lots[project].append(Lot(told["lots"][0]["id"], project, "preparing"))
        return f"retender {self._told([lot])} ground {lot.ground} by {who}", right, bool(told)

    def withdraw_project(self, project: str) -> tuple[str, bool, bool]:
        of, seen = self.lots[project], self.desk.get(self.projects[project])
        if seen["state"] != "approved" or self.random.random() < 0.7:
            return "no_withdrawal", True, True
        kept = [one for one in self.forms if one.lots[0].project == project]
        free = not any(one.open for one in of) and all(one.state == "deleted" for one in kept)
        right = free and truth.may_move("project_withdrawn", of)
        done = bool(self._attempt(lambda: self.desk.withdraw(seen)))
        if right and done:
            for one in of:
                truth.move("project_withdrawn", one)
        return f"withdraw_project {self._told(of)}", right, done

    def approve_project(self, project: str) -> tuple[str, bool, bool]:
        of, seen = self.lots[project], self.desk.get(self.projects[project])
        if seen["state"] != "draft":
            return "no_approval", True, True
        right = truth.may_move("project_approved", of)
        done = bool(self._attempt(lambda: self.desk.approve(self.desk.submit(seen))))
        if right and done:
            for one in of:
                truth.move("project_approved", one)
        return f"approve_project {self._told(of)}", right, done

    def close_a_form(self, project: str) -> tuple[str, bool, bool]:
        own = {one.id for one in self.forms}
        there = [
            (form, kind)
            for one in self.lots[project]
            for form, kind in one.open.items()
            if form not in own
        ]
        if not there:
            return "no_form_to_close", True, True
        form, kind = self.random.choice(there)
        asker = self.random.choice([OWNER[kind], "clerk", "documents"])
        right = asker == OWNER[kind]
        asked = {"form_id": form, "activity": kind}
        done = self._ask(activities.close_activity, contracts.close_activity, asker, asked)
        if right and done:
            for one in self.lots[project]:
                one.open.pop(form, None)
        return f"close_{kind} by {asker}", right, done

    # ── asking, comparing, choosing ─────────────────────────────────────────────────────────────
    def _ask(self, use_case: Any, rpc: Any, who: str, asked: dict[str, Any]) -> bool:
        actor = self.desk.documents_service if who == "documents" else getattr(self.desk, who)
        return bool(self._attempt(lambda: self.desk.ask(use_case, rpc, actor, asked)))

    def _move(self, lot: Lot, effect: str, **facts: Any) -> bool:
        ids, cause = [UUID(lot.id)], "driver"

        def use_case(work: Any) -> bool:
            return bool(lots.move(work, ids, Effect(effect), cause, uuid4(), facts=facts))

        return bool(self._attempt(lambda: self.desk.run(use_case)))

    def _attempt(self, ask: Callable[[], Any]) -> Any:
        """What was answered; None where it was refused."""
        try:
            return ask()
        except Problem:
            return None

    def _compare(self, project: str, what: str) -> None:
        with self.desk.session() as session:
            asked = text("SELECT id::text, state, suspended_in FROM lot WHERE project_id = :id")
            found = {row[0]: tuple(row[1:]) for row in session.execute(asked, {"id": project})}
        wanted = {one.id: (one.state, one.before) for one in self.lots[project]}
        self.seen.update(one.state for one in self.lots[project])
        if found != wanted:
            raise DifferenceError(f"{what}: {found}, not {wanted}")

    def _some_action(self, project: str) -> Callable[[str], tuple[str, bool, bool]]:
        live = [one for one in self.lots[project] if one.state not in truth.TERMINAL]
        self.focus = self.random.choice(live * 5 + self.lots[project])
        onward = [*ONWARD[self.focus.state], "submit", "approve"]
        among = onward if self.random.random() < 0.5 else list(self.actions)
        return self.actions[self.random.choice(among)]

    def _open(self, project: str, kind: str) -> list[str]:
        """The forms of this kind that are open on the project's lots."""
        return [form for one in self.lots[project] for form, at in one.open.items() if at == kind]

    def _some_project(self) -> str:
        live = [
            project
            for project, of in self.lots.items()
            if any(one.state not in truth.TERMINAL and not one.contract for one in of)
        ]
        if len(live) < 3 or self.random.random() < 0.01:
            made = self.desk.approved()
            self.projects[made["id"]] = made
            ids = [one["id"] for one in made["lots"]]
            self.lots[made["id"]] = [Lot(one, made["id"], "preparing") for one in ids]
            live.append(made["id"])
        return self.random.choice(live)

    def _some_lots(self, project: str) -> list[Lot]:
        """Mostly the one in focus; several all at once, or not at all."""
        several = self.random.random() < 0.2
        return self.random.sample(self.lots[project], 2) if several else [self.focus]

    def _somebody(self, right: str) -> str:
        return self.random.choice([right] * 9 + [self.random.choice(PEOPLE)])

    def _told(self, chosen: list[Lot]) -> str:
        return ",".join(f"{one.state}{'<' + one.before if one.before else ''}" for one in chosen)
