"""`run`: starts every process of the Procfile under honcho and says so once the assistant really answers."""

import http.client
import json
import os
import socket
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from honcho.environ import parse_procfile
from honcho.manager import Manager

from frontdesk.setting_values import SettingsError
from frontdesk.settings import Settings
from frontdesk.storage.database import migrate, open_database

QUESTION = "Does dry needling hurt?"
_START_SECONDS = 120


def _post(config: Settings, path: str, body: dict[str, Any] | None, token: str = "") -> Any:
    connection = http.client.HTTPConnection(config.host, config.port, timeout=5)
    try:
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
        connection.request("POST", path, json.dumps(body) if body else None, headers)
        return json.loads(connection.getresponse().read())
    finally:
        connection.close()


def answers(config: Settings) -> bool:
    """Whether the assistant at the configured address answers a question with an answer."""
    try:
        token = _post(config, "/chat/session", None)["token"]
        reply = _post(config, "/chat/messages", {"id": "readiness", "text": QUESTION}, token)
        return bool(reply["messages"][0]["kind"] == "answer")
    except (OSError, KeyError, ValueError, http.client.HTTPException):
        return False


def _announce(config: Settings, say: Callable[[str], None]) -> None:
    began = time.monotonic()
    while time.monotonic() - began < _START_SECONDS:
        if answers(config):
            say(f"Frontdesk answers at http://{config.host}:{config.port} (asked itself a question). Ctrl-C stops it.")
            return
        time.sleep(0.2)
    say("The assistant does not answer yet. The lines above say what it is doing; docs/settings.md lists the settings.")


def _check_port(host: str, port: int, variable: str) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise SettingsError(
                f"Port {port} on {host} cannot be used ({error.strerror}). Another program is probably using it; choose "
                f"another one, as in {variable}={port + 1} make run."
            ) from error


def run(config: Settings, say: Callable[[str], None], procfile: Path = Path("Procfile")) -> int:
    """Run until stopped. Raises SettingsError when a port is taken."""
    _check_port(config.host, config.port, "PORT")
    _check_port("127.0.0.1", config.actions_port, "FRONTDESK_ACTIONS_PORT")
    migrate(open_database(config.database_url))
    manager = Manager()
    for name, command in parse_procfile(procfile.read_text(encoding="utf-8")).processes.items():
        manager.add_process(name, command, env={**os.environ, "PYTHONUNBUFFERED": "1"})
    threading.Thread(target=_announce, args=(config, say), daemon=True).start()
    manager.loop()
    sys.stdout.flush()
    return 0 if manager.returncode in (130, 143) else int(manager.returncode or 0)
