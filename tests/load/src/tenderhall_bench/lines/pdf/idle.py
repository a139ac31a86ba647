"""空转 ``python -m tenderhall_bench.lines.pdf.idle``: a process that does nothing but beat.

How late its beats are is what the machine does to anybody; a service's heart, which beats in the
same seconds, can do no better. Each answer is the worst beat since the last one, in milliseconds.
"""

import threading
import time

from tenderhall_bench.child import serve

BEAT = 0.005


class Heart:
    """心跳 a thread that sleeps."""

    def __init__(self) -> None:
        self.worst = 0.0
        threading.Thread(target=self._beat, daemon=True).start()

    def tell(self, _question: object) -> float:
        """读数 and begin anew."""
        worst, self.worst = self.worst, 0.0
        return worst * 1000

    def _beat(self) -> None:
        last = time.perf_counter()
        while True:
            time.sleep(BEAT)
            now = time.perf_counter()
            self.worst, last = max(self.worst, now - last - BEAT), now


if __name__ == "__main__":
    raise SystemExit(serve(Heart().tell))
