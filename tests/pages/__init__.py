"""A package, so that its browser lives as long as these tests: no other may run in its loop."""
