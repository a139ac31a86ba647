"""产品 what a service prints: where its templates lie, and what is embedded in its PDFs."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Product:
    """产品 one kind of printed matter.

    Args:
        templates: The folder of its template versions.
        enclosed: File name of the data embedded in each PDF.
        described: What that file is.
        largest: Characters of HTML that a template may produce.
        too_large: What to say where it produces more.
        fragment: Whether the same words are wanted as a fragment of HTML (``body.html``) too.
    """

    templates: Path
    enclosed: str
    described: str
    largest: int
    too_large: str
    fragment: bool = True

    def to_word(self) -> str:
        """参数 one word of a command line."""
        return json.dumps({**asdict(self), "templates": str(self.templates)}, ensure_ascii=False)

    @classmethod
    def from_word(cls, word: str) -> "Product":
        """Read ``to_word`` back."""
        told = json.loads(word)
        return cls(**{**told, "templates": Path(told["templates"])})
