"""Administration of RabbitMQ over its management API: vhosts, accounts, permissions."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import httpx


@dataclass(frozen=True)
class Topic:
    """主题权限 routing keys that an account may publish (write) and bind (read) on an exchange."""

    exchange: str
    write: str
    read: str


@dataclass(frozen=True)
class Account:
    """总线账号 a broker user with its rights in one vhost; regular expressions of RabbitMQ."""

    name: str
    configure: str
    write: str
    read: str
    topics: list[Topic] = field(default_factory=list)


class Broker:
    """总线管理 one node's management API."""

    def __init__(self, url: str, user: str, password: str) -> None:
        self.url = url
        self.login = (user, password)

    def ask(self, method: str, path: str, body: Any = None) -> httpx.Response:
        """一次请求 on a connection of its own, so that nothing stays open."""
        return httpx.request(
            method, self.url + path, json=body, auth=self.login, timeout=30, trust_env=False
        )

    def ready(self) -> bool:
        """就绪 whether the node is up and takes AMQP connections."""
        try:
            answer = self.ask("GET", "/api/overview")
        except httpx.HTTPError:
            return False
        if not answer.is_success:
            return False
        return any(each["protocol"] == "amqp" for each in answer.json().get("listeners", []))

    def create_vhost(self, name: str, user: str) -> None:
        """建虚拟主机 with every right for `user`. Safe to repeat."""
        self._put(f"/api/vhosts/{quote(name, safe='')}", {})
        everything = {"configure": ".*", "write": ".*", "read": ".*"}
        self._put(f"/api/permissions/{quote(name, safe='')}/{user}", everything)

    def delete_vhost(self, name: str) -> None:
        """删虚拟主机 with its queues; one that is not there is no fault."""
        answer = self.ask("DELETE", f"/api/vhosts/{quote(name, safe='')}")
        if answer.status_code != httpx.codes.NOT_FOUND:
            answer.raise_for_status()

    def put_account(self, vhost: str, account: Account, password: str) -> None:
        """建账号 the user, its permissions in the vhost, and its topic permissions."""
        where = f"{quote(vhost, safe='')}/{account.name}"
        self._put(f"/api/users/{account.name}", {"password": password, "tags": ""})
        rights = {
            "configure": account.configure,
            "write": account.write,
            "read": account.read,
        }
        self._put(f"/api/permissions/{where}", rights)
        self._delete_topics(where)
        for topic in account.topics:
            rule = {"exchange": topic.exchange, "write": topic.write, "read": topic.read}
            self._put(f"/api/topic-permissions/{where}", rule)

    def delete_account(self, name: str) -> None:
        """删账号 its connections end, too; one that is not there is no fault."""
        for path in (f"/api/connections/username/{name}", f"/api/users/{name}"):
            answer = self.ask("DELETE", path)
            if answer.status_code != httpx.codes.NOT_FOUND:
                answer.raise_for_status()

    def _delete_topics(self, where: str) -> None:
        answer = self.ask("DELETE", f"/api/topic-permissions/{where}")
        if answer.status_code != httpx.codes.NOT_FOUND:
            answer.raise_for_status()

    def queues(self, vhost: str) -> list[dict[str, Any]]:
        """队列 name, messages, consumers and so on of every queue."""
        answer = self.ask("GET", f"/api/queues/{quote(vhost, safe='')}")
        answer.raise_for_status()
        found: list[dict[str, Any]] = answer.json()
        return found

    def _put(self, path: str, body: dict[str, Any]) -> None:
        self.ask("PUT", path, body).raise_for_status()
