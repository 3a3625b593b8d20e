"""The three users' ways through the dashboard, in a browser."""

from __future__ import annotations

import io
from collections.abc import Callable

import pandas as pd
import pytest
from playwright.sync_api import expect

from tests.app_data import HOSTILE
from tests.browser.conftest import WAIT, Visit

pytestmark = pytest.mark.browser
Make = Callable[..., Visit]


def test_no_page_asks_another_host_and_hostile_titles_stay_text(visit: Make) -> None:
    here = visit()
    for n, title in enumerate(HOSTILE, 27):
        here.open(f"?article=t-{n}")
        dialog = here.page.get_by_role("dialog")
        expect(dialog.locator("h2.card-title")).to_have_text(" ".join(title.split()), timeout=WAIT)
        expect(dialog.get_by_role("link")).to_have_count(0)  # its address is javascript:
    here.page.keyboard.press("Escape")
    expect(here.page.locator("button.title").first).to_be_visible(timeout=WAIT)
    here.map_ready()
    for name, heading in (("Compare", "Compare"), ("Agencies", "Agencies"), ("Data", "Data"), ("Method", "Method")):
        here.page.locator(".st-key-nav").get_by_role("link", name=name).click()
        expect(here.page.locator("h1.page")).to_have_text(heading, timeout=WAIT)
        here.settle()
    assert here.page.evaluate("() => window.hacked") is None
    assert here.elsewhere == []
    assert here.errors == []


def test_click_on_a_bubble_filters_and_the_back_button_steps_back(visit: Make) -> None:
    here = visit()
    here.open()
    here.map_ready()
    here.page.evaluate("() => window.coverageMap.map.jumpTo({center: [-105.24, 38.44], zoom: 6})")
    here.map_ready()
    box = here.page.locator(".st-key-coverage_map").bounding_box()
    assert box is not None
    at = here.page.evaluate("() => { const p = window.coverageMap.map.project([-105.24, 38.44]); return [p.x, p.y] }")
    here.page.mouse.click(box["x"] + 1 + at[0], box["y"] + 1 + at[1])
    here.page.wait_for_url("**city=Ca%C3%B1on+City*", timeout=WAIT)
    expect(here.page.locator(".st-key-chips")).to_contain_text("Cañon City, CO", timeout=WAIT)
    expect(here.page.locator("button.title")).to_have_count(4, timeout=WAIT)
    assert here.page.evaluate("() => window.coverageMap.map.getZoom()") == 6  # the map stays where it was
    here.page.go_back()
    expect(here.page.locator(".st-key-chips")).to_have_count(0, timeout=WAIT)
    expect(here.page.locator("h2.part").filter(has_text="28 articles")).to_be_visible(timeout=WAIT)


def test_the_reporter_filters_by_city_and_agency_shares_the_view_and_takes_the_csv(visit: Make) -> None:
    here = visit(accept_downloads=True)
    here.open()
    page = here.page
    page.get_by_role("searchbox", name="City or place").fill("bel")
    page.get_by_role("button", name="Bell, CA (12)").click(timeout=WAIT)
    expect(page.locator(".st-key-chips")).to_contain_text("Bell, CA", timeout=WAIT)
    here.settle()
    agency = page.get_by_role("combobox", name="Agency, with its parts")
    agency.click()
    page.get_by_role("option", name="LAPD").click(timeout=WAIT)
    page.wait_for_url("**agency=*", timeout=WAIT)
    page.keyboard.press("Escape")
    here.settle()
    link = page.url
    with page.expect_download(timeout=WAIT) as download:
        page.get_by_role("button", name="Download CSV (12 rows)").click()
    frame = pd.read_csv(io.BytesIO(download.value.path().read_bytes()), dtype={"fips_code": str})
    assert set(frame["city"]) == {"Bell"} and len(frame) == 12
    assert set(frame["fips_code"]) == {"06037"}
    assert frame["agencies"].str.contains("Los Angeles Police Department").all()
    editor = visit()
    editor.page.goto(link)
    expect(editor.page.locator(".st-key-chips")).to_contain_text("Bell, CA", timeout=WAIT)
    expect(editor.page.locator(".st-key-chips")).to_contain_text("LAPD")
    expect(editor.page.locator("button.title")).to_have_count(12)


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
    here.page.keyboard.press("Escape")
    expect(dialog).to_have_count(0, timeout=WAIT)
    here.page.wait_for_url(lambda url: "article=" not in url, timeout=WAIT)


def test_an_empty_answer_offers_its_cure(visit: Make) -> None:
    here = visit()
    here.open("?city=Bell+Gardens%2C+CA&agency=LAPD&state=ZZ")
    expect(here.page.get_by_text("ZZ")).to_be_visible(timeout=WAIT)
    expect(here.page.get_by_text("No coverage in this dataset for these filters")).to_be_visible()
    here.page.get_by_role("button", name="Without “City or place”: 12 articles").click()
    expect(here.page.locator("button.title")).to_have_count(12, timeout=WAIT)


def test_dark_spanish_on_a_phone(visit: Make) -> None:
    phone = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
    here = visit(color_scheme="dark", locale="es-MX", **phone)
    here.open()
    here.map_ready()
    page = here.page
    assert page.evaluate("() => document.documentElement.lang") == "es"
    assert (
        page.evaluate("() => getComputedStyle(document.querySelector('.stApp')).backgroundColor") == "rgb(18, 23, 27)"
    )
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 390
    expect(page.get_by_text("28 artículos", exact=True)).to_be_visible()
    page.locator(".st-key-drawer").get_by_role("button", name="Filtros").tap()
    expect(page.get_by_role("combobox", name="Estado")).to_be_visible(timeout=WAIT)
    assert here.elsewhere == []
    assert here.errors == []
