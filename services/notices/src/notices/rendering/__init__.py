"""排版 a notice as HTML and as PDF/A-3b, from versioned templates, in processes of their own."""

from notices.rendering.pool import Printed, RenderError, RenderPool
from notices.rendering.templates import NoTemplate, TemplateVersion, choose, named

__all__ = [
    "NoTemplate",
    "Printed",
    "RenderError",
    "RenderPool",
    "TemplateVersion",
    "choose",
    "named",
]
