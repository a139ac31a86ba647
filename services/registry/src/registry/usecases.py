"""What registry decides: one function per intention (members, projects and lots, legal data, worklist)."""
