"""HTTP 接口 the public RPCs as HTTP, and what describes them."""
