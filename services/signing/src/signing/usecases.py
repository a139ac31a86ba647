"""What signing decides: one function per intention (hosts, seal jobs, verification)."""
