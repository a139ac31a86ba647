"""工具包 what every service stands on: entry points, unit of work, outbox, settings, clock."""
