"""All processes of an installation, any of which can be killed with -9 at any moment and comes back."""

import random
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from tests.support.server import Server

PROCESSES = ("process", "worker")
SECONDS_BETWEEN_KILLS = (0.3, 2.0)


class Mortal(Server):
    """Both processes, each of which can be killed and comes back."""

    def start(self) -> None:
        """Start everything."""
        super().start()
        self.worker = self.run("worker")

    def kill_one(self, which: str) -> None:
        """Kill -9 one process and start it again, as its supervisor would."""
        process: subprocess.Popen[bytes] = getattr(self, which)
        process.kill()
        process.wait(timeout=20)
        if which == "worker":
            self.worker = self.run("worker")
        else:
            self.process = self.run("serve")
            self._await(self.process, f"{self.url}/health/ready")

    def stop(self, kill: bool = False) -> None:
        """Stop everything."""
        super().stop(kill)
        self.worker.kill()
        self.worker.wait(timeout=20)


@contextmanager
def killed_at_random(server: Mortal, seed: int) -> Iterator[Counter[str]]:
    """As long as the context is open, one process after the other is killed; how often each was.

    After each kill everything runs for longer than it took to come back, so that a slow machine gets on as well. It ends
    when each has been killed at least once.
    """
    stop, killed = threading.Event(), Counter[str]()

    def kill() -> None:
        chance, away = random.Random(seed), 0.0
        while not stop.wait(away + chance.uniform(*SECONDS_BETWEEN_KILLS)) or len(killed) < len(PROCESSES):
            which = chance.choice(PROCESSES)
            began = time.monotonic()
            server.kill_one(which)
            away = time.monotonic() - began
            killed[which] += 1

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        yield killed
    finally:
        stop.set()
        killer.join()
