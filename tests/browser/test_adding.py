"""Articles added in the browser, the three ways: a file, several with a broken one among them, pasted text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from etl.ledger import versions
from tests.app_data import open_dataset
from tests.browser.conftest import WAIT, Visit
from tools.serving import ROOT, dashboard

pytestmark = pytest.mark.browser
MIXED = ROOT / "tests" / "mixed"


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    """A dataset of this test's own, since it is added to."""
    open_dataset(tmp_path)
    return tmp_path / "coverage"


@pytest.fixture
def page(browser: Browser, dataset: Path) -> Iterator[Visit]:
    """A visit to a dashboard over that dataset."""
    with dashboard(dataset) as running:
        context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-US")
        context.set_default_timeout(WAIT)
        made = Visit(context.new_page(), f"http://{running.host}")
        made.page.on("request", lambda request: made.requests.append(request.url))
        made.page.on("pageerror", lambda error: made.errors.append(str(error)))
        yield made
        context.close()


def give(page: Page, *names: str) -> None:
    """Choose files of tests/mixed, and wait until they are read."""
    page.locator("input[type=file]").set_input_files([MIXED / name for name in names])
    expect(page.get_by_role("button", name="Start over")).to_be_visible(timeout=WAIT)


def add(page: Page, button: str, done: str) -> None:
    """Add what is shown."""
    page.get_by_role("button", name=button, exact=True).click()
    expect(page.get_by_text(done, exact=True)).to_be_visible(timeout=WAIT)


def test_a_file_several_with_a_broken_one_and_pasted_text_become_articles(page: Visit, dataset: Path) -> None:
    here, shown = page.page, page.page.locator("article.found")
    page.open()
    here.locator(".st-key-nav").get_by_role("link", name="Add").click()
    expect(here.locator("h1.page")).to_have_text("Add articles", timeout=WAIT)

    # one file: what was found stands there before anything is added
    give(here, "saved-page.txt")
    expect(shown).to_have_count(1)
    expect(shown.locator("> h3")).to_have_text("Federal agents end two-day search of Astoria fish cannery")
    expect(shown.locator("p.meta")).to_contain_text("Tern Point Gazette · published Jun 12, 2025, stated by the source")
    facts = shown.locator("dl")
    for fact in ("Yes (", "Astoria, OR", "Astoria Police Department; ICE", "Jun 11, 2025", "Local response"):
        expect(facts).to_contain_text(fact)
    shown.get_by_text("The sentences that this rests on").click()
    expect(shown.locator("mark.agency").filter(has_text="Astoria Police Department").first).to_be_visible()
    assert len(versions(dataset)) == 1
    add(here, "Add 1 article", "1 article added")

    # several, one of them broken: it is named with its cure, and the rest is added
    here.get_by_role("button", name="Add more").click()
    page.settle()
    give(here, "hospital.mhtml", "broken/cut.json", "report.pdf")
    expect(here.locator("ul.problems li.error")).to_have_count(1)
    expect(here.locator("ul.problems li.error")).to_contain_text("cut.json is not JSON")
    expect(here.locator("ul.problems li.error")).to_contain_text("Cure: mend or remove it")
    expect(shown).to_have_count(2)
    add(here, "Add 2 articles", "2 articles added")

    # pasted text of three clippings
    here.get_by_role("button", name="Add more").click()
    page.settle()
    here.get_by_text("Text", exact=True).click()
    here.get_by_role("textbox", name="Paste an article").fill((MIXED / "clippings.txt").read_text("utf-8"))
    here.get_by_role("button", name="Read the text").click()
    expect(shown).to_have_count(3, timeout=WAIT)
    add(here, "Add 3 articles", "3 articles added")
    expect(here.get_by_text("The dataset is now version 4, with 35 articles.")).to_be_visible()

    # the dashboard shows the new version at once: the card of an article that was pasted, found by its words
    here.get_by_role("link", name="Redada en un taller de Wenatchee deja cinco detenidos").click()
    card = here.get_by_role("dialog")
    expect(card.locator("h2.card-title")).to_have_text(
        "Redada en un taller de Wenatchee deja cinco detenidos", timeout=WAIT
    )
    expect(card.locator("dl")).to_contain_text("El Faro del Llano")
    page.open("?text=%22fish+cannery%22")
    expect(here.locator("button.title")).to_have_text(
        "Federal agents end two-day search of Astoria fish cannery", timeout=WAIT
    )
    assert [version.articles for version in versions(dataset)] == [29, 30, 32, 35]
    assert page.elsewhere == []
    assert page.errors == []
