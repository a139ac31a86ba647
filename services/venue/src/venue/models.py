"""Tables of venue."""
