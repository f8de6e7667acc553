"""A new secret in front of the old one: everything is still read, found and deleted. Without the old one it says so."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine

from frontdesk.privacy.erasing import Eraser
from frontdesk.privacy.exporting import export
from frontdesk.privacy.person import Person
from frontdesk.storage.database import utc_now, writing
from frontdesk.storage.store import Store
from frontdesk.texting.contacts import Contacts
from frontdesk.texting.opt_outs import OptOuts
from tests.support.console import Desk
from tests.support.server import SECRET
from tests.support.stores import store_over
from tests.support.traces import EMAIL, NAME, PHONE, Left, leave_everywhere

NEW = "a-newer-secret-for-tests-0123456789abcdef"


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel("2026-11-24T16:00+00:00", tick=False):
        yield


@pytest.fixture
def left(desk: Desk, tmp_path: Path) -> Left:
    desk.person("sam")
    return leave_everywhere(desk.store, desk.account("sam"), tmp_path)


def with_keys(store: Store, *keys: str) -> Store:
    return store_over(store.engine, keys)


def everything(store: Store) -> Any:
    return json.loads(json.dumps(export(store, Person(phone=PHONE))))


def test_all_that_was_stored_under_the_old_secret_is_read_under_both(store: Store, left: Left) -> None:
    assert everything(with_keys(store, NEW, SECRET)) == everything(store)


def test_what_was_stored_before_and_after_is_one_person(store: Store, left: Left, tmp_path: Path) -> None:
    both = with_keys(store, NEW, SECRET)
    with writing(both.engine) as connection:
        contact = Contacts(both.vault, both.lookup).reach(connection, PHONE, utc_now())
        assert contact.conversation_id == left.sms
        assert OptOuts(both.lookup).is_out(connection, PHONE)
    Eraser(both, tmp_path).erase(Person(phone=PHONE), even_standing=True)
    for kept in (both, store):
        assert everything(kept)["appointments"] == everything(kept)["conversations"] == []


def test_without_the_old_secret_nothing_breaks_and_nothing_is_shown(store: Store, left: Left) -> None:
    shown = json.dumps(everything(with_keys(store, NEW)))
    assert not [canary for canary in (NAME, EMAIL) if canary in shown]
