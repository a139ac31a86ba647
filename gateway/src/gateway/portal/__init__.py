"""公开门户 what anybody may read: published notices, straight from the store."""
