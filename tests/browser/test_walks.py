"""The three users' ways, from opening the page to the file on disk."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable

import pandas as pd
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import WAIT, Visit

pytestmark = pytest.mark.browser
Make = Callable[..., Visit]


def test_the_reporter(visit: Make) -> None:
    """Three letters of a city, an agency, the sentence that a row rests on, a link for the editor, the CSV."""
    here = visit(accept_downloads=True)
    here.open()
    page = here.page
    page.get_by_role("searchbox", name="City or place").fill("bel")
    page.get_by_role("button", name="Bell, CA (12)").click(timeout=WAIT)
    expect(page.locator(".st-key-chips")).to_contain_text("Bell, CA", timeout=WAIT)
    here.settle()
    page.get_by_role("combobox", name="Agency, with its parts").click()
    page.get_by_role("option", name="LAPD").click(timeout=WAIT)
    page.wait_for_url("**agency=*", timeout=WAIT)
    page.keyboard.press("Escape")
    here.settle()
    quote = page.locator("p.evidence").first
    expect(quote).to_have_text("The LAPD was not there.", timeout=WAIT)
    expect(quote.locator("mark.agency")).to_have_attribute("title", "Los Angeles Police Department, City")
    link = page.url
    with page.expect_download(timeout=WAIT) as download:
        page.get_by_role("button", name="Download CSV (12 rows)").click()
    frame = pd.read_csv(download.value.path(), dtype={"fips_code": str})
    assert set(frame["city"]) == {"Bell"} and len(frame) == 12
    assert set(frame["fips_code"]) == {"06037"}
    assert frame["agencies"].str.contains("Los Angeles Police Department").all()
    assert {"story_id", "is_duplicate", "duplicate_of"} < set(frame.columns)
    editor = visit()
    editor.page.goto(link)
    expect(editor.page.locator(".st-key-chips")).to_contain_text("Bell, CA", timeout=WAIT)
    expect(editor.page.locator(".st-key-chips")).to_contain_text("LAPD")
    expect(editor.page.locator("button.title")).to_have_count(12)


def test_the_researcher(visit: Make) -> None:
    """What the dataset holds, which version it is, all of it in one zip with sidecar and codebook."""
    here = visit(accept_downloads=True)
    here.open("data")
    page = here.page
    expect(page.get_by_text("version 1, built 2026-01-01")).to_be_visible(timeout=WAIT)
    page.get_by_role("radio", name="Every article").click()
    button = page.get_by_role("button", name="Download zip (29 rows)")
    with page.expect_download(timeout=WAIT) as download:
        button.click(timeout=WAIT)
    archive = zipfile.ZipFile(download.value.path())
    data, about, codebook = archive.namelist()
    sidecar = json.loads(archive.read(about))
    assert sidecar["filters"]["parameters"] == {"relevant": ["all"]}
    assert (sidecar["dataset"]["version"], sidecar["file"]["rows"], sidecar["counts"]["articles"]) == (1, 29, 29)
    frame = pd.read_csv(archive.open(data), dtype={"fips_code": str})
    assert len(frame) == 29 and frame["article_id"].nunique() == 29
    described = archive.read(codebook).decode()
    assert [name for name in frame.columns if f"`{name}`" not in described] == []


def test_the_community_group(visit: Make) -> None:
    """In Spanish, on a phone, in the dark: a filter in the drawer, an article, its file; nothing is asked elsewhere."""
    phone = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
    here = visit(color_scheme="dark", locale="es-MX", accept_downloads=True, **phone)
    here.open()
    here.map_ready()
    page = here.page
    assert page.evaluate("() => document.documentElement.lang") == "es"
    dark = "() => getComputedStyle(document.querySelector('.stApp')).backgroundColor"
    assert page.evaluate(dark) == "rgb(18, 23, 27)"
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 390
    expect(page.get_by_text("28 artículos", exact=True)).to_be_visible()
    for name in ("Explorar", "Comparar", "Agencias", "Datos", "Método"):
        expect(page.locator(".st-key-nav").get_by_role("link", name=name)).to_be_in_viewport()
    assert here.barriers() == []
    page.locator(".st-key-drawer").get_by_role("button", name="Filtros").tap()
    page.get_by_role("combobox", name="Estado").tap(timeout=WAIT)
    page.get_by_role("option", name="Colorado (4)").tap(timeout=WAIT)
    page.wait_for_url("**state=CO*", timeout=WAIT)
    here.settle()
    page.keyboard.press("Escape")
    page.locator("[data-testid=stSidebarCollapseButton] button").tap(timeout=WAIT)
    first = page.locator("button.title").first
    first.scroll_into_view_if_needed()
    first.tap()
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("h2.card-title")).to_contain_text("En Cañon City", timeout=WAIT)
    dialog.get_by_role("button").first.tap()
    expect(dialog).to_have_count(0, timeout=WAIT)
    with page.expect_download(timeout=WAIT) as download:
        page.get_by_role("button", name="Descargar CSV (4 filas)").tap()
    assert len(pd.read_csv(download.value.path())) == 4
    assert here.elsewhere == []
    assert here.errors == []
