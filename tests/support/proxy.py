"""Caddy in front of assistants and the front desk's pages, with the configuration of deploy/compose."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import requests

from tests.support.manifests import COMPOSE
from tests.support.server import free_port
from tests.support.workers import wait_until

CADDY = Path(sys.executable).parent / "caddy"
STAFF_NETWORK = "127.0.0.0/8"  # where the front desk is


class Proxy:
    """A running Caddy: `url` is where patients come, `desk` where staff do."""

    def __init__(
        self,
        folder: Path,
        assistants: Sequence[int],
        consoles: Sequence[int] = (),
        staff: str = STAFF_NETWORK,
        desk: int = 0,
    ) -> None:
        """`assistants`, `consoles`: the ports of what is behind it. `desk`: the port for staff, if it must be known before."""
        port, desk = free_port(), desk or free_port()
        self.url, self.desk = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{desk}"
        shipped = (COMPOSE / "Caddyfile").read_text()
        (folder / "Caddyfile").write_text(shipped.replace("{\n\tservers", "{\n\tadmin off\n\tservers", 1))
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "FRONTDESK_CHAT_SITE": self.url,
            "FRONTDESK_STAFF_SITE": self.desk,
            "FRONTDESK_STAFF_NETWORKS": staff,
            "FRONTDESK_ASSISTANTS": _upstreams(assistants),
        } | ({"FRONTDESK_STAFF": _upstreams(consoles)} if consoles else {})
        with (folder / "caddy.log").open("w") as log:
            self.process = subprocess.Popen(
                [CADDY, "run", "--config", folder / "Caddyfile"], env=environment, stdout=log, stderr=log
            )
        wait_until(self._answers)

    def _answers(self) -> bool:
        try:
            return requests.get(f"{self.url}/frontdesk.js", timeout=5).ok
        except requests.ConnectionError:
            return False

    def stop(self) -> None:
        """Stop it."""
        self.process.terminate()
        self.process.wait(20)


def _upstreams(ports: Sequence[int]) -> str:
    return " ".join(f"127.0.0.1:{port}" for port in ports)
