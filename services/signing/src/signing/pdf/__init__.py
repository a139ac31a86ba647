"""签章文件 the seal's picture, where it goes, and the one signature under it."""
