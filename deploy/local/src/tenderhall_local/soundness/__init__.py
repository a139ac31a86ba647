"""查账 is the platform sound after whatever befell it? Reads databases, broker and store.

Shares no code with what wrote them but the formula of the audit chain. Each fault names the rule
that is broken, where, and by what; a sound platform has none. Tested by planting every kind of
damage (tests/resilience).
"""

from tenderhall_local.soundness.books import Books, Fault
from tenderhall_local.soundness.examine import examine, settle

__all__ = ["Books", "Fault", "examine", "settle"]
