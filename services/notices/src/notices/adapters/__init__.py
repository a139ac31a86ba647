"""媒体适配 how notices are handed to the media beside the portal, each by its own adapter."""

from notices.adapters.medium import Medium
from notices.adapters.named import MEDIA, account_of, reached

__all__ = ["MEDIA", "Medium", "account_of", "reached"]
