"""The only place where registry asks its database."""
