"""Rules of venue: pure, over plain values; a module for each form."""
