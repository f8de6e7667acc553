"""A setting is added in one place: one field of a model is read, checked and documented."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import pytest

from frontdesk.settings.fields import Key, Variable
from frontdesk.settings.files import read_model
from frontdesk.settings.tables import PAGE, of_keys, of_variables, with_tables
from frontdesk.settings.values import TEXT, SettingsError, seconds, whole
from frontdesk.settings.variables import read_variables


@dataclass(frozen=True)
class Door:
    name: Annotated[str, TEXT, Key("name", "what it says on the door")]
    colour: Annotated[Literal["red", "blue"], Key("look.colour", "colour of the door")] = "red"
    height: Annotated[int, whole(100, 300), Key("look.height", "height in centimetres", "as the builder left it")] = 200
    bell: Annotated[str | None, TEXT, Key("bell", "what the bell plays", "no bell")] = None


@dataclass(frozen=True)
class Lock:
    code: Annotated[str, Variable("FRONTDESK_LOCK_CODE", "What opens the lock.", unset="it is open")]


@dataclass(frozen=True)
class House:
    rooms: Annotated[int, Variable("FRONTDESK_ROOMS", "Rooms to show.", "3")]
    wait: Annotated[object, seconds(1, 60), Variable("FRONTDESK_WAIT", "How long to wait at the door.", "10")]
    lock: Lock


FILE = Path("door.yml")


def test_a_field_is_read_from_its_key() -> None:
    written = {"name": "Front door", "look": {"colour": "blue", "height": 180}, "bell": "Für Elise"}
    assert read_model(Door, FILE, written) == Door("Front door", "blue", 180, "Für Elise")


def test_a_field_that_is_left_out_has_its_default() -> None:
    assert read_model(Door, FILE, {"name": "Front door"}) == Door("Front door", "red", 200, None)


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ({"name": "x", "look": {"colour": "green"}}, "door.yml: `look.colour` is 'green'. Write red or blue."),
        ({"name": "x", "look": {"height": 5}}, "door.yml: `look.height` is 5. Write a whole number from 100 to 300."),
        ({"name": "x", "look": {"height": "5"}}, "door.yml: `look.height` is '5'. Write a whole number from 100 to 300."),
        ({"name": "x", "look": {"hieght": 5}}, "door.yml: `look` has the unknown key `hieght`. It is probably misspelt; known "
         "keys: colour, height."),
        ({"name": "x", "look": "blue"}, "door.yml: `look` is 'blue' where a group of keys belongs. Write its keys below it, "
         "indented, each as `key: value`."),
        ({"name": "x", "bell": None}, "door.yml: `bell` is empty where a text belongs. Put it in quotes, as \"...\"."),
        ({}, "door.yml: `(top level)` lacks `name`. Add it; docs/settings.md explains each key."),
    ],
)  # fmt: skip
def test_a_wrong_value_is_said_with_file_key_and_remedy(written: dict[str, object], sentence: str) -> None:
    with pytest.raises(SettingsError) as caught:
        read_model(Door, FILE, written)
    assert caught.value.problems == (sentence,)


def test_all_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(SettingsError) as caught:
        read_model(Door, FILE, {"look": {"colour": "green", "height": 5}, "knocker": 1})
    assert len(caught.value.problems) == 4


def test_a_field_is_a_row_of_the_table() -> None:
    assert of_keys(Door).splitlines() == [
        "| key | meaning | when it is left out |",
        "|---|---|---|",
        "| `name` | what it says on the door | required |",
        "| `look.colour` | colour of the door | `red` |",
        "| `look.height` | height in centimetres | as the builder left it |",
        "| `bell` | what the bell plays | no bell |",
    ]


def test_a_variable_is_read_and_so_are_those_of_a_model_within() -> None:
    house = read_variables(House, {"FRONTDESK_WAIT": "7", "FRONTDESK_LOCK_CODE": "0451", "HOME": "/root"})
    assert (house.rooms, str(house.wait), house.lock.code) == (3, "0:00:07", "0451")


def test_a_wrong_or_unknown_variable_is_said() -> None:
    with pytest.raises(SettingsError) as caught:
        read_variables(House, {"FRONTDESK_WAIT": "long", "FRONTDESK_LOCK_CODES": "1"})
    assert caught.value.problems == (
        "FRONTDESK_WAIT is 'long'. Write a whole number from 1 to 60.",
        "The environment variable FRONTDESK_LOCK_CODES is not known. It is probably misspelt; docs/settings.md lists them all.",
    )


def test_a_variable_is_a_row_of_the_table() -> None:
    assert of_variables(Lock).splitlines()[2:] == ["| `FRONTDESK_LOCK_CODE` | it is open | What opens the lock. |"]


def test_a_table_that_has_fallen_behind_is_made_again() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert with_tables(page.replace("name that patients know", "outdated")) == page
