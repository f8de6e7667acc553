"""A PostgreSQL of one's own that crashes, and has a standby that takes its place, for measuring."""

import tempfile
from pathlib import Path

import pgserver
import sqlalchemy as sa
from pgserver._commands import pg_basebackup, pg_ctl


class Postgresql:
    """A server. `url` leads to it, and after a failover to its standby, whichever takes writes."""

    def __init__(self, folder: Path, standby: bool = False) -> None:
        self._server = pgserver.get_server(folder / "postgresql", cleanup_mode="stop")
        self._user = self._server.system_user
        self._standby: Path | None = None
        self._is_there = True
        self.url = self._server.get_uri()
        if standby:
            self._begin_standby(folder)

    def _begin_standby(self, folder: Path) -> None:
        """Copy the server; from now on what is committed is on both."""
        sockets = Path(tempfile.mkdtemp(prefix="pg", dir="/tmp"))
        sockets.chmod(0o777)
        folder.chmod(0o777)
        self._standby = folder / "standby"
        pg_basebackup(["-D", str(self._standby), "-R", "-X", "stream", "-d", self.url], user=self._user)
        self._control("-o", f"-h '' -k {sockets}", "-l", f"{self._standby}/log", "-w", "start", at=self._standby)
        engine = sa.create_engine(self.url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql("ALTER SYSTEM SET synchronous_standby_names = '*'")
            connection.exec_driver_sql("SELECT pg_reload_conf()")
        engine.dispose()
        first = sa.engine.make_url(self.url)
        hosts = f"{first.query['host']},{sockets}"
        query = {"host": hosts, "target_session_attrs": "read-write", "connect_timeout": "3"}
        self.url = first.set(query=query).render_as_string(hide_password=False)

    def _control(self, *arguments: str, at: Path | None = None) -> None:
        pg_ctl(list(arguments), pgdata=at or self._server.pgdata, user=self._user)

    def crash(self) -> None:
        """Stop as at a power cut, and start again."""
        self._control("-m", "immediate", "-w", "restart")

    def start_if_stopped(self) -> bool:
        """Whether it was still running; it is now."""
        if (self._server.pgdata / "postmaster.pid").exists():
            return True
        self._control("-o", f"-h '' -k {sa.engine.make_url(self.url).query['host']}", "-w", "start")
        return False

    def fail_over(self) -> None:
        """Stop as at a power cut, for good; the standby takes its place."""
        assert self._standby
        self._control("-m", "immediate", "-w", "stop")
        self._control("-w", "promote", at=self._standby)
        self._is_there = False

    def stop(self) -> None:
        """Stop it, and its standby."""
        if self._standby:
            self._control("-m", "immediate", "-w", "stop", at=self._standby)
        if self._is_there:
            self._server.cleanup()
