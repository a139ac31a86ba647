"""What documents decides: one function per intention (uploads, versions, tender documents)."""
