"""Pure rules of registry: no I/O, no framework."""
