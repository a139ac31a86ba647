"""The only place where signing asks its database."""
