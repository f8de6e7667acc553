"""The widget stays small: clinics put it on every page."""

import gzip

from frontdesk.channels.web.built_files import WEB

CORE = "frontdesk.js"
ON_DEMAND = ("frontdesk-chat.js",)
LANGUAGES = ("frontdesk-fr.json",)
MOST_BYTES_AT_FIRST = 10.5 * 1024
MOST_BYTES_IN_ALL = 14.5 * 1024
MOST_BYTES_OF_A_LANGUAGE = 2 * 1024


def compressed(name: str) -> int:
    """As many bytes as a browser is sent for a file."""
    return len(gzip.compress((WEB / name).read_bytes(), 9))


def test_what_every_page_loads_is_small() -> None:
    assert compressed(CORE) <= MOST_BYTES_AT_FIRST


def test_the_open_chat_is_small_too() -> None:
    assert sum(map(compressed, (CORE, *ON_DEMAND))) <= MOST_BYTES_IN_ALL


def test_the_words_of_a_language_are_small_and_wait_for_it() -> None:
    assert all(compressed(name) <= MOST_BYTES_OF_A_LANGUAGE for name in LANGUAGES)
    assert {file.name for file in WEB.glob("frontdesk-*.json")} == set(LANGUAGES)


def test_no_other_script_of_the_widget_is_shipped() -> None:
    assert {file.name for file in WEB.glob("frontdesk*.js")} == {CORE, *ON_DEMAND}
