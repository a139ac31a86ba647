"""The only place where documents asks its database."""
