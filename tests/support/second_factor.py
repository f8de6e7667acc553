"""Setting up the second factor as its holder does."""

import re

import pyotp

from frontdesk.staff.second_factor import RECOVERY_CODES
from tests.support.console import PASSWORD, Browser


def set_up(person: Browser) -> tuple[pyotp.TOTP, list[str]]:
    """What a telephone reads, and the recovery codes."""
    person.get("/account")
    assert person.post("/account/second-factor", old=PASSWORD).headers["location"] == "/account/second-factor"
    shown = person.get("/account/second-factor").text
    letters = re.search(r'<code class="key">([A-Z2-7 ]+)</code>', shown)
    assert letters
    maker = pyotp.TOTP(letters[1].replace(" ", ""))
    confirmed = person.post("/account/second-factor/confirm", code=maker.now()).text
    codes = re.findall(r"<li><code>([\w-]+)</code>", confirmed)
    assert len(set(codes)) == RECOVERY_CODES
    return maker, codes
