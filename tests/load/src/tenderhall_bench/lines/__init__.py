"""各项测量 one module (or package) for each line; each has a ``LINE``."""
