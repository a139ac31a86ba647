"""盖章 the picture of the seal as the appearance of the signature field."""

from dataclasses import dataclass
from typing import Any

from pyhanko.pdf_utils import generic, layout
from pyhanko.pdf_utils.content import ImportedPdfPage, ResourceType
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.stamp.base import BaseStamp, BaseStampStyle

from signing.pdf.placement import turn

__all__ = ["SealStyle"]


@dataclass(frozen=True)
class SealStyle(BaseStampStyle):
    """章样 a one-page PDF, drawn square in the middle of the field, over the text it covers.

    Attributes:
        picture: path of the PDF.
        rotation: degrees the page is turned by.
    """

    picture: str = ""
    rotation: int = 0
    border_width: int = 0

    def create_stamp(
        self, writer: BasePdfFileWriter, box: layout.BoxConstraints, text_params: dict[str, Any]
    ) -> BaseStamp:
        """制作 the stamp for a field of this size; the text parameters are not used."""
        del text_params
        return _SealStamp(writer=writer, style=self, box=box)


class _SealStamp(BaseStamp):
    """Multiply, so that the red lies over the black text as ink does."""

    def _render_inner_content(self) -> list[bytes]:
        picture = ImportedPdfPage(self.style.picture)
        picture.set_writer(self.writer)
        drawn = picture.render()
        multiply = generic.DictionaryObject({pdf_name("/BM"): pdf_name("/Multiply")})
        self.set_resource(ResourceType.EXT_G_STATE, pdf_name("/Ink"), multiply)
        self.import_resources(picture.resources)
        side = min(self.box.width, self.box.height)
        scale = side / max(picture.box.width, picture.box.height)
        x, y = (self.box.width - side) / 2, (self.box.height - side) / 2
        turned = b" ".join(b"%.4f" % number for number in turn(self.style.rotation, side))
        place = b"1 0 0 1 %.3f %.3f cm" % (x, y)
        size = b"%.6f 0 0 %.6f 0 0 cm" % (scale, scale)
        return [b"q /Ink gs %s %s cm %s %s Q" % (place, turned, size, drawn)]
