"""Wiring of signing: entry points to use cases, nothing else."""

from typing import Any, ClassVar

from tenderhall_contracts import signing as contract
from tenderhall_contracts.signing_host import signing_host
from tenderhall_kit.entrypoints import Call, Client, Envelope, every, reacts, serves

from signing import sealing
from signing.usecases import hosts, jobs, seals, verdicts
from signing.verification import judged


class SigningService:
    """签章服务 the centre's side; keys and PINs stay on the hosts."""

    name = "signing"
    needs: ClassVar[tuple[str, ...]] = ("TRUST_ROOTS", "HOST_KEYS")
    hosts = Client(signing_host)

    @serves(contract.list_seals)
    def list_seals(self, call: Call, payload: dict[str, Any]) -> dict[str, Any]:
        """可用印章 of the caller's organisation."""
        del payload
        return dict(call.read(seals.list_seals))

    @serves(contract.open_job)
    def open_job(self, call: Call, payload: dict[str, Any]) -> dict[str, Any]:
        """发起签章 and fetch the host's one-time key."""
        sealing.ensure_stored(call, payload["pdf"])
        asked = call.run(jobs.open_job, payload)
        return sealing.offer_key(call, self.hosts, asked, step="key")

    @serves(contract.apply_seal)
    def apply_seal(self, call: Call, payload: dict[str, Any]) -> dict[str, Any]:
        """电子签章 with the PIN sealed to the host, or by a login that was held."""
        return sealing.seal(call, self.hosts, payload["id"], payload["sealed_pin"])

    @serves(contract.get_job)
    def get_job(self, call: Call, payload: dict[str, Any]) -> dict[str, Any]:
        """签章任务 and its state."""
        return sealing.look(call, self.hosts, payload["id"])

    @serves(contract.verify_pdf)
    def verify_pdf(self, call: Call, payload: dict[str, Any]) -> dict[str, Any]:
        """验章 of a PDF in the store."""
        with judged(call.storage, payload["pdf"]) as (verdict, _):
            return dict(call.read(verdicts.with_seals, verdict))

    @serves(contract.list_hosts)
    def list_hosts(self, call: Call, payload: dict[str, Any]) -> dict[str, Any]:
        """签章主机 who is present."""
        del payload
        return dict(call.read(hosts.list_hosts))

    @reacts(contract.presence)
    def on_presence(self, call: Call, event: Envelope) -> None:
        """在线通知 of a host."""
        call.run(hosts.report, event.data, sealing.enrolled(call))

    @every(5)
    def settle_stale(self, call: Call) -> None:
        """追问滞留任务 and let overdue ones expire."""
        call.run(jobs.expire)
        for job in call.read(jobs.stale):
            sealing.ask_again(call, self.hosts, job)


SERVICE = SigningService
