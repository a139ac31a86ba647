"""Pure rules of venue: no I/O, no framework."""
