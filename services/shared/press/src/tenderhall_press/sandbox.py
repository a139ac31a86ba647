"""模板沙箱 the Jinja2 environment of the templates: no attributes, no loops of millions.

The sandbox stops escapes through attributes but not abuse of resources (documents.md §4:
``{{ "a"*10**9 }}`` takes 15 s and 1 GB), so globals are cleared, costly filters are dropped and
the growing operators are intercepted; what is left runs in a worker with limits besides.
"""

from collections.abc import Callable, Mapping
from typing import Any

from jinja2 import BaseLoader, StrictUndefined
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

KEPT_FILTERS = frozenset(
    [
        "default",
        "e",
        "escape",
        "first",
        "items",
        "join",
        "last",
        "length",
        "list",
        "lower",
        "map",
        "reject",
        "rejectattr",
        "select",
        "selectattr",
        "sort",
        "string",
        "trim",
        "unique",
        "upper",
    ]
)
"""What a template needs; attr, format, center, indent, pprint, xmlattr and the rest are gone."""


class PressEnvironment(ImmutableSandboxedEnvironment):
    """排版模板环境 a sandbox that also refuses ``+ * ** %`` on anything but numbers."""

    intercepted_binops = frozenset({"+", "*", "**", "%"})

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Refuse to repeat or format sequences, and to raise to a power at all."""
        numbers = all(isinstance(side, int | float) for side in (left, right))
        if operator == "**" or not numbers:
            raise SecurityError(f"模板不得使用运算符 template operator refused: {operator}")
        return super().call_binop(context, operator, left, right)

    def wrap_str_format(self, value: Any) -> Callable[..., str] | None:
        """Strings lend no methods: ``'{:>999999999}'.format(1)`` would fill the memory.

        Jinja2 asks here, before anything else, about every attribute that a template names.
        """
        if isinstance(getattr(value, "__self__", None), str):
            raise SecurityError("模板不得调用文本的方法 methods of text are refused")
        return super().wrap_str_format(value)


def environment(loader: BaseLoader, filters: Mapping[str, Callable[..., Any]]) -> PressEnvironment:
    """建立模板环境 an environment with our own filters and the few harmless ones of Jinja2."""
    made = PressEnvironment(
        loader=loader,
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
    )
    made.globals.clear()
    for name in set(made.filters) - KEPT_FILTERS:
        del made.filters[name]
    made.filters.update(filters)
    return made
