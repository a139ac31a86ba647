"""登录 the entry points of logging in and of sessions."""

from eventlet import tpool
from tenderhall_contracts import registry as contracts
from tenderhall_contracts.errors import Problem
from tenderhall_kit.entrypoints import Call, every, serves

from registry import passwords
from registry.service.answers import Answer, Payload, unkept
from registry.usecases import sessions

TOUCH_AFTER = 30.0
"""Seconds after which a used session is noted as used again: not a write for each request."""


class Sessions:
    """登录 password, role choice, sessions."""

    @serves(contracts.log_in)
    def log_in(self, call: Call, payload: Payload) -> Answer:
        """用户登录 the hash is computed off the hub, and outside any transaction."""
        login, password = payload["login"], payload["password"]
        kept = call.read(sessions.password_hash, login)
        right = tpool.execute(passwords.matches, kept, password)
        outcome = unkept(call).run(sessions.log_in, login, right=right)
        if "refused" in outcome:
            raise Problem(outcome["refused"])
        return outcome

    @serves(contracts.choose_role)
    def choose_role(self, call: Call, payload: Payload) -> Answer:
        """选择角色."""
        return unkept(call).run(sessions.choose_role, payload)

    @serves(contracts.abandon_login)
    def abandon_login(self, call: Call, payload: Payload) -> Answer:
        """退回登录."""
        return call.run(sessions.abandon_login, payload)

    @serves(contracts.resolve_session)
    def resolve_session(self, call: Call, payload: Payload) -> Answer:
        """验证会话 for the gateway."""
        who = call.read(sessions.resolve_session, payload)
        if who.pop("idle_for") > TOUCH_AFTER and not payload["passive"]:
            call.run(sessions.touch, who["session_id"])
        return who

    @serves(contracts.log_out)
    def log_out(self, call: Call, payload: Payload) -> Answer:
        """退出登录."""
        return call.run(sessions.log_out)

    @every(3600)
    def prune_pre_auths(self, call: Call) -> None:
        """清理 once an hour."""
        call.run(sessions.prune)
