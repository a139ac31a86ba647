"""档案 what goes into a project's archive, how it is packed, and how it is checked offline."""
