"""What one running stack offers: read from `stack.json`, used by tests and by the platform."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tenderhall_local import postgres, rabbit, store
from tenderhall_local.broker import Account, Broker
from tenderhall_local.credentials import password
from tenderhall_local.layout import Layout, write_private
from tenderhall_local.ports import Ports, ports_at
from tenderhall_local.say import Trouble


@dataclass(frozen=True)
class S3:
    """对象存储 where the store answers, and the keys."""

    endpoint: str
    access_key: str
    secret_key: str
    bucket: str
    region: str


@dataclass(frozen=True)
class Token:
    """令牌 a SoftHSM2 token with one seal key (CKA_ID 01) and its certificate."""

    label: str
    serial: str
    pin_file: Path
    certificate: Path
    subject: str

    @property
    def pin(self) -> str:
        """The user PIN."""
        return self.pin_file.read_text()


@dataclass(frozen=True)
class Stack:
    """本地环境 addresses of one stack, and what can be made on it."""

    root: Path
    port_base: int
    s3: S3
    trust_root: Path
    intermediate: Path
    tsa_url: str
    ocsp_url: str
    crl_url: str
    pkcs11_module: Path
    softhsm2_conf: Path
    tokens: list[Token]

    @property
    def layout(self) -> Layout:
        """The stack's folders."""
        return Layout(self.root)

    @property
    def ports(self) -> Ports:
        """The stack's ports."""
        return ports_at(self.port_base)

    @classmethod
    def load(cls, root: Path | str) -> "Stack":
        """读取 `stack.json`.

        Raises:
            Trouble: the stack has never been up.
        """
        path = Layout(Path(root).resolve()).state_file
        if not path.exists():
            raise Trouble(f"尚未启动 · no stack here yet: {path}")
        state = json.loads(path.read_text())
        pki = state["pki"]
        tokens = [
            Token(**each | {key: Path(each[key]) for key in ("pin_file", "certificate")})
            for each in pki["tokens"]
        ]
        return cls(
            root=Path(state["root"]),
            port_base=state["port_base"],
            s3=S3(**state["s3"]),
            trust_root=Path(pki["trust_root"]),
            intermediate=Path(pki["intermediate"]),
            tsa_url=pki["tsa_url"],
            ocsp_url=pki["ocsp_url"],
            crl_url=pki["crl_url"],
            pkcs11_module=Path(pki["pkcs11_module"]),
            softhsm2_conf=Path(pki["softhsm2_conf"]),
            tokens=tokens,
        )

    def token(self, label: str) -> Token:
        """按标签取令牌 "agency-a" or "centre"."""
        return next(each for each in self.tokens if each.label == label)

    def broker(self) -> Broker:
        """总线管理 the management API as administrator."""
        word = password(self.layout.secrets, "rabbitmq")
        return Broker(f"http://127.0.0.1:{self.ports.management}", rabbit.ADMIN, word)

    def amqp_uri(self, vhost: str = "/", user: str = rabbit.ADMIN) -> str:
        """总线地址 of a vhost for a user; the administrator if none is named."""
        return amqp_uri(self.layout, self.ports, vhost, user)

    @property
    def trust_bundle(self) -> Path:
        """受信证书 root and intermediate in one PEM file, for those who build chains."""
        return self.trust_root.with_name("trust.pem")

    def create_vhost(self, name: str) -> str:
        """建虚拟主机 and answer its address for the administrator. Safe to repeat."""
        self.broker().create_vhost(name, rabbit.ADMIN)
        return self.amqp_uri(name)

    def delete_vhost(self, name: str) -> None:
        """删虚拟主机 with all its queues."""
        self.broker().delete_vhost(name)

    def put_account(self, vhost: str, account: Account) -> str:
        """建总线账号 and answer its address."""
        word = password(self.layout.secrets, f"broker-{account.name}")
        self.broker().put_account(vhost, account, word)
        return self.amqp_uri(vhost, account.name)

    def create_database(
        self, name: str, role: str | None = None, template: str = "template1"
    ) -> str:
        """建库 a database with a role of its own; answers SQLAlchemy's URL. Safe to repeat."""
        who = role or name
        word = password(self.layout.secrets, f"database-{who}")
        postgres.create_database(self.superuser_dsn(), name, who, word, template)
        return self.database_url(name, who)

    def database_url(self, name: str, role: str | None = None) -> str:
        """数据库地址 for SQLAlchemy, as the database's own role."""
        who = role or name
        word = password(self.layout.secrets, f"database-{who}")
        return f"postgresql+psycopg2://{who}:{word}@127.0.0.1:{self.ports.postgres}/{name}"

    def drop_database(self, name: str) -> None:
        """删库 also while somebody is connected."""
        postgres.drop_database(self.superuser_dsn(), name)

    def superuser_dsn(self, database: str = "postgres") -> str:
        """超级用户地址 for libpq and psycopg2."""
        return postgres.dsn(self.layout, self.ports, database)


def amqp_uri(layout: Layout, ports: Ports, vhost: str, user: str) -> str:
    """总线地址 with the user's password, which is made at first use."""
    word = password(layout.secrets, "rabbitmq" if user == rabbit.ADMIN else f"broker-{user}")
    return f"amqp://{user}:{word}@127.0.0.1:{ports.amqp}/{quote(vhost, safe='')}"


def save(layout: Layout, port_base: int, supervisor: dict[str, Any], pki: dict[str, Any]) -> Stack:
    """写入 `stack.json` (private: it shows passwords) and read it back."""
    ports = ports_at(port_base)
    state = {
        "root": str(layout.root),
        "port_base": port_base,
        "ports": asdict(ports),
        "supervisor": supervisor,
        "amqp": {
            "uri": amqp_uri(layout, ports, "/", rabbit.ADMIN),
            "management": f"http://127.0.0.1:{ports.management}",
        },
        "postgres": {"superuser": postgres.dsn(layout, ports)},
        "s3": {
            "endpoint": f"http://127.0.0.1:{ports.s3}",
            "access_key": store.ACCESS_KEY,
            "secret_key": password(layout.secrets, "s3"),
            "bucket": store.BUCKET,
            "region": store.REGION,
        },
        "pki": pki,
    }
    write_private(layout.state_file, json.dumps(state, indent=1, ensure_ascii=False))
    return Stack.load(layout.root)
