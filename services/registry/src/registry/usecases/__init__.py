"""What registry decides: one function per intention."""
