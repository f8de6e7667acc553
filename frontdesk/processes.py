"""Keeps the processes of a Procfile running: shows what they print, restarts those that end, stops them all.

1. Signals are only noted when they come. The loop acts on them between two of its steps, never in the middle of a start.
2. Each process leads a group of its own in the supervisor's session, so that Ctrl-C reaches only the supervisor and each
   process is told to stop once.
3. On Linux a process is also told to stop when the supervisor is killed.
4. A process that ends is started again after a growing pause. If one never stays up, everything ends.
"""

import ctypes
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress

Signals = queue.SimpleQueue[int]

_LOOK_SECONDS = 0.1
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 30.0
_STEADY_SECONDS = 60.0  # after this time, the pauses start from the beginning again
_UP_SECONDS, _MOST_DEATHS = 10.0, 5
_FINISH_SECONDS, _KILL_SECONDS = 10.0, 20.0
_READER_SECONDS = 1.0
_SET_PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG
_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None
_printing = threading.Lock()


class NeverUpError(RuntimeError):
    """A process ends again and again as soon as it is started. The message says which."""


def read_procfile(text: str) -> dict[str, str]:
    """The commands by name, from lines `name: command`."""
    lines = (line.partition(":") for line in text.splitlines() if line.strip() and not line.startswith("#"))
    return {name.strip(): command.strip() for name, _, command in lines}


def note_signals() -> Signals:
    """From now on every signal to stop this process goes into the queue. For the main thread."""
    noted: Signals = queue.SimpleQueue()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        if number != signal.SIGHUP or signal.getsignal(number) is not signal.SIG_IGN:  # `nohup` ignores it
            signal.signal(number, lambda which, _: noted.put(which))
    return noted


def _end_with(parent: int) -> None:
    """Between fork and exec: a group of its own, and the end of the supervisor is the end of this process."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # the supervisor's handler would swallow one that comes before exec
    os.setpgid(0, 0)
    if _LIBC:
        _LIBC.prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGTERM)
    if os.getppid() != parent:
        os._exit(1)


def _how(status: int) -> str:
    return f"was ended by {signal.Signals(-status).name}" if status < 0 else f"ended with status {status}"


class Child:
    """One process of the Procfile, started again whenever it has ended."""

    def __init__(self, name: str, command: str, width: int, say: Callable[[str], None]) -> None:
        self._name, self._command, self._width, self._say = name, command, width, say
        self._process: subprocess.Popen[bytes] | None = None
        self._reader: threading.Thread | None = None
        self._started = self._start_at = time.monotonic()
        self._pause = _FIRST_PAUSE
        self._deaths = 0
        self._was_up = False

    def look(self) -> None:
        """Start the process if it is time, and see whether it has ended. Raises NeverUpError."""
        now = time.monotonic()
        if self._process is None:
            if now >= self._start_at:
                self._start()
            return
        status = self._process.poll()
        if status is not None:
            self._process = None
            self._ended(_how(status), now - self._started)

    def _start(self) -> None:
        parent = os.getpid()
        self._started = time.monotonic()
        try:
            self._process = subprocess.Popen(  # from the main thread: the death signal is that of the thread that forks
                ["/bin/sh", "-c", self._command],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                env={**os.environ, "PYTHONUNBUFFERED": "1"},
                preexec_fn=lambda: _end_with(parent),  # noqa: PLW1509  takes no lock that a thread could hold
            )
        except OSError as error:
            self._ended(f"could not be started ({error.strerror})", 0.0)
            return
        self._reader = threading.Thread(target=self._show, args=(self._process,), daemon=True)
        self._reader.start()

    def _ended(self, how: str, up: float) -> None:
        self._deaths += 1
        self._was_up = self._was_up or up >= _UP_SECONDS
        if self._deaths >= _MOST_DEATHS and not self._was_up:
            raise NeverUpError(
                f"{self._name} {how}, for the {self._deaths}th time without having stayed up for {_UP_SECONDS:.0f} "
                "seconds. Frontdesk stops; the lines above say why."
            )
        if up >= _STEADY_SECONDS:
            self._pause = _FIRST_PAUSE
        self._say(f"{self._name} {how}; it is started again in {self._pause:g} s.")
        self._start_at = time.monotonic() + self._pause
        self._pause = min(2 * self._pause, _LONGEST_PAUSE)

    def _show(self, process: "subprocess.Popen[bytes]") -> None:
        assert process.stdout
        with process.stdout as lines:
            for line in lines:
                text = line.decode(errors="replace").rstrip("\r\n")
                with suppress(OSError), _printing:  # nobody may be reading any more; the process must not wait for that
                    sys.stdout.write(f"{time.strftime('%H:%M:%S')} {self._name.ljust(self._width)} | {text}\n")
                    sys.stdout.flush()

    def terminate(self) -> None:
        """Ask the process to end, if it runs."""
        if self._process:
            self._process.terminate()

    def ended_by(self, moment: float) -> bool:
        """Whether the process has ended, waiting for it until a moment."""
        try:
            if self._process:
                self._process.wait(max(0.0, moment - time.monotonic()))
            return True
        except subprocess.TimeoutExpired:
            return False

    def kill(self) -> None:
        """End the process, and whatever it has started."""
        if self._process:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._say(f"{self._name} did not end within {_KILL_SECONDS:.0f} seconds and was killed.")

    def finish_showing(self) -> None:
        """Wait until the last lines are shown, but not for long."""
        if self._reader:
            self._reader.join(_READER_SECONDS)


def _stop(children: list[Child]) -> None:
    """Stop in the Procfile's order: a process may finish with the help of those after it."""
    began = time.monotonic()
    for child in children:
        child.terminate()
        child.ended_by(began + _FINISH_SECONDS)
    for child in children:
        if not child.ended_by(began + _KILL_SECONDS):
            child.kill()
    for child in children:
        child.finish_showing()


def keep_running(commands: Mapping[str, str], signals: Signals, say: Callable[[str], None]) -> int:
    """Run the commands until a signal is noted (0) or one of them never stays up (1)."""

    def say_if_heard(text: str) -> None:
        with suppress(OSError):
            say(text)

    width = max(map(len, commands), default=0)
    children = [Child(name, command, width, say_if_heard) for name, command in commands.items()]
    try:
        while True:
            with suppress(queue.Empty):
                signals.get(timeout=_LOOK_SECONDS)
                return 0
            for child in children:
                child.look()
    except NeverUpError as error:
        say_if_heard(str(error))
        return 1
    finally:
        _stop(children)
