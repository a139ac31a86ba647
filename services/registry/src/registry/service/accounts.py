"""服务账号 the entry points of other platforms' accounts."""

from tenderhall_contracts import registry as contracts
from tenderhall_kit.entrypoints import Call, serves

from registry.service.answers import Answer, Payload
from registry.usecases import accounts


class Accounts:
    """服务账号 an administrator's; a change holds in this process at once."""

    @serves(contracts.create_service_account)
    def create_service_account(self, call: Call, payload: Payload) -> Answer:
        """新建服务账号."""
        made = call.run(accounts.create_service_account, payload)
        call.reference.forget()
        return made

    @serves(contracts.update_service_account)
    def update_service_account(self, call: Call, payload: Payload) -> Answer:
        """变更服务账号授权."""
        changed = call.run(accounts.update_service_account, payload)
        call.reference.forget()
        return changed

    @serves(contracts.revoke_service_account)
    def revoke_service_account(self, call: Call, payload: Payload) -> Answer:
        """吊销服务账号."""
        revoked = call.run(accounts.revoke_service_account, payload)
        call.reference.forget()
        return revoked

    @serves(contracts.get_service_account)
    def get_service_account(self, call: Call, payload: Payload) -> Answer:
        """查看服务账号."""
        return call.read(accounts.get_service_account, payload)

    @serves(contracts.list_service_accounts)
    def list_service_accounts(self, call: Call, payload: Payload) -> Answer:
        """服务账号列表."""
        return call.read(accounts.list_service_accounts, payload)
