"""A network of its own between processes here and a server, which can be cut: neither side then hears of the other again.

For root on Linux. What is sent into a cut wire is lost without a word, as when a switch fails; nobody is told that a
connection has ended.
"""

import os
import subprocess
import sys
from pathlib import Path

from tests.support.server import free_port
from tests.support.workers import wait_until

_HERE, _THERE = "10.99.77.1", "10.99.77.2"
_PORT = 5432


class Wire:
    """Leads from `host` and `port` to a server: the path of a socket, or a port of this machine.

    `near`: begins on loopback, behind something that takes connections and then says nothing.
    """

    def __init__(self, folder: Path, target: str, near: bool = False) -> None:
        self._space = f"frontdesk-{os.getpid()}"
        self.host, self.port = _THERE, _PORT
        ours, theirs = f"fd{os.getpid() % 10_000_000}a", f"fd{os.getpid() % 10_000_000}b"
        self._ip("netns", "add", self._space)
        self._ip("link", "add", ours, "type", "veth", "peer", "name", theirs, "netns", self._space)
        self._ip("addr", "add", f"{_HERE}/30", "dev", ours)
        self._ip("link", "set", ours, "up")
        for command in (("addr", "add", f"{_THERE}/30", "dev", theirs), ("link", "set", theirs, "up")):
            self._ip("-n", self._space, *command)
        self._relays = []
        if not target.startswith("/"):
            between = str(folder / "wire.socket")
            self._start(between, target)
            wait_until(Path(between).exists)
            target = between
        self._start(f"{_THERE}:{_PORT}", target, inside=True)
        if near:
            self.host, self.port = "127.0.0.1", free_port()
            self._start(f"{self.host}:{self.port}", f"{_THERE}:{_PORT}")

    @staticmethod
    def _ip(*arguments: str) -> None:
        subprocess.run(["ip", *arguments], check=True)

    def _start(self, listen: str, target: str, inside: bool = False) -> None:
        into = ["ip", "netns", "exec", self._space] if inside else []
        self._relays.append(subprocess.Popen([*into, sys.executable, "-m", "bench.relay", listen, target]))

    def cut(self) -> None:
        """Lose whatever is sent from now on, in both directions."""
        self._ip("-n", self._space, "route", "add", "blackhole", f"{_HERE}/32")

    def mend(self) -> None:
        """Carry again."""
        self._ip("-n", self._space, "route", "del", "blackhole", f"{_HERE}/32")

    def close(self) -> None:
        """Take it away."""
        for process in self._relays:
            process.terminate()
            process.wait(10)
        self._ip("netns", "del", self._space)
