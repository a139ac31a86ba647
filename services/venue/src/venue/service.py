"""Wiring of venue: entry points to use cases, nothing else."""
