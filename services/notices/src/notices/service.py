"""Wiring of notices: entry points to use cases, nothing else."""
