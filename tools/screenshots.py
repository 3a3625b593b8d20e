"""Makes docs/screenshots/*.png: every page of the dashboard, light and dark, wide and on a phone, in both languages.

    python tools/screenshots.py [--dataset data/coverage] [--chromium /usr/bin/chromium]

Needs a built dataset, requirements-dev.txt and Chromium. Each file is named by page, mode and width.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tools.serving import CHROMIUM_ARGUMENTS, ROOT, dashboard

OUT = ROOT / "docs" / "screenshots"
_MAP = "() => window.coverageMap && window.coverageMap.ready && window.coverageMap.map.loaded()"


class Shot(NamedTuple):
    """One screenshot: file, address, mode, size."""

    name: str
    path: str
    mode: str = "light"
    width: int = 1440
    height: int = 900
    map: bool = False
    click: str = ""  # what to click before the picture is taken
    wait: str = ""  # what is there only when it is drawn
    files: tuple[str, ...] = ()  # of tests/mixed, to give to the page that adds articles; nothing is added


SHOTS = (
    Shot("explore-light", "", map=True),
    Shot("explore-dark", "", "dark", map=True),
    Shot("explore-1280", "", width=1280, height=720, map=True),
    Shot("explore-city", "?city=Los+Angeles%2C+CA", map=True),
    Shot("explore-es", "?lang=es&agency=ICE&stack=topic", map=True),
    Shot("article", "", click="button.title", map=True),
    Shot("evidence", "?article=west-0001", height=1600, click=".st-key-card_evidence summary", wait="ul.why"),
    Shot("stories", "?count=stories&stack=state", map=True),
    Shot("empty", "?text=zzzz&topic=death"),
    Shot("compare-light", "compare?compare=state"),
    Shot("compare-dark", "compare?compare=agency&measure=share", "dark"),
    Shot("agencies-light", "agencies", height=1200),
    Shot("agencies-dark", "agencies", "dark", height=1200),
    Shot("data-light", "data", height=1200),
    Shot("data-dark", "data", "dark", height=1200),
    Shot("method-light", "method", height=1200),
    Shot("add-light", "add", files=("saved-page.txt", "agregador.txt", "broken/letter.doc")),
    Shot("add-dark", "add", "dark", files=("saved-page.txt", "agregador.txt", "broken/letter.doc")),
    Shot("add-phone-es", "add?lang=es", width=390, height=844, files=("agregador.txt",)),
    Shot("phone-light", "", width=390, height=844, map=True),
    Shot("phone-dark-es", "?lang=es", "dark", width=390, height=844, map=True),
    Shot("phone-filters", "", width=390, height=844, map=True, click=".st-key-drawer button"),
)


def main() -> int:
    """Take all pictures; exit code 0, or 2 where dataset or browser is missing."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dataset", type=Path, default=ROOT / "data" / "coverage")
    parser.add_argument("--chromium", default=os.environ.get("CHROMIUM") or shutil.which("chromium"))
    parser.add_argument("--only", help="only the pictures whose name begins so")
    args = parser.parse_args()
    if not (args.dataset / "articles").is_dir():
        print(f"no dataset in {args.dataset}: make build", file=sys.stderr)
        return 2
    if not args.chromium:
        print("no Chromium on the PATH: name it with --chromium", file=sys.stderr)
        return 2
    OUT.mkdir(parents=True, exist_ok=True)
    with dashboard(args.dataset) as running, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=args.chromium, args=CHROMIUM_ARGUMENTS)
        for shot in SHOTS:
            if not args.only or shot.name.startswith(args.only):
                take(browser, f"http://{running.host}", shot)
                print(shot.name)
        browser.close()
    return 0


def take(browser: Browser, base: str, shot: Shot) -> None:
    """Open a page, wait until it is drawn, and keep its picture."""
    phone = shot.width < 600
    context = browser.new_context(
        viewport={"width": shot.width, "height": shot.height},
        color_scheme="dark" if shot.mode == "dark" else "light",
        locale="en-US",
        has_touch=phone,
        is_mobile=phone,
    )
    page = context.new_page()
    page.goto(f"{base}/{shot.path}")
    page.locator("[data-testid=stPageLink-NavLink]").first.wait_for()
    _drawn(page, shot)
    if shot.files:
        page.locator("input[type=file]").set_input_files([ROOT / "tests" / "mixed" / name for name in shot.files])
        page.locator("article.found").first.wait_for(timeout=60_000)
        _drawn(page, shot)
    if shot.click:
        page.locator(shot.click).first.click()
        _drawn(page, shot)
        page.wait_for_timeout(700)  # a drawer or a dialog slides in
    if shot.wait:
        page.locator(shot.wait).first.wait_for(timeout=60_000)
    page.screenshot(path=str(OUT / f"{shot.name}.png"))
    context.close()


def _drawn(page: Page, shot: Shot) -> None:
    page.wait_for_function(
        "() => document.querySelector('[data-testid=stApp]')?.dataset.testScriptState === 'notRunning'"
        " && !document.querySelector('[data-testid=stSkeleton]')"
    )
    if shot.map:
        page.wait_for_function(_MAP)
    page.wait_for_timeout(900)  # charts animate in


if __name__ == "__main__":
    sys.exit(main())
