"""招标文件制作 the entry points; others are asked, and PDFs made, outside of any transaction."""

from typing import Any

from tenderhall_contracts import documents as promises
from tenderhall_contracts import registry, venue
from tenderhall_kit.entrypoints import Call, Client, Envelope, reacts, serves
from tenderhall_press.provider import Renderer

from documents.printing import TENDER
from documents.usecases import around, building, writing, written

Payload = dict[str, Any]

_SECONDS = 600.0
"""Longest making of one PDF: some thousand pages."""


class Writing:
    """招标文件制作 begun, written, checked, built."""

    registry = Client(registry.registry)
    venue = Client(venue.venue)
    renderer = Renderer(TENDER, seconds=_SECONDS, workers=1, later=True)

    @property
    def sources(self) -> around.Sources:
        """Whom to ask about project, lots and booking."""
        return around.Sources(self.registry, self.venue)

    def _told(self, call: Call, payload: Payload) -> dict[str, Any]:
        return around.ask(call, self.sources, call.read(around.about, payload["id"]))

    @serves(promises.start_tender_content)
    def start_tender_content(self, call: Call, payload: Payload) -> Any:
        """开始制作招标文件."""
        call.run(writing.start, payload, self._told(call, payload))
        return call.read(written.show, payload["id"])

    @serves(promises.save_tender_content)
    def save_tender_content(self, call: Call, payload: Payload) -> Any:
        """保存招标文件内容."""
        call.run(writing.save, payload)
        return call.read(written.show, payload["id"])

    @serves(promises.get_tender_content)
    def get_tender_content(self, call: Call, payload: Payload) -> Any:
        """查看招标文件内容."""
        return call.read(written.show, payload["id"])

    @serves(promises.check_tender_content)
    def check_tender_content(self, call: Call, payload: Payload) -> Any:
        """核对招标文件内容."""
        return call.read(written.check, payload["id"], self._told(call, payload))

    @serves(promises.build_tender_document)
    def build_tender_document(self, call: Call, payload: Payload) -> Any:
        """生成招标文件."""
        asked = call.run(building.ask, payload, self._told(call, payload))
        return call.read(written.show_build, asked["id"])

    @serves(promises.get_tender_build)
    def get_tender_build(self, call: Call, payload: Payload) -> Any:
        """招标文件生成进度."""
        return call.read(written.show_build, payload["id"])

    @reacts(promises.tender_build_asked)
    def on_build_asked(self, call: Call, event: Envelope) -> None:
        """生成."""
        building.make(call, self.renderer, event.data["build_id"])
