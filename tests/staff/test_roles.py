"""Every place of the route table, as everybody who may come there."""

import pytest

from frontdesk.staff.roles import PERMISSIONS, may
from tests.support.console import Browser, Desk

NOBODY = "nobody"


def reached(browser: Browser, method: str, path: str) -> int:
    address = path.replace("{", "").replace("}", "")
    return (browser.get(address) if method == "GET" else browser.post(address)).status_code


@pytest.mark.parametrize("role", [NOBODY, *PERMISSIONS])
def test_each_place_is_open_to_whom_the_route_table_says(desk: Desk, role: str) -> None:
    person = Browser(desk.app) if role == NOBODY else desk.person("sam", role)
    token = person.csrf
    places = [place for place in desk.console.places if place.path != "/sign-out"]
    assert len(places) > 20
    for place in places:
        status = reached(person, place.method, place.path)
        person.text = f'name="csrf" value="{token}"'
        if place.needs is None:
            assert status not in (401, 405), place
        elif role == NOBODY:
            assert status == 303, place
        elif may(role, place.needs):
            assert status not in (403, 405), place
        else:
            assert status == 403, place


@pytest.mark.parametrize("role", PERMISSIONS)
def test_menus_show_only_what_is_open(desk: Desk, role: str) -> None:
    person = desk.person("sam", role)
    shown = person.get("/requests").text
    assert ("Activity" in shown) == may(role, "manage")
    assert ("Save as a file" in shown) == may(role, "export")


def test_no_place_answers_another_method(desk: Desk) -> None:
    person = desk.person("sam")
    for place in desk.console.places:
        others = {one.method for one in desk.console.places if one.path == place.path}
        for method in {"GET", "POST", "PUT", "DELETE", "HEAD"} - others:
            path = place.path.replace("{", "").replace("}", "")
            assert person.request(method, path).status_code in (405, 404), (method, path)


def test_nobody_listens_who_is_not_signed_in(desk: Desk) -> None:
    assert Browser(desk.app).get("/events?page=today").status_code == 204
