"""What notices decides: one function per intention (notices: drafted, rendered, sealed, reviewed, published)."""
