"""Accounts, sign-in and sign-out, lock-out, time-outs, and what every request must bring."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from frontdesk.retention import forget
from frontdesk.settings.privacy import Retention
from frontdesk.staff import accounts
from frontdesk.staff.accounts import first_invitation
from frontdesk.staff.passwords import fits, hashed
from frontdesk.staff.roles import CLINICIAN, DESK, OWNER
from frontdesk.staff.sessions import IDLE, LOCKED, LONGEST, MOST_FAILURES
from frontdesk.storage.database import utc_now, writing
from frontdesk.storage.staff_models import (
    staff_accounts,
    staff_audit,
    staff_failures,
    staff_invitations,
    staff_sessions,
)
from tests.support.console import PASSWORD, Browser, Desk, console_settings

ROWS = (staff_sessions, staff_failures, staff_invitations, staff_accounts, staff_audit)
WRONG = "another four words"


def sign_in(desk: Desk, name: str, password: str) -> tuple[int, str]:
    answer = Browser(desk.app).post("/sign-in", name=name, password=password)
    return answer.status_code, answer.text.replace(f'value="{name}"', "")


def test_the_first_link_makes_the_owner_and_works_once(desk: Desk) -> None:
    with writing(desk.store.engine) as connection:
        token = first_invitation(connection)
    browser = Browser(desk.app)
    form = {"name": "sam.lee", "shown_as": "Sam", "password": PASSWORD, "again": PASSWORD}

    assert browser.get(f"/invitation/{token}").status_code == 200
    assert browser.post(f"/invitation/{token}", **form).headers["location"] == "/"
    assert browser.get("/").status_code == 200
    assert Browser(desk.app).post(f"/invitation/{token}", **(form | {"name": "mallory"})).status_code == 404
    with writing(desk.store.engine) as connection:
        assert first_invitation(connection) is None
    assert desk.account("sam.lee").role == OWNER


def test_a_second_start_ends_the_first_link(desk: Desk) -> None:
    with writing(desk.store.engine) as connection:
        first, second = first_invitation(connection), first_invitation(connection)
    assert Browser(desk.app).get(f"/invitation/{first}").status_code == 404
    assert Browser(desk.app).get(f"/invitation/{second}").status_code == 200


def test_a_link_is_good_for_three_days(desk: Desk) -> None:
    link = desk.invitation(DESK)
    with time_machine.travel(utc_now() + timedelta(days=3, minutes=1)):
        assert Browser(desk.app).get(link).status_code == 404


@pytest.mark.parametrize(
    "typed",
    [
        {"name": "x"},
        {"name": "sam lee"},
        {"shown_as": " "},
        {"shown_as": "S" * 41},
        {"password": "short", "again": "short"},
        {"password": "sam.lee is my name", "again": "sam.lee is my name"},
        {"password": "a" * 20, "again": "a" * 20},
        {"again": "four plain words there"},
    ],
)
def test_what_makes_no_account_says_why_and_leaves_the_link_good(desk: Desk, typed: dict[str, str]) -> None:
    link = desk.invitation(DESK)
    form = {"name": "sam.lee", "shown_as": "Sam", "password": PASSWORD, "again": PASSWORD}
    refused = Browser(desk.app).post(link, **(form | typed))
    assert refused.status_code == 422
    assert 'role="alert"' in refused.text
    assert Browser(desk.app).post(link, **form).status_code == 303


def test_a_password_is_stored_as_argon2id_and_fits_only_itself() -> None:
    stored = hashed(PASSWORD)
    assert stored.startswith("$argon2id$")
    assert fits(PASSWORD, stored)
    assert not fits(WRONG, stored)
    assert not fits(PASSWORD, None)


def test_passwords_are_hashed_while_others_may_write(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    hashed_for: list[str] = []

    def hashed_beside_a_writer(password: str) -> str:
        with writing(desk.store.engine) as connection:
            connection.execute(staff_failures.delete())
        hashed_for.append(password)
        return hashed(password)

    monkeypatch.setattr(accounts, "hashed", hashed_beside_a_writer)
    new = "quite different words"
    assert desk.person("sam").post("/account/password", old=PASSWORD, new=new, again=new).status_code == 303
    assert hashed_for == [PASSWORD, new]


def test_an_unknown_name_and_a_wrong_password_look_the_same(desk: Desk) -> None:
    desk.person("sam")
    assert sign_in(desk, "sam", WRONG) == sign_in(desk, "nobody", WRONG)


@pytest.mark.parametrize("name", ["sam", "nobody"])
def test_a_name_is_locked_after_five_failures_whether_it_exists_or_not(desk: Desk, name: str) -> None:
    desk.person("sam")
    said = [sign_in(desk, name, WRONG)[0] for _ in range(MOST_FAILURES)]
    assert said == [403] * MOST_FAILURES
    assert sign_in(desk, name, PASSWORD)[0] == 429
    with time_machine.travel(utc_now() + LOCKED + timedelta(seconds=1)):
        assert sign_in(desk, name, PASSWORD)[0] == (303 if name == "sam" else 403)


def test_signing_in_gives_a_new_token_and_signing_out_ends_it(desk: Desk) -> None:
    browser = desk.person("sam")
    old = browser.cookies["frontdesk_staff"]
    browser.post("/sign-out")
    assert browser.get("/").headers["location"] == "/sign-in"
    browser.cookies["frontdesk_staff"] = old
    assert browser.get("/").headers["location"] == "/sign-in"
    assert browser.post("/sign-in", name="Sam ", password=PASSWORD).status_code == 303
    assert browser.cookies["frontdesk_staff"] != old


def test_a_session_ends_after_an_hour_without_a_click(desk: Desk) -> None:
    browser = desk.person("sam")
    with time_machine.travel(utc_now() + IDLE - timedelta(minutes=1)) as clock:
        assert browser.get("/", **{"X-Live": "1"}).status_code == 200  # an open page is no click
        clock.shift(timedelta(minutes=2))
        assert browser.get("/", **{"X-Live": "1"}).status_code == 401
        assert browser.get("/").headers["location"] == "/sign-in"


def test_a_session_ends_after_twelve_hours_however_busy(desk: Desk) -> None:
    browser = desk.person("sam")
    with time_machine.travel(utc_now()) as clock:
        for _ in range(int(LONGEST / timedelta(minutes=50))):
            clock.shift(timedelta(minutes=50))
            assert browser.get("/").status_code == 200
        clock.shift(timedelta(minutes=50))
        assert browser.get("/").headers["location"] == "/sign-in"


def test_a_new_password_ends_other_sessions_and_the_old_password(desk: Desk) -> None:
    here, elsewhere = desk.person("sam"), Browser(desk.app)
    elsewhere.post("/sign-in", name="sam", password=PASSWORD)
    new = "quite different words"
    assert here.post("/account/password", old=WRONG, new=new, again=new).status_code == 422
    assert here.post("/account/password", old=PASSWORD, new=new, again="else entirely").status_code == 422
    assert here.post("/account/password", old=PASSWORD, new=new, again=new).status_code == 303
    assert here.get("/account").status_code == 200
    assert elsewhere.get("/").headers["location"] == "/sign-in"
    assert sign_in(desk, "sam", PASSWORD)[0] == 403
    assert sign_in(desk, "sam", new)[0] == 303


def test_the_owner_invites_and_closes_accounts(desk: Desk) -> None:
    owner = desk.person("sam")
    shown = owner.post("/team/invitations", role=CLINICIAN).text
    link = shown.partition("http://127.0.0.1:5006")[2].partition("<")[0]
    colleague = Browser(desk.app)
    colleague.post(link, name="robin", shown_as="Robin", password=PASSWORD, again=PASSWORD)
    assert colleague.get("/").status_code == 200
    owner.get("/team")
    assert owner.post(f"/team/{desk.account('robin').id}/close").status_code == 303
    assert colleague.get("/").headers["location"] == "/sign-in"
    assert sign_in(desk, "robin", PASSWORD)[0] == 403


def invited_by(owner: Browser) -> str:
    """The address of a link that somebody has made."""
    shown = owner.post("/team/invitations", role=OWNER).text
    return str(shown.partition("http://127.0.0.1:5006")[2].partition("<")[0])


def test_links_end_with_the_account_that_made_them_and_with_its_password(desk: Desk) -> None:
    sam, robin = desk.person("sam"), desk.person("robin")
    of_sam, of_robin = invited_by(sam), invited_by(robin)
    assert Browser(desk.app).get(of_robin).status_code == 200
    sam.get("/team")
    assert sam.post(f"/team/{desk.account('robin').id}/close").status_code == 303
    assert Browser(desk.app).get(of_robin).status_code == 404
    assert Browser(desk.app).get(of_sam).status_code == 200
    new = "quite different words"
    assert sam.post("/account/password", old=PASSWORD, new=new, again=new).status_code == 303
    assert Browser(desk.app).get(of_sam).status_code == 404


def test_the_last_owner_cannot_be_closed_out(desk: Desk) -> None:
    owner = desk.person("sam")
    assert owner.post(f"/team/{desk.account('sam').id}/close").status_code == 409
    assert owner.get("/team").status_code == 200


def test_cookies_are_kept_from_scripts_and_other_sites_and_from_plain_http(desk: Desk) -> None:
    desk.person("sam")
    plain = Browser(desk.app).post("/sign-in", name="sam", password=PASSWORD).headers["set-cookie"]
    assert all(part in plain for part in ("frontdesk_staff=", "HttpOnly", "SameSite=strict", "Path=/"))

    address = "https://desk.clinic.example"
    secure = Desk(console_settings(desk.config, staff_url=address), desk.store)
    cookie = Browser(secure.app, address).post("/sign-in", name="sam", password=PASSWORD).headers["set-cookie"]
    assert cookie.startswith("__Host-frontdesk=")
    assert all(part in cookie for part in ("Secure", "HttpOnly", "SameSite=strict", "Path=/"))
    assert "Domain" not in cookie


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1:5005", "127.0.0.1.evil.example:5006", ""])
def test_other_host_names_are_refused(desk: Desk, host: str) -> None:
    assert Browser(desk.app).get("/sign-in", Host=host).status_code == 421


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:5005", ""])
def test_forms_of_other_sites_change_nothing(desk: Desk, origin: str) -> None:
    browser = desk.person("sam")
    assert browser.post("/sign-out", origin=origin).status_code == 403
    assert browser.post("/sign-in", origin=origin, name="sam", password=PASSWORD).status_code == 403
    assert browser.get("/").status_code == 200


@pytest.mark.parametrize("csrf", ["", "0" * 64])
def test_forms_without_the_sessions_token_change_nothing(desk: Desk, csrf: str) -> None:
    browser = desk.person("sam")
    assert browser.post("/sign-out", csrf=csrf).status_code == 403
    assert browser.get("/").status_code == 200


def test_the_form_token_of_another_session_is_none(desk: Desk) -> None:
    sam, robin = desk.person("sam"), desk.person("robin")
    assert robin.post("/sign-out", csrf=sam.csrf).status_code == 403


def test_every_page_forbids_foreign_scripts_and_framing(desk: Desk) -> None:
    browser = desk.person("sam")
    for path in ("/", "/sign-in", "/nothing", "/team", "/static/console.css"):
        headers = browser.get(path).headers
        assert "default-src 'none'" in headers["content-security-policy"], path
        assert "frame-ancestors 'none'" in headers["content-security-policy"], path
        assert "unsafe" not in headers["content-security-policy"], path
        assert headers["x-content-type-options"] == "nosniff", path
    assert browser.get("/").headers["cache-control"] == "no-store"


def test_nothing_typed_is_shown_as_markup(desk: Desk) -> None:
    shown = Browser(desk.app).post("/sign-in", name='"><script>alert(1)</script>', password=WRONG).text
    assert "<script>alert" not in shown


def test_who_signed_in_is_written_down_and_stays(desk: Desk) -> None:
    desk.person("sam")
    sign_in(desk, "sam", WRONG)
    sign_in(desk, "sam", PASSWORD)
    with desk.store.engine.connect() as connection:
        said = [tuple(row) for row in connection.execute(sa.select(staff_audit.c.account_id, staff_audit.c.action))]
    sam = desk.account("sam").id
    assert [entry for entry in said if entry[1] != "read"] == [
        (sam, "join"),
        (sam, "sign_in"),
    ]
    with pytest.raises(sa.exc.DBAPIError, match="never changed"), writing(desk.store.engine) as connection:
        connection.execute(staff_audit.delete())


def test_of_sign_ins_that_fail_only_the_lock_of_an_account_is_written_down(desk: Desk) -> None:
    desk.person("sam")
    for name in ("sam", "nobody"):
        for _ in range(MOST_FAILURES + 2):
            sign_in(desk, name, WRONG)
    with desk.store.engine.connect() as connection:
        query = sa.select(staff_audit.c.action, staff_audit.c.subject).where(staff_audit.c.account_id.is_(None))
        said = [tuple(row) for row in connection.execute(query)]
    assert said == [("locked", f"account:{desk.account('sam').id}")]


def test_old_sign_ins_are_forgotten_and_what_was_done_is_not(desk: Desk) -> None:
    desk.person("sam")
    sign_in(desk, "sam", WRONG)
    desk.invitation(DESK)
    with time_machine.travel(utc_now() + timedelta(days=7)):
        forget(desk.store.engine, Retention(), timedelta(days=1))
    with desk.store.engine.connect() as connection:
        kept = {
            table.name: connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one() for table in ROWS
        }
    assert {name: count > 0 for name, count in kept.items()} == {
        "staff_sessions": False,
        "staff_failures": False,
        "staff_invitations": False,
        "staff_accounts": True,
        "staff_audit": True,
    }


def test_tokens_and_passwords_are_not_in_the_database(desk: Desk) -> None:
    browser = desk.person("sam")
    with desk.store.engine.connect() as connection:
        stored = repr([connection.execute(sa.select(table)).all() for table in (staff_accounts, staff_sessions)])
    assert browser.cookies["frontdesk_staff"] not in stored
    assert PASSWORD not in stored
