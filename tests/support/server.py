"""Frontdesk running as patients reach it."""

import json
import os
import socket
import subprocess
import time
from pathlib import Path

import requests

from frontdesk.content.phrasings import read_yaml
from tests.support.clock import JUMP, JUMPS, command

ROOT = Path(__file__).parents[2]


# Rates that no test meets by chance.
WIDE_RATES = {
    "FRONTDESK_CONVERSATION_RATE": "1000/minute",
    "FRONTDESK_ADDRESS_RATE": "10000/minute",
    "FRONTDESK_SESSION_RATE": "10000/minute",
    "FRONTDESK_TEXTING_RATE": "10000/minute",
}


# Limits that tests which share one server, phone and address do not meet.
WIDE_LIMITS = {"open": 1000, "a_day": 1000, "a_day_from_one_address": 100_000}


SECRET = "a-secret-for-tests-only-0123456789abcdef"


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def clinic_file(original: Path, folder: Path) -> Path:
    """A copy of a clinic file, with wide limits unless it has its own."""
    clinic = read_yaml(original)
    clinic.setdefault("booking", {}).setdefault("limits", WIDE_LIMITS)
    copy = folder / "clinic.yml"
    copy.write_text(json.dumps(clinic))
    return copy


class Server:
    """Frontdesk as patients reach it: the assistant."""

    def __init__(self, data_dir: Path, now: str = "", **environment: str) -> None:
        """`now`: the moment at which the clock of its processes starts (ISO 8601 with offset); empty: the present test's."""
        self.port = free_port()
        self.now = now
        self.data_dir = data_dir
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = data_dir / "server.log"
        self.environment = {
            "PATH": os.environ["PATH"],
            "PORT": str(self.port),
            "FRONTDESK_DATA_DIR": str(data_dir),
            "FRONTDESK_SECRET_KEYS": SECRET,
            **environment,
        }
        original = ROOT / self.environment.get("FRONTDESK_CLINIC_FILE", "clinic.yml")
        self.environment["FRONTDESK_CLINIC_FILE"] = str(clinic_file(original, data_dir))
        self.start()

    def start(self) -> None:
        """Start it and wait until it is ready."""
        self.process = self.run("serve")
        self._await(self.process, f"{self.url}/health/ready")

    def verb(self, *arguments: str) -> str:
        """What a verb of the command line prints for this installation."""
        done = subprocess.run(
            command(*arguments, moment=self.now),
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    def run(self, verb: str) -> "subprocess.Popen[bytes]":
        """Start one more process of this installation."""
        with self.log.open("a") as log:
            return subprocess.Popen(
                command(verb, moment=self.now), cwd=ROOT, env=self.environment, stdout=log, stderr=log
            )

    def _await(self, process: "subprocess.Popen[bytes]", url: str) -> None:
        for _ in range(600):
            try:
                if requests.get(url, timeout=2).ok:
                    return
            except requests.ConnectionError:
                pass
            if process.poll() is not None:
                break
            time.sleep(0.1)
        raise AssertionError(f"{url} did not get ready:\n{self.log.read_text()}")

    def stop(self, kill: bool = False) -> None:
        """Stop it, politely or not."""
        _end(self.process, kill)


def _end(process: "subprocess.Popen[bytes]", kill: bool) -> None:
    (process.kill if kill else process.terminate)()
    process.wait(timeout=20)


class ServerWithActions(Server):
    """Frontdesk with an action server in a process of its own."""

    def __init__(self, data_dir: Path, **environment: str) -> None:
        self.actions_port = free_port()
        self.webhook = f"http://127.0.0.1:{self.actions_port}/webhook"
        endpoints = data_dir / "endpoints.yml"
        endpoints.write_text(f'action_endpoint: {{url: "{self.webhook}"}}\n')
        super().__init__(data_dir, FRONTDESK_ENDPOINTS_FILE=str(endpoints), **environment)

    def start(self) -> None:
        """Start both processes and wait until they are ready."""
        self.start_actions()
        super().start()

    def start_actions(self) -> None:
        """Start the actions alone and wait until they are ready."""
        self.actions = self.run("actions")
        self._await(self.actions, f"http://127.0.0.1:{self.actions_port}/health")

    def stop(self, kill: bool = False) -> None:
        """Stop both processes, politely or not."""
        super().stop(kill)
        _end(self.actions, kill)


class ConsoleAlone(Server):
    """The front desk's page without the assistant: no model is needed."""

    def __init__(self, data_dir: Path, **environment: str) -> None:
        self.staff_port = free_port()
        self.console_url = f"http://127.0.0.1:{self.staff_port}"
        super().__init__(data_dir, FRONTDESK_STAFF_PORT=str(self.staff_port), **environment)

    def start(self) -> None:
        """Start it and wait until it is ready."""
        self.process = self.run("staff")
        self._await(self.process, f"{self.console_url}/health/live")

    def invitation(self) -> str:
        """The address of a new link that makes an owner's account."""
        return self.verb("staff", "--invite").strip()


class ServerWithConsole(Server):
    """Frontdesk with the front desk's page, which lets in whoever opens `invitation`, once."""

    def __init__(self, data_dir: Path, **environment: str) -> None:
        self.staff_port = free_port()
        self.console_url = f"http://127.0.0.1:{self.staff_port}"
        super().__init__(data_dir, FRONTDESK_STAFF_PORT=str(self.staff_port), **environment)

    def start(self) -> None:
        """Start both processes and wait until they are ready."""
        super().start()
        self.console = self.run("staff")
        self._await(self.console, f"{self.console_url}/health/live")

    def invitation(self) -> str:
        """The address of a new link that makes an owner's account."""
        return self.verb("staff", "--invite").strip()

    def stop(self, kill: bool = False) -> None:
        """Stop both processes, politely or not."""
        super().stop(kill)
        _end(self.console, kill)


class TravellingClinic(ServerWithConsole):
    """Assistant, front desk's page and worker on one clock, which can be moved on while they run."""

    def __init__(self, data_dir: Path, **environment: str) -> None:
        self._jumps = data_dir / "jumps"
        super().__init__(data_dir, **{JUMPS: str(self._jumps)}, **environment)

    def start(self) -> None:
        """Start all three and wait until two are ready."""
        super().start()
        self.worker = self.run("worker")

    def jump(self, seconds: float) -> None:
        """Let so many seconds pass at once."""
        self._jumps.write_text(str(seconds))
        for process in (self.process, self.console, self.worker):
            process.send_signal(JUMP)

    def stop(self, kill: bool = False) -> None:
        """Stop all three, politely or not."""
        super().stop(kill)
        _end(self.worker, kill)
