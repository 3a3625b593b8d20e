"""What the pages do in a browser: what they ask of whom, clicks, keys, cards, and what assistive technology meets."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.app_data import HOSTILE
from tests.browser.conftest import WAIT, Visit

pytestmark = pytest.mark.browser
Make = Callable[..., Visit]
PAGES = (("Compare", "Compare"), ("Agencies", "Agencies"), ("Data", "Data"), ("Method", "Method"))
_NAME = """() => {
    const at = document.activeElement, group = at.closest('[role=group], [role=radiogroup]');
    return at.getAttribute('aria-label') ?? group?.getAttribute('aria-label') ?? (at.innerText || at.tagName);
}"""
# Whether what has the focus, or what it stands in, has a ring or a ground in our accent colour.
_RING = """() => {
    const probe = document.body.appendChild(document.createElement('i'));
    probe.style.color = 'var(--accent)';
    const accent = getComputedStyle(probe).color;
    probe.remove();
    const parts = [document.activeElement, document.activeElement.nextElementSibling];
    for (let i = 0; i < 4; i++) parts.push(parts[i ? parts.length - 1 : 0].parentElement);
    return parts.filter(Boolean).some((part) => {
        const style = getComputedStyle(part);
        return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0)
            || [style.boxShadow, style.borderColor, style.backgroundColor].some((value) => value.includes(accent));
    });
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_has_a_serious_barrier_or_asks_another_host(visit: Make, scheme: str) -> None:
    here = visit(color_scheme=scheme)
    here.open("?article=t-01")
    expect(here.page.get_by_role("dialog").locator("mark.place").first).to_be_visible(timeout=WAIT)
    assert here.barriers() == []
    here.page.keyboard.press("Escape")
    expect(here.page.locator("button.title").first).to_be_visible(timeout=WAIT)
    here.map_ready()
    assert here.barriers() == []
    for name, heading in PAGES:
        here.go(name, heading)
        if name != "Method":
            expect(here.page.locator(".js-plotly-plot .plot-container").first).to_be_visible(timeout=WAIT)
        assert here.barriers() == [], name
    assert here.page.evaluate("() => document.documentElement.lang") == "en"
    assert here.elsewhere == []
    assert here.errors == []


def test_hostile_titles_stay_text(visit: Make) -> None:
    here = visit()
    for n, title in enumerate(HOSTILE, 27):
        here.open(f"?article=t-{n}")
        dialog = here.page.get_by_role("dialog")
        expect(dialog.locator("h2.card-title")).to_have_text(" ".join(title.split()), timeout=WAIT)
        expect(dialog.get_by_role("link")).to_have_count(0)  # its address is javascript:
    assert here.page.evaluate("() => window.hacked") is None
    assert here.elsewhere == [] and here.errors == []


def test_map_and_timeline_filter_and_the_back_button_steps_back(visit: Make) -> None:
    here = visit()
    here.open()
    here.map_ready()
    page = here.page
    page.evaluate("() => window.coverageMap.map.jumpTo({center: [-105.24, 38.44], zoom: 6})")
    here.map_ready()
    box = page.locator(".st-key-coverage_map").bounding_box()
    assert box is not None
    at = page.evaluate("() => { const p = window.coverageMap.map.project([-105.24, 38.44]); return [p.x, p.y] }")
    page.mouse.click(box["x"] + 1 + at[0], box["y"] + 1 + at[1])
    page.wait_for_url("**city=Ca%C3%B1on+City*", timeout=WAIT)
    expect(page.locator(".st-key-chips")).to_contain_text("Cañon City, CO", timeout=WAIT)
    expect(page.locator("button.title")).to_have_count(4, timeout=WAIT)
    assert page.evaluate("() => window.coverageMap.map.getZoom()") == 6  # the map stays where it was
    page.go_back()
    expect(page.locator(".st-key-chips")).to_have_count(0, timeout=WAIT)
    expect(page.locator("h2.part").filter(has_text="28 articles")).to_be_visible(timeout=WAIT)
    bars = page.locator(".st-key-timeline svg")
    bars.focus()
    page.keyboard.press("End")
    expect(page.locator(".st-key-timeline .tip")).to_contain_text("Jun 21, 2025")
    page.keyboard.press("Enter")
    page.wait_for_url("**from=2025-06-21&to=2025-06-21*", timeout=WAIT)
    expect(page.locator("button.title")).to_have_count(10, timeout=WAIT)  # four of them say "in June"


def test_every_filter_is_reached_and_set_by_keyboard_and_its_focus_is_seen(visit: Make) -> None:
    here = visit(reduced_motion="reduce")
    here.open()
    page = here.page
    page.get_by_role("searchbox", name="City or place").focus()
    reached = []
    for _ in range(40):
        reached.append(page.evaluate(_NAME))
        page.wait_for_function(_RING, timeout=WAIT)
        page.keyboard.press("Tab")
        if page.evaluate("() => !document.activeElement.closest('[data-testid=stSidebar]')"):
            break
    for wanted in ("City", "State", "County", "Agency", "Level", "Topic", "Words", "Outlet", "Language", "How sure"):
        assert any(wanted in name for name in reached), (wanted, reached)
    state = page.get_by_role("combobox", name="State")
    state.focus()
    page.keyboard.type("Colo")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**state=CO*", timeout=WAIT)
    here.settle()
    page.keyboard.press("Escape")
    chip = page.locator(".st-key-chips").get_by_role("button", name="Colorado")
    chip.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "state=" not in url, timeout=WAIT)
    moving = page.evaluate(
        "() => [...document.querySelectorAll('button, svg, a')].map((e) => parseFloat(getComputedStyle(e)"
        ".transitionDuration)).filter((s) => s > 0.001).length"
    )
    assert moving == 0


def test_a_row_opens_its_card_by_keyboard_and_escape_closes_it(visit: Make) -> None:
    here = visit()
    here.open("?city=Bell%2C+CA")
    first = here.page.locator("button.title").first
    first.focus()
    here.page.keyboard.press("Enter")
    dialog = here.page.get_by_role("dialog")
    hint = "Bell, CA, City, Los Angeles County, CA, place or time of the event, confidence 90%"
    expect(dialog.locator("mark.place", has_text="Bell").first).to_have_attribute("title", hint, timeout=WAIT)
    link = dialog.get_by_role("link", name="Read it at The Example")
    expect(link).to_have_attribute("href", "https://news.example/t-12")
    dialog.get_by_text("How each value was decided").click()
    expect(dialog.locator("ul.why li.yes").first).to_be_visible(timeout=WAIT)
    here.page.keyboard.press("Escape")
    expect(dialog).to_have_count(0, timeout=WAIT)
    here.page.wait_for_url(lambda url: "article=" not in url, timeout=WAIT)
    expect(first).to_be_focused(timeout=WAIT)


def test_an_empty_answer_offers_its_cure(visit: Make) -> None:
    here = visit()
    here.open("?city=Bell+Gardens%2C+CA&agency=LAPD&state=ZZ")
    expect(here.page.get_by_text("ZZ")).to_be_visible(timeout=WAIT)
    expect(here.page.get_by_text("No coverage in this dataset for these filters")).to_be_visible()
    here.page.get_by_role("button", name="Without “City or place”: 12 articles").click()
    expect(here.page.locator("button.title")).to_have_count(12, timeout=WAIT)


def test_copies_are_one_story_that_tells_who_carried_it_and_how(visit: Make, copies_server: str) -> None:
    here = visit(base=copies_server)
    here.open()
    page = here.page
    expect(page.locator("button.title")).to_have_count(6, timeout=WAIT)
    page.get_by_role("radio", name="Stories").click()
    page.wait_for_url("**count=stories*", timeout=WAIT)
    expect(page.locator("h2.part").filter(has_text="2 stories")).to_be_visible(timeout=WAIT)
    expect(page.locator("[data-testid=stMetric]").first).to_contain_text("6")  # both counts stay
    page.locator("button.title", has_text="car wash").click()
    story = page.get_by_role("dialog").locator("ol.copies > li")
    expect(story).to_have_count(5, timeout=WAIT)
    for at, words in enumerate(("The Wire", "Bell Post", "Canyon Daily", "Gardens News", "Harbor Times")):
        expect(story.nth(at)).to_contain_text(words)
    expect(story.nth(1)).to_contain_text("word for word the same")
    expect(story.nth(2)).to_contain_text("3 sentences left out")
    expect(story.nth(3).locator(".change.added")).to_contain_text("The news reached Bell Gardens within the hour")
    expect(story.nth(4)).to_contain_text("2 sentences changed")
    assert here.barriers() == []
