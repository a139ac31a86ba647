"""实时更新 what happens to forms, told at once to the browsers that may know of it."""

from gateway.live.feed import Feed
from gateway.live.hub import Hub

__all__ = ["Feed", "Hub"]
