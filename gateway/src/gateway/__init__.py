"""网关 HTTP for browsers and programs: authenticate, parse, one RPC, render. It decides nothing."""
