"""Pure rules of notices: no I/O, no framework."""
