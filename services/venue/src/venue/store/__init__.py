"""The only place where venue asks its database: claims decide, the rest keeps and tells."""
