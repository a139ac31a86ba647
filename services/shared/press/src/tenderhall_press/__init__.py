"""排版 HTML and PDF/A-3b from versioned templates, in processes of their own; for every service."""

from tenderhall_press.pool import Printed, RenderError, RenderPool
from tenderhall_press.product import Product
from tenderhall_press.templates import Catalogue, NoTemplate, TemplateVersion

__all__ = [
    "Catalogue",
    "NoTemplate",
    "Printed",
    "Product",
    "RenderError",
    "RenderPool",
    "TemplateVersion",
]
