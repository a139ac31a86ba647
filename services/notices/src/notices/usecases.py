"""What notices decides: one function per intention."""
