"""Pure rules of signing: no I/O, no framework."""
