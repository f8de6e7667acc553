"""Two clinics of one installation, each on a page of its own: the widget talks with the clinic whose line the page has."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.support.browser import Chat
from tests.support.clinics import MAIN, NAMES, WEST, write_clinics
from tests.support.server import WIDE_RATES, Server
from tests.web.test_embedding import Site


class SeveralClinics(Server):
    """The assistant of two clinics. `site` may use the chat of west."""

    def __init__(self, data_dir: Path, site: str) -> None:
        self._site = site
        super().__init__(data_dir, FRONTDESK_CLINICS_DIR=str(data_dir / "clinics"), **WIDE_RATES)

    def start(self) -> None:
        """Start it and wait until it is ready."""
        del self.environment["FRONTDESK_CLINIC_FILE"]
        file = write_clinics(self.data_dir) / WEST / "clinic.yml"
        file.write_text(file.read_text().replace("allowed_origins: []", f'allowed_origins: ["{self._site}"]'))
        super().start()


@pytest.fixture(scope="module")
def west_site() -> Iterator[Site]:
    site = Site()
    yield site
    site.stop()


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory, model: Path, west_site: Site) -> Iterator[SeveralClinics]:
    running = SeveralClinics(tmp_path_factory.mktemp("clinics"), west_site.url)
    yield running
    running.stop()


@pytest.mark.parametrize("clinic", NAMES)
def test_each_clinics_page_has_a_chat_with_it(two: SeveralClinics, visit: Callable[..., Chat], clinic: str) -> None:
    chat = visit(f"{two.url}/at/{clinic}/")
    expect(chat.page).to_have_title(f"Dry needling at {NAMES[clinic]}")
    expect(chat.open().messages().first).to_contain_text(NAMES[clinic])
    chat.ask("does it hurt?")
    chat.page.reload()
    expect(chat.messages("patient")).to_have_count(1)
    other = WEST if clinic == MAIN else MAIN
    chat.page.goto(f"{two.url}/at/{other}/")
    expect(chat.open().messages().first).to_contain_text(NAMES[other])
    expect(chat.messages("patient")).to_have_count(0)


@pytest.mark.parametrize("number", [0, 1], ids=["plain", "pinned"])
def test_the_line_of_embed_brings_the_clinics_chat(
    two: SeveralClinics, west_site: Site, visit: Callable[..., Chat], number: int
) -> None:
    printed = two.verb("embed", "--url", two.url, "--clinic", WEST)
    west_site.show(re.findall(r"<script.*</script>", printed)[number], two.url)
    chat = visit(west_site.url)
    expect(chat.open().messages().first).to_contain_text(NAMES[WEST])
    expect(chat.ask("what does it cost?")).to_be_visible()
