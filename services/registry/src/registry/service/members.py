"""成员 the entry points of organisations, people, invitations, CA bindings and one's account."""

from eventlet import tpool
from tenderhall_contracts import registry as contracts
from tenderhall_contracts.errors import Problem
from tenderhall_kit.entrypoints import Call, serves

from registry import passwords
from registry.service.answers import Answer, Payload, unkept
from registry.usecases import account, invitations, organisations, people


class Organisations:
    """组织 and its CA bindings."""

    @serves(contracts.list_organisations)
    def list_organisations(self, call: Call, payload: Payload) -> Answer:
        """单位列表."""
        return call.read(organisations.list_organisations, payload)

    @serves(contracts.get_organisation)
    def get_organisation(self, call: Call, payload: Payload) -> Answer:
        """查看单位."""
        return call.read(organisations.get_organisation, payload)

    @serves(contracts.create_organisation)
    def create_organisation(self, call: Call, payload: Payload) -> Answer:
        """新建单位."""
        return call.run(organisations.create_organisation, payload)

    @serves(contracts.save_organisation)
    def save_organisation(self, call: Call, payload: Payload) -> Answer:
        """修改单位."""
        return call.run(organisations.save_organisation, payload)

    @serves(contracts.deactivate_organisation)
    def deactivate_organisation(self, call: Call, payload: Payload) -> Answer:
        """停用单位."""
        return call.run(organisations.deactivate_organisation, payload)

    @serves(contracts.reactivate_organisation)
    def reactivate_organisation(self, call: Call, payload: Payload) -> Answer:
        """恢复单位."""
        return call.run(organisations.reactivate_organisation, payload)

    @serves(contracts.bind_ca)
    def bind_ca(self, call: Call, payload: Payload) -> Answer:
        """办理CA绑定."""
        return call.run(organisations.bind_ca, payload)

    @serves(contracts.revoke_ca)
    def revoke_ca(self, call: Call, payload: Payload) -> Answer:
        """解除CA绑定."""
        return call.run(organisations.revoke_ca, payload)


class People:
    """人员 and the links that they are invited by; an answer that holds a link is not kept."""

    @serves(contracts.list_users)
    def list_users(self, call: Call, payload: Payload) -> Answer:
        """人员列表."""
        return call.read(people.list_users, payload)

    @serves(contracts.get_user)
    def get_user(self, call: Call, payload: Payload) -> Answer:
        """查看人员."""
        return call.read(people.get_user, payload)

    @serves(contracts.deactivate_user)
    def deactivate_user(self, call: Call, payload: Payload) -> Answer:
        """停用人员."""
        return call.run(people.deactivate_user, payload)

    @serves(contracts.reactivate_user)
    def reactivate_user(self, call: Call, payload: Payload) -> Answer:
        """恢复人员."""
        return call.run(people.reactivate_user, payload)

    @serves(contracts.unlock_user)
    def unlock_user(self, call: Call, payload: Payload) -> Answer:
        """解除锁定."""
        return call.run(people.unlock_user, payload)

    @serves(contracts.grant_membership)
    def grant_membership(self, call: Call, payload: Payload) -> Answer:
        """授予角色."""
        return call.run(people.grant_membership, payload)

    @serves(contracts.end_membership)
    def end_membership(self, call: Call, payload: Payload) -> Answer:
        """终止角色."""
        return call.run(people.end_membership, payload)

    @serves(contracts.invite_user)
    def invite_user(self, call: Call, payload: Payload) -> Answer:
        """邀请人员."""
        return unkept(call).run(invitations.invite_user, payload)

    @serves(contracts.reset_password)
    def reset_password(self, call: Call, payload: Payload) -> Answer:
        """重置密码."""
        return unkept(call).run(invitations.reset_password, payload)

    @serves(contracts.withdraw_invitation)
    def withdraw_invitation(self, call: Call, payload: Payload) -> Answer:
        """撤销邀请."""
        return call.run(invitations.withdraw_invitation, payload)

    @serves(contracts.show_invitation)
    def show_invitation(self, call: Call, payload: Payload) -> Answer:
        """查看邀请."""
        return call.read(invitations.show_invitation, payload)

    @serves(contracts.accept_invitation)
    def accept_invitation(self, call: Call, payload: Payload) -> Answer:
        """设置密码 the hash is computed off the hub, and outside any transaction."""
        call.read(invitations.ensure_fit, payload)
        hashed = tpool.execute(passwords.hash_of, payload["password"])
        return unkept(call).run(invitations.accept_invitation, payload["token"], hashed)


class Account:
    """我的账户."""

    @serves(contracts.password_rules)
    def password_rules(self, call: Call, payload: Payload) -> Answer:
        """密码规则."""
        del call, payload
        return {"items": invitations.rules_in_words()}

    @serves(contracts.change_password)
    def change_password(self, call: Call, payload: Payload) -> Answer:
        """修改密码 the hash is computed off the hub, and outside any transaction."""
        kept = call.read(account.own_hash)
        if not tpool.execute(passwords.matches, kept, payload["old"]):
            unkept(call).run(account.refuse_password)
            raise Problem("VALIDATION_FAILED", [account.WRONG])
        call.read(account.ensure_fit, payload)
        hashed = tpool.execute(passwords.hash_of, payload["password"])
        return unkept(call).run(account.change_password, hashed)

    @serves(contracts.my_account)
    def my_account(self, call: Call, payload: Payload) -> Answer:
        """我的账户."""
        del payload
        return call.read(account.my_account)

    @serves(contracts.my_sessions)
    def my_sessions(self, call: Call, payload: Payload) -> Answer:
        """我的会话."""
        del payload
        return call.read(account.my_sessions)

    @serves(contracts.list_sessions)
    def list_sessions(self, call: Call, payload: Payload) -> Answer:
        """会话列表."""
        return call.read(account.list_sessions, payload)

    @serves(contracts.revoke_session)
    def revoke_session(self, call: Call, payload: Payload) -> Answer:
        """退出此会话."""
        return call.run(account.revoke_session, payload)

    @serves(contracts.revoke_other_sessions)
    def revoke_other_sessions(self, call: Call, payload: Payload) -> Answer:
        """退出其他会话."""
        del payload
        return call.run(account.revoke_other_sessions)


class Members(Organisations, People, Account):
    """成员 all of them."""
