"""The only place where notices asks its database."""
