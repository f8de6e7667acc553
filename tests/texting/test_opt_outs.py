"""Who must not be texted, on SQLite and PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine

from frontdesk.storage.crypto import Lookup
from frontdesk.storage.database import writing
from frontdesk.storage.sms_models import opt_outs
from frontdesk.texting.opt_outs import SOURCES, OptOuts
from tests.support.server import SECRET
from tests.support.text_samples import ANA, BEN

OLD_SECRET = "an-older-secret-0123456789-0123456789"
OUT = OptOuts(Lookup([SECRET]))


def rows(engine: Engine) -> list[tuple[str, bool]]:
    with engine.connect() as connection:
        return [(row.source, row.ended_at is None) for row in connection.execute(sa.select(opt_outs))]


def test_an_opt_out_counts_for_one_phone_until_it_is_ended(database: Engine) -> None:
    with writing(database) as connection:
        OUT.record(connection, ANA, "keyword")
        assert (OUT.is_out(connection, ANA), OUT.is_out(connection, BEN)) == (True, False)
        OUT.restore(connection, ANA)
        assert not OUT.is_out(connection, ANA)
        OUT.record(connection, ANA, "wish")
        assert OUT.is_out(connection, ANA)
    assert rows(database) == [("wish", True)]


@pytest.mark.parametrize("source", sorted(SOURCES))
def test_the_first_source_is_kept(database: Engine, source: str) -> None:
    with writing(database) as connection:
        OUT.record(connection, ANA, source)
        OUT.record(connection, ANA, "provider")
    assert rows(database) == [(source, True)]


def test_an_unknown_source_is_an_error(database: Engine) -> None:
    with writing(database) as connection, pytest.raises(ValueError, match="rumour"):
        OUT.record(connection, ANA, "rumour")


def test_the_number_is_not_in_the_table(database: Engine) -> None:
    with writing(database) as connection:
        OUT.record(connection, ANA, "keyword")
        assert ANA.lstrip("+") not in repr(connection.execute(sa.select(opt_outs)).all())


def test_it_outlives_a_change_of_secrets(database: Engine) -> None:
    rotated = OptOuts(Lookup([SECRET, OLD_SECRET]))
    with writing(database) as connection:
        OptOuts(Lookup([OLD_SECRET])).record(connection, ANA, "keyword")
        assert rotated.is_out(connection, ANA)
        rotated.restore(connection, ANA)
        assert not rotated.is_out(connection, ANA)
        rotated.record(connection, ANA, "staff")
    assert rows(database) == [("staff", True)]


def test_many_at_once_make_one(database: Engine) -> None:
    def record(_: int) -> None:
        with writing(database) as connection:
            OptOuts(Lookup([SECRET])).record(connection, ANA, "provider")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(record, range(16)))
    assert rows(database) == [("provider", True)]
