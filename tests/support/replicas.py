"""Several assistants, workers and front desk's pages on one PostgreSQL behind a proxy; each can be killed or paused."""

import os
import signal
import subprocess
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace

import requests

from tests.support.clock import command
from tests.support.proxy import Proxy
from tests.support.server import ROOT, SECRET, WIDE_RATES, clinic_file, free_port
from tests.support.workers import wait_until

_START_SECONDS = 120


class Replicas:
    """Two of each process, unless other numbers are given. Where a patient is sent is up to the proxy (`url`, `desk`)."""

    def __init__(
        self,
        folder: Path,
        database_url: str,
        counts: Mapping[str, int] | None = None,
        source: Path = ROOT,
        **environment: str,
    ) -> None:
        """`counts`: how many processes of each verb. `source`: the folder of the version that runs at first."""
        self.folder = folder
        self.database_url = database_url
        self._source = source
        desk_port = free_port()
        self.desk = f"http://127.0.0.1:{desk_port}"
        self._environment = {
            "PATH": os.environ["PATH"],
            "FRONTDESK_DATA_DIR": str(folder),
            "FRONTDESK_SECRET_KEYS": SECRET,
            "FRONTDESK_DATABASE_URL": database_url,
            "FRONTDESK_CLINIC_FILE": str(clinic_file(ROOT / "clinic.yml", folder)),
            "FRONTDESK_PROXIES": "1",
            "FRONTDESK_STAFF_URL": self.desk,
            **WIDE_RATES,
            **environment,
        }
        wanted = {"serve": 2, "worker": 2, "staff": 2} if counts is None else counts
        self.ports = {f"{verb} {number}": free_port() for verb, count in wanted.items() for number in range(count)}
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        try:
            for name in self.ports:
                self.start(name)
            for name in self.ports:
                self.await_ready(name)
        except BaseException:
            self._stop_processes()
            raise
        self.proxy = Proxy(folder, self.ports_of("serve"), self.ports_of("staff"), desk=desk_port)
        self.url = self.proxy.url

    def ports_of(self, verb: str) -> list[int]:
        """Where the processes of a verb listen."""
        return [port for name, port in self.ports.items() if name.startswith(verb)]

    def assistant(self, number: int) -> SimpleNamespace:
        """One assistant past the proxy: its `url`, for `Chat`."""
        return SimpleNamespace(url=f"http://127.0.0.1:{self.ports[f'serve {number}']}")

    def start(self, name: str, source: Path | None = None) -> None:
        """Start a process, which is not there, of the version in `source`."""
        verb = name.partition(" ")[0]
        port = str(self.ports[name])
        environment = self._environment | {"PORT": port, "FRONTDESK_STAFF_PORT": port}
        with (self.folder / f"{name}.log").open("a") as log:
            self.processes[name] = subprocess.Popen(
                command(verb), cwd=source or self._source, env=environment, stdout=log, stderr=log
            )

    def await_ready(self, name: str) -> None:
        """Wait until a process answers; a worker is not asked."""
        verb = name.partition(" ")[0]
        path = {"serve": "/health/ready", "staff": "/health/live"}.get(verb)
        if path:
            wait_until(lambda: self._is_there(name, path), _START_SECONDS)

    def _is_there(self, name: str, path: str) -> bool:
        assert self.processes[name].poll() is None, (self.folder / f"{name}.log").read_text()[-2000:]
        try:
            return requests.get(f"http://127.0.0.1:{self.ports[name]}{path}", timeout=2).ok
        except requests.RequestException:
            return False

    def kill(self, name: str) -> None:
        """Kill -9."""
        self.processes[name].kill()
        self.processes[name].wait(20)

    def replace(self, name: str, source: Path) -> None:
        """Have a process of the version in `source` take the place of one, as a new version is rolled out."""
        self.processes[name].terminate()
        assert self.processes[name].wait(40) == 0
        self.start(name, source)
        self.await_ready(name)

    def pause(self, name: str) -> None:
        """Let a process do nothing for now."""
        self.processes[name].send_signal(signal.SIGSTOP)

    def go_on(self, name: str) -> None:
        """Let a paused process go on."""
        self.processes[name].send_signal(signal.SIGCONT)

    def stop(self) -> None:
        """Stop everything."""
        self.proxy.stop()
        self._stop_processes()

    def _stop_processes(self) -> None:
        for process in self.processes.values():
            process.send_signal(signal.SIGCONT)
            process.terminate()
        for process in self.processes.values():
            process.wait(40)
