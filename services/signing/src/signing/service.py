"""Wiring of signing: entry points to use cases, nothing else."""
