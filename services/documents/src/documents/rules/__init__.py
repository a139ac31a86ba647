"""Pure rules of documents: no I/O, no framework."""
