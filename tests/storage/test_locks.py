"""One transaction at a time."""

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine

from frontdesk.storage.database import writing
from frontdesk.storage.locks import alone


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_whoever_is_not_alone_waits_and_what_is_called_otherwise_does_not(database: Engine) -> None:
    with writing(database) as one:
        alone(one, "bookings")
        with writing(database) as other:
            other.exec_driver_sql("SET LOCAL lock_timeout = 100")
            alone(other, "outtexts")
        with writing(database) as other:
            other.exec_driver_sql("SET LOCAL lock_timeout = 100")
            with pytest.raises(sa.exc.OperationalError, match="lock timeout"):
                alone(other, "bookings")


@pytest.mark.parametrize("what", ["bookings", "f" * 64])
def test_anything_can_be_a_name(database: Engine, what: str) -> None:
    with writing(database) as connection:
        alone(connection, what)
