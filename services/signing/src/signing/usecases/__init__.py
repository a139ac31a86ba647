"""What signing decides: one function per intention (hosts, seals, seal jobs)."""
