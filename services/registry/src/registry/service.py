"""Wiring of registry: entry points to use cases, nothing else."""
