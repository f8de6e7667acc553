"""What a clinic pastes into its site."""

import base64
import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from frontdesk.channels.web.built_files import WebFile
from frontdesk.channels.web.embed import instructions, origin_of
from frontdesk.settings.environment import Settings
from frontdesk.settings.values import SettingsError

WIDGET = WebFile("frontdesk.js", b"export {};\n")
URL = "https://chat.clinic.example"


class _Scripts(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[dict[str, str | None]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag == "script"
        self.found.append(dict(attrs))


def test_the_short_line_follows_upgrades_and_the_pinned_one_takes_this_version_alone(config: Settings) -> None:
    short, pinned = _Scripts("\n".join(instructions(URL, None, config.clinic, WIDGET))).found
    about = {"data-clinic": "Momentum Physiotherapy", "data-phone": "780-555-0100", "data-emergency": "911"}
    assert short == {"type": "module", "src": f"{URL}/frontdesk.js"} | about
    assert pinned == short | {
        "src": f"{URL}/frontdesk.js?v={WIDGET.version}",
        "integrity": "sha384-" + base64.b64encode(hashlib.sha384(WIDGET.body).digest()).decode(),
        "crossorigin": "anonymous",
    }


def test_the_policy_of_the_site_is_named(config: Settings) -> None:
    text = "\n".join(instructions(URL, None, config.clinic, WIDGET))
    assert f"script-src {URL}; connect-src {URL}" in text


def test_a_clinics_name_cannot_break_out_of_the_line(config: Settings) -> None:
    clinic = replace(config.clinic, name='Ann\'s "best" <physio>')
    for script in _Scripts("\n".join(instructions(URL, None, clinic, WIDGET))).found:
        assert script["data-clinic"] == clinic.name


def test_a_site_that_is_not_allowed_yet_is_told_of_with_the_line_to_add(config: Settings) -> None:
    site = "https://www.clinic.example"
    clinic = replace(config.clinic, allowed_origins=("https://old.example",))
    text = "\n".join(instructions(URL, site, clinic, WIDGET))
    assert re.search(r"Warning: https://www.clinic.example may not", text)
    assert text.endswith('    allowed_origins: ["https://old.example", "https://www.clinic.example"]')
    for allowed in (replace(clinic, allowed_origins=(site,)), replace(clinic, allowed_origins=("*", site))):
        assert "Warning" not in "\n".join(instructions(URL, site, allowed, WIDGET))
    assert "Warning" not in "\n".join(instructions(URL, URL, clinic, WIDGET))


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        ("https://chat.clinic.example/", "https://chat.clinic.example"),
        ("https://Chat.Clinic.example:443", "https://chat.clinic.example"),
        ("https://chat.clinic.example:8443", "https://chat.clinic.example:8443"),
        ("http://127.0.0.1:5005", "http://127.0.0.1:5005"),
        ("http://localhost:80", "http://localhost"),
        ("http://[::1]:5005", "http://[::1]:5005"),
    ],
)
def test_an_address_is_written_as_browsers_write_origins(address: str, origin: str) -> None:
    assert origin_of(address, "--url") == origin


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("http://chat.clinic.example", "begins with http://"),
        ("chat.clinic.example", "is not the address of a site"),
        ("https://chat.clinic.example/chat", "is not the address of a site"),
        ("https://[::1", "is not the address of a site"),
        ("https://chat.clinic.example:x", "is not the address of a site"),
        ("ftp://chat.clinic.example", "is not the address of a site"),
        ("https://me:secret@chat.clinic.example", "holds a user name or password"),
    ],
)
def test_an_address_of_no_use_is_refused_in_words(address: str, why: str) -> None:
    with pytest.raises(SettingsError, match=f"^--url {why}") as refused:
        origin_of(address, "--url")
    assert "secret" not in str(refused.value)
