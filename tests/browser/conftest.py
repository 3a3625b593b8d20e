"""A running dashboard over a small dataset, and a browser that records what it asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, Response, expect, sync_playwright

from tests.app_data import open_copies, open_dataset
from tools.serving import CHROMIUM_ARGUMENTS, dashboard

WAIT = 120_000  # milliseconds, for whatever is waited for: a machine may be slow, or have much else to do
expect.set_options(timeout=WAIT)


@dataclass
class Visit:
    """A page of the dashboard and what came of opening it."""

    page: Page
    base: str
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def elsewhere(self) -> list[str]:
        """Requests to any other host than the dashboard's own."""
        own = urlsplit(self.base).netloc
        return [
            url for url in self.requests if urlsplit(url).scheme not in ("blob", "data") and urlsplit(url).netloc != own
        ]

    def open(self, path: str = "") -> None:
        """Open a page and wait until it is drawn."""
        self.page.goto(f"{self.base}/{path}")
        self.page.locator("[data-testid=stPageLink-NavLink]").first.wait_for(timeout=WAIT)
        self.settle()

    def settle(self) -> None:
        """Wait until the script has run to its end."""
        self.page.wait_for_function(
            "() => document.querySelector('[data-testid=stApp]')?.dataset.testScriptState === 'notRunning'"
            " && !document.querySelector('[data-stale=true]')",
            timeout=WAIT,
        )

    def go(self, name: str, heading: str) -> None:
        """Follow a link of the navigation."""
        self.page.locator(".st-key-nav").get_by_role("link", name=name, exact=True).click()
        expect(self.page.locator("h1.page")).to_have_text(heading, timeout=WAIT)
        self.settle()

    def barriers(self) -> list[str]:
        """What axe-core finds serious or critical on the page as it stands."""
        found = Axe().run(self.page).response["violations"]
        return [
            f"{rule['id']}: {node['html'][:200]} ({node.get('failureSummary', '')[:200]})"
            for rule in found
            if rule["impact"] in ("serious", "critical")
            for node in rule["nodes"]
        ]

    def map_ready(self) -> None:
        """Wait until the map is drawn."""
        self.page.wait_for_function(
            "() => window.coverageMap && window.coverageMap.ready && window.coverageMap.map.loaded()", timeout=WAIT
        )


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a dashboard over the articles of tests/app_data.py."""
    folder = tmp_path_factory.mktemp("dashboard")
    open_dataset(folder)
    with dashboard(folder / "coverage") as running:
        yield f"http://{running.host}"


@pytest.fixture(scope="session")
def copies_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a dashboard over a wire report, what four papers made of it, and a report of one paper."""
    folder = tmp_path_factory.mktemp("copies")
    open_copies(folder)
    with dashboard(folder / "coverage") as running:
        yield f"http://{running.host}"


@pytest.fixture(scope="session")
def browser(chromium_path: str) -> Iterator[Browser]:
    """Chromium, for all tests."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()


def _console(made: Visit, message: ConsoleMessage) -> None:
    if message.type == "error" and not message.text.startswith("Failed to load resource"):
        made.errors.append(message.text)


def _response(made: Visit, response: Response) -> None:
    # On a page below the first, Streamlit probes its own address for where the server begins; those may be missing.
    if response.status >= 400 and "/_stcore/" not in response.url:
        made.errors.append(f"{response.status} {response.url}")


@pytest.fixture
def visit(browser: Browser, server: str) -> Iterator[Callable[..., Visit]]:
    """Make a visit: a context of its own with the options given, which records requests and errors."""
    contexts = []

    def make(**options: Any) -> Visit:
        base = options.pop("base", server)
        context = browser.new_context(**{"viewport": {"width": 1440, "height": 900}, "locale": "en-US", **options})
        context.set_default_timeout(WAIT)
        contexts.append(context)
        made = Visit(context.new_page(), base)
        made.page.on("request", lambda request: made.requests.append(request.url))
        made.page.on("pageerror", lambda error: made.errors.append(str(error)))
        made.page.on("console", lambda message: _console(made, message))
        made.page.on("response", lambda response: _response(made, response))
        return made

    yield make
    for context in contexts:
        context.close()
