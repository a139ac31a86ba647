"""One whole procurement through the gateway's HTTP API, and an independent check of it."""
