"""A receiver that sends a byte now and then is given up as a whole, as the service runs."""

import subprocess
import sys

GREEN = """
import eventlet
eventlet.monkey_patch()
import socket, sys
from notices import guard, outbound

outbound.LONGEST = 1.0
listener = socket.create_server(("127.0.0.1", 0))

def drip():
    line, _ = listener.accept()
    line.sendall(b"HTTP/1.1 200 OK\\r\\n")
    while True:
        line.sendall(b"x")
        eventlet.sleep(0.1)

eventlet.spawn(drip)
try:
    guard.post(f"http://127.0.0.1:{listener.getsockname()[1]}/hook", {}, b"{}")
except outbound.UnreachableError as late:
    print(late)
"""


def test_a_receiver_that_drips_is_given_up() -> None:
    words = [sys.executable, "-W", "ignore", "-c", GREEN]
    env = {"WEBHOOK_LOCAL": "yes"}
    done = subprocess.run(words, env=env, capture_output=True, text=True, check=False, timeout=60)  # noqa: S603 — our own script
    assert done.stdout.strip() == "too slow", done.stderr
