"""Wiring of documents: entry points to use cases, nothing else."""
