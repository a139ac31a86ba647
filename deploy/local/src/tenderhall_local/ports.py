"""Where everything listens: fixed distances from one base, so that stacks live side by side."""

import socket
from dataclasses import asdict, dataclass

LOWEST_BASE, HIGHEST_BASE = 1024, 60000


@dataclass(frozen=True)
class Ports:
    """端口 the ports of one stack; all of them on the loopback address."""

    gateway: int
    amqp: int
    management: int
    epmd: int
    erlang: int
    postgres: int
    s3: int
    weed_master: int
    weed_filer: int
    weed_volume: int
    pki: int
    s3_grpc: int
    weed_master_grpc: int
    weed_filer_grpc: int
    weed_volume_grpc: int
    weed_admin: int
    weed_admin_grpc: int

    def infrastructure(self) -> dict[str, int]:
        """基础设施端口 every port that the infrastructure takes; the gateway's is not one."""
        return {name: port for name, port in asdict(self).items() if name != "gateway"}


HEALTH_OFFSETS = {
    "registry": 20,
    "venue": 21,
    "documents": 22,
    "notices": 23,
    "signing": 24,
    "signing-host": 25,
    "gateway": 26,
}
REPLICA_OFFSET = 30


def ports_at(base: int) -> Ports:
    """端口表 the ports of the stack with this base.

    Raises:
        ValueError: the base leaves no room below 65536, or asks for privileged ports.
    """
    if not LOWEST_BASE <= base <= HIGHEST_BASE:
        raise ValueError(
            f"端口基数须在 {LOWEST_BASE} 与 {HIGHEST_BASE} 之间 · port base out of range: {base}"
        )
    return Ports(*range(base, base + 17))


def health_port(base: int, program: str, replica: int = 0) -> int:
    """健康检查端口 where a program answers /live and /ready; further replicas live from +30."""
    if replica == 0:
        return base + HEALTH_OFFSETS[program]
    return base + REPLICA_OFFSET + 10 * (replica - 1) + HEALTH_OFFSETS[program] % 10


def listening(port: int) -> bool:
    """占用 whether something on this machine answers at the port."""
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0
