"""The only place where venue asks its database."""
