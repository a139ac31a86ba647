"""What notices decides: one function per intention, in the order of a notice's life."""
