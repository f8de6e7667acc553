"""Passkeys over HTTP: what is asked of the browser, and answers that nobody may be let in by. `tests/web` has real ones."""

import json

import pytest

from frontdesk.staff.relying_party import RelyingParty, relying_party
from frontdesk.staff.roles import DESK
from tests.support.console import PASSWORD, Browser, Desk, console_settings

NAMED = "http://localhost:5006"
GARBAGE = [
    "",
    "{}",
    "[]",
    "null",
    "not json",
    json.dumps({"id": "AA", "rawId": "AA", "type": "public-key", "response": {}}),
    json.dumps(
        {
            "id": "AA",
            "rawId": "AA",
            "type": "public-key",
            "response": {
                "clientDataJSON": "e30",
                "attestationObject": "AA",
                "authenticatorData": "AA",
                "signature": "AA",
                "userHandle": "AA",
            },
        }
    ),
]


def signed_in(desk: Desk) -> Browser:
    """Somebody who has opened the page under the name that passkeys belong to."""
    browser = Browser(desk.app, NAMED)
    form = {"name": "sam", "shown_as": "Sam", "password": PASSWORD, "again": PASSWORD}
    assert browser.post(desk.invitation(DESK), **form).status_code == 303
    browser.get("/account")
    return browser


def test_a_passkey_is_asked_for_with_everything_that_makes_it_two_factors(desk: Desk) -> None:
    made = signed_in(desk).post("/account/passkeys/begin", name="Desk", old=PASSWORD).json()["options"]
    assert made["rp"] == {"id": "localhost", "name": desk.config.clinic.name}
    assert made["user"]["name"] == "sam"
    chosen = made["authenticatorSelection"]
    assert (chosen["residentKey"], chosen["userVerification"]) == ("required", "required")
    asked = Browser(desk.app, NAMED).post("/sign-in/passkey/begin").json()["options"]
    assert (asked["rpId"], asked["userVerification"], asked.get("allowCredentials", [])) == (
        "localhost",
        "required",
        [],
    )


@pytest.mark.parametrize("credential", GARBAGE)
def test_an_answer_that_is_none_lets_nobody_in_and_makes_nothing(desk: Desk, credential: str) -> None:
    person, stranger = signed_in(desk), Browser(desk.app, NAMED)
    assert person.post("/account/passkeys/begin", name="Desk", old=PASSWORD).status_code == 200
    assert person.post("/account/passkeys", name="Desk", credential=credential).status_code == 422
    assert stranger.post("/sign-in/passkey/begin").status_code == 200
    assert stranger.post("/sign-in/passkey", credential=credential).status_code == 403
    assert stranger.get("/").headers["location"] == "/sign-in"


def test_a_step_of_one_person_or_kind_is_none_of_another(desk: Desk) -> None:
    sam, robin = signed_in(desk), desk.person("robin", DESK)
    sam.post("/account/passkeys/begin", name="Desk", old=PASSWORD)
    robin.cookies["frontdesk_staff_step"] = sam.cookies["frontdesk_staff_step"]
    robin.get("/account")
    assert robin.post("/account/passkeys", name="Desk", credential=GARBAGE[-1]).status_code == 422
    assert Browser(desk.app, NAMED).post("/sign-in/passkey", credential=GARBAGE[-1]).status_code == 403


@pytest.mark.parametrize("typed", [{"name": ""}, {"name": "x" * 41}, {"name": "a\nb"}, {"old": "wrong"}])
def test_no_passkey_is_begun_without_a_name_and_the_password(desk: Desk, typed: dict[str, str]) -> None:
    refused = signed_in(desk).post("/account/passkeys/begin", **({"name": "Desk", "old": PASSWORD} | typed))
    assert refused.status_code == 422
    assert refused.json()["trouble"]


def test_under_an_address_of_numbers_the_page_says_where_passkeys_work(desk: Desk) -> None:
    person = desk.person("sam")
    assert f'href="{NAMED}/account"' in person.get("/account").text
    assert "data-passkey" not in Browser(desk.app).get("/sign-in").text
    assert "data-passkey" in Browser(desk.app, NAMED).get("/sign-in").text


@pytest.mark.parametrize(
    ("address", "party"),
    [
        ("https://Desk.Clinic.example", RelyingParty("desk.clinic.example", "https://desk.clinic.example", "")),
        (
            "https://desk.clinic.example:8443",
            RelyingParty("desk.clinic.example", "https://desk.clinic.example:8443", ""),
        ),
        ("https://192.0.2.7", None),
        ("http://[::1]:5006", None),
    ],
)
def test_passkeys_belong_to_the_name_of_the_page(desk: Desk, address: str, party: RelyingParty | None) -> None:
    found = relying_party(console_settings(desk.config, staff_url=address))
    assert (found and (found.id, found.origin)) == (party and (party.id, party.origin))
