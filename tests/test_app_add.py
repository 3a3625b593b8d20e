"""Adding in the browser: batches, previews and the page, as Streamlit runs it without a browser."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from app import adding
from app.access import Caller
from app.adding import Batch, Given, TooManyArticles, Upload, add, held, look, over_limits, stored_name
from app.ui import preview
from app.words import words
from etl.coverage import open_coverage
from etl.ledger import versions
from etl.listing import article
from etl.pipeline import Pipeline
from etl.store import Busy, Dataset
from tests.app_data import HOSTILE, prepared_dataset

ROOT = Path(__file__).resolve().parent.parent
MIXED = ROOT / "tests" / "mixed"
NOW = "2026-01-01T00:00:00+00:00"
LOCAL = Caller({"host": "localhost:8501", "origin": "http://localhost:8501"})
STORY = "ICE arrests two at a bakery in Astoria, Oregon\nTern Point Gazette, June 12, 2025\nThey left on Wednesday."


def mixed(*names: str) -> list[Upload]:
    """Files of tests/mixed, as they would be given."""
    return [Upload(Path(name).name, (MIXED / name).read_bytes()) for name in names]


def looked(pipeline: Pipeline, *uploads: Upload) -> adding.Preview:
    """The preview of some files."""
    return look(Batch.of(uploads), load=lambda: pipeline, clock=lambda: NOW, progress=lambda *_: None)


def added(pipeline: Pipeline, folder: Path, *uploads: Upload) -> Any:
    """What adding some files did."""
    options: dict[str, Any] = {"load": lambda: pipeline, "fingerprint": "f", "clock": lambda: NOW}
    return add(Batch.of(uploads), folder, progress=lambda *_: None, **options)


NAMES: list[tuple[str, str]] = [
    ("report.pdf", "added/report-2d711642.pdf"),
    ("../../etc/passwd", "added/passwd-2d711642"),
    ("C:\\clips\\a b.txt", "added/a b-2d711642.txt"),
    (".hidden", "added/hidden-2d711642"),
    ("a, line 3.csv", "added/a line 3-2d711642.csv"),
    ("\u202egpj.exe", "added/gpj-2d711642.exe"),
    ("", "added/file-2d711642"),
    ("x" * 300 + ".html", f"added/{'x' * 76}-2d711642.html"),
]


@pytest.mark.parametrize(("name", "stored"), NAMES)
def test_stored_name(name: str, stored: str) -> None:
    assert stored_name(Upload(name, b"x")) == stored


@given(st.text(max_size=200), st.binary(max_size=20))
def test_no_name_leaves_the_folder(name: str, data: bytes) -> None:
    """Whatever a file is called: one part below the folder, nothing unseen, and no more characters than fit."""
    stored = stored_name(Upload(name, data))
    head, _, tail = stored.partition("/")
    assert head == "added" and tail and "/" not in tail and len(stored) < 120 and tail.isprintable()
    batch = Batch.of([Upload(name, data)])
    assert batch.shown(f"{stored}, line 3") == f"{batch.given[stored]}, line 3"


def test_a_batch_holds_each_file_once() -> None:
    """The same file twice is one; another one of the same name is another."""
    batch = Batch.of([Upload("a.txt", b"x"), Upload("a.txt", b"x"), Upload("a.txt", b"y")])
    assert (len(batch.names), set(batch.given.values())) == (2, {"a.txt"})


LIMITS: list[tuple[list[int], str | None]] = [
    ([1] * adding.MOST_FILES, None),
    ([1] * (adding.MOST_FILES + 1), "add.too_many_files"),
    ([adding.LARGEST], None),
    ([adding.LARGEST + 1], "add.too_large"),
    ([adding.LARGEST] * 4, None),
    ([adding.LARGEST] * 4 + [1], "add.too_large_all"),
]


@pytest.mark.parametrize(("sizes", "key"), LIMITS)
def test_limits(sizes: list[int], key: str | None) -> None:
    data = bytes(adding.LARGEST + 1)
    found = over_limits([Upload("a.txt", memoryview(data)[:size]) for size in sizes])  # type: ignore[arg-type]
    assert (found[0] if found else None) == key
    if found:
        assert words("es")(found[0], **found[1])


def test_the_server_refuses_what_the_page_would() -> None:
    config = (ROOT / ".streamlit" / "config.toml").read_text("utf-8")
    assert f"maxUploadSize = {adding.LARGEST // adding.MEGABYTE}\n" in config


def test_a_preview_is_what_adding_does_and_leaves_nothing_behind(
    pipeline: Pipeline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    files = mixed("saved-page.txt", "clippings.txt", "broken/cut.json")
    seen = looked(pipeline, *files)
    assert list((tmp_path / "temporary").iterdir()) == []
    assert [seen.batch.shown(issue.source) for issue in seen.summary.failed] == ["cut.json"]
    summary = added(pipeline, tmp_path / "coverage", *files)
    assert (summary.written, summary.articles, len(summary.failed)) == (4, seen.summary.articles, 1)
    query = "SELECT * EXCLUDE (input_hash, row_hash, story_id, is_duplicate, duplicate_of) FROM articles"
    assert open_coverage(tmp_path / "coverage").rows(query) == seen.coverage.rows(query)


def test_adding_again_changes_nothing_and_is_known_before(pipeline: Pipeline, tmp_path: Path) -> None:
    folder = tmp_path / "coverage"
    files = mixed("article.html", "feed.xml")
    assert added(pipeline, folder, *files).written == 2
    again = added(pipeline, folder, *files)
    assert (again.written, again.version) == (0, None)
    coverage = open_coverage(folder)
    assert held(coverage, looked(pipeline, *mixed("media-cloud.csv"))) == {"mc-41"}  # by its address
    assert held(None, looked(pipeline, *files)) == frozenset()
    assert [row["sources"] for row in coverage.rows("SELECT sources FROM articles WHERE len(sources) > 1")] == [
        [stored_name(file) for file in files]
    ]
    runs = coverage.rows("SELECT sources FROM runs")
    assert all(source.startswith("added/") for row in runs for source in row["sources"])  # no path of this machine


def test_a_dataset_that_is_being_written_is_left_alone(pipeline: Pipeline, tmp_path: Path) -> None:
    folder = tmp_path / "coverage"
    added(pipeline, folder, Upload("a.txt", STORY.encode()))
    with Dataset.open(folder), pytest.raises(Busy):
        added(pipeline, folder, *mixed("saved-page.txt"))
    assert [version.articles for version in versions(folder)] == [1]


def test_more_articles_than_the_browser_is_for(pipeline: Pipeline, tmp_path: Path) -> None:
    """A table of too many rows is refused while it is read, and nothing of it is in the dataset."""
    table = Upload(
        "a.csv", ("title,text\n" + "".join(f"Raid {n},x\n" for n in range(adding.MOST_ARTICLES + 1))).encode()
    )
    with pytest.raises(TooManyArticles):
        added(pipeline, tmp_path / "coverage", table)
    with pytest.raises(TooManyArticles):
        list(
            Given(Batch.of([Upload("b.csv", b"title,text\nOne raid,x\nTwo raids,x\n")]).documents, most=1)(
                pipeline, (), None
            )
        )
    rows = Upload("c.csv", b"title,text,url\n" + b",,x\n" * 30)
    with pytest.raises(TooManyArticles):  # which are issues, and as many as a packed table has lines
        list(Given(Batch.of([rows]).documents, most=2)(pipeline, (), None))
    assert not (tmp_path / "coverage" / "runs").exists() or not open_versions(tmp_path / "coverage")


def open_versions(folder: Path) -> list[Any]:
    """The versions of a dataset, none where nothing was finished."""
    from etl.ledger import NoDataset

    try:
        return list(versions(folder))
    except NoDataset:
        return []


@pytest.mark.parametrize("title", HOSTILE)
def test_a_hostile_title_is_text(pipeline: Pipeline, title: str) -> None:
    """What a title says in HTML comes as text into the preview's HTML."""
    line = json.dumps({"title": title, "text": "ICE came to Bell, California.", "media_name": title})
    seen = looked(pipeline, Upload(f"{title}.jsonl", line.encode()))
    row = article(seen.coverage, seen.coverage.rows("SELECT article_id FROM articles")[0]["article_id"])
    assert row is not None
    html = preview.article(row, words("en"), held=(), batch=seen.batch, pipeline=pipeline)
    assert "<script" not in html and "<img" not in html and "<a " not in html
    assert "onerror='" not in html


# The page.

PAGE = """
import streamlit as st
from app.pages import add
from app.ui.frame import PAGES

def other(): st.write("another page")

pages = {
    name: st.Page(add.draw if name == "add" else other, title=name, url_path=path or "home", default=name == "add")
    for name, path in PAGES.items()
}
st.session_state["pages"] = pages
st.navigation(list(pages.values()), position="hidden").run()
"""
Run = Callable[..., AppTest]


@pytest.fixture(scope="module")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dataset of 29 invented articles, ready to be shown."""
    return prepared_dataset(tmp_path_factory.mktemp("invented"))


@pytest.fixture
def dataset(tmp_path: Path, invented: Path) -> Path:
    """A copy of it, this test's own."""
    return shutil.copytree(invented, tmp_path / "coverage")


@pytest.fixture
def run(dataset: Path, pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("COVERAGE_DATASET", str(dataset))
    monkeypatch.setattr("app.ui.session.pipeline", lambda: pipeline)
    monkeypatch.chdir(ROOT)

    def open_(caller: Caller = LOCAL, **params: str) -> AppTest:
        monkeypatch.setattr("app.ui.access.caller", lambda: caller)
        test = AppTest.from_string(PAGE, default_timeout=120)
        for name, value in params.items():
            test.query_params[name] = value
        return checked(test.run())

    return open_


def checked(test: AppTest) -> AppTest:
    """The test, which raised nothing."""
    assert [error.value for error in test.exception] == []
    return test


def html(test: AppTest) -> str:
    """All HTML of the page."""
    return "\n".join(str(element.proto.body) for element in test.get("html"))


def test_files_are_seen_before_they_are_added_and_then_in_the_dataset(run: Run, dataset: Path) -> None:
    test = run()
    uploader = test.file_uploader[0]
    uploader.set_value(
        [(file.name, file.data, "application/octet-stream") for file in mixed("memo.docx", "broken/letter.doc")]
    )
    checked(test.run())
    shown = html(test)
    assert "1 article found" in shown and "Detention beds in " in shown and "Calexico" in shown
    assert "1 file could not be read" in shown and "save it as .docx or as text" in shown
    assert len(versions(dataset)) == 1  # nothing is added yet
    button = test.button(key="add_now")
    assert button.label == "Add 1 article"
    checked(button.click().run())
    assert [heading.value for heading in test.subheader] == ["1 article added"]
    assert len(versions(dataset)) == 2
    rows = open_coverage(dataset).rows("SELECT title, media_name FROM articles WHERE title LIKE 'Detention beds%'")
    assert rows == [{"title": "Detention beds in Calexico to double, plans show", "media_name": "Tern Point Gazette"}]
    checked(test.button(key="add_again").click().run())
    assert test.file_uploader[0].value in (None, [])


def test_pasted_text_in_spanish(run: Run, dataset: Path) -> None:
    test = run(lang="es")
    checked(test.segmented_control[0].set_value("text").run())
    test.text_area[0].set_value((MIXED / "agregador.txt").read_text("utf-8"))
    checked(next(button for button in test.button if button.label == "Leer el texto").click().run())
    assert "2 artículos encontrados" in html(test)
    checked(test.button(key="add_now").click().run())
    assert [heading.value for heading in test.subheader] == ["2 artículos agregados"]
    found = open_coverage(dataset).rows("SELECT source FROM articles WHERE starts_with(source, 'added/') ORDER BY 1")
    assert [row["source"].rsplit("-", 1)[0] for row in found] == ["added/pasted", "added/pasted"]


def test_what_is_there_already_is_said_before_and_after(run: Run, dataset: Path, pipeline: Pipeline) -> None:
    added(pipeline, dataset, *mixed("saved-page.txt"))
    test = run()
    test.file_uploader[0].set_value([("other-name.txt", mixed("saved-page.txt")[0].data, "text/plain")])
    checked(test.run())
    assert "1 in the dataset already" in html(test)


def test_nothing_in_a_file_is_said_and_nothing_can_be_added(run: Run) -> None:
    test = run()
    test.file_uploader[0].set_value([("cut.json", mixed("broken/cut.json")[0].data, "application/json")])
    checked(test.run())
    assert "No article found" in html(test)
    assert "add_now" not in [button.key for button in test.button]


def test_too_many_files(run: Run) -> None:
    test = run()
    test.file_uploader[0].set_value([(f"{n}.txt", b"x", "text/plain") for n in range(adding.MOST_FILES + 1)])
    checked(test.run())
    assert [error.value for error in test.error] == [
        "51 files are too many: 50 at a time. Leave some out, or use the command line."
    ]


def test_a_busy_dataset_is_said_and_can_be_tried_again(run: Run, dataset: Path) -> None:
    test = run()
    test.file_uploader[0].set_value([("a.txt", STORY.encode(), "text/plain")])
    checked(test.run())
    with Dataset.open(dataset):
        checked(test.button(key="add_now").click().run())
        assert "Another build is writing the dataset" in test.error[0].value
    checked(next(button for button in test.button if button.label == "Try again").click().run())
    assert [heading.value for heading in test.subheader] == ["1 article added"]


def test_the_first_articles_of_all(run: Run, dataset: Path) -> None:
    """Without a dataset the page makes one."""
    shutil.rmtree(dataset)
    test = run()
    test.file_uploader[0].set_value([("a.txt", STORY.encode(), "text/plain")])
    checked(test.run())
    checked(test.button(key="add_now").click().run())
    assert [version.articles for version in versions(dataset)] == [1]


REFUSED: list[tuple[Caller, str]] = [
    (Caller({**LOCAL.headers, "x-forwarded-for": "203.0.113.9"}), "did not come from the machine"),
    (Caller({}), "did not come from the machine"),
]


@pytest.mark.parametrize(("caller", "why"), REFUSED)
def test_elsewhere_the_page_says_why_and_no_link_leads_to_it(run: Run, caller: Caller, why: str) -> None:
    test = run(caller)
    assert [heading.value for heading in test.subheader] == ["Articles cannot be added here"]
    assert any(why in text.value for text in test.markdown)
    assert len(test.file_uploader) == 0
    assert "Add" not in [link.proto.label for link in test.get("page_link")]


def test_a_listed_person_who_is_signed_in(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.ui.access.allowed", lambda: ["desk@ledger.example"])
    public = {"host": "coverage.example", "origin": "https://coverage.example"}
    test = run(Caller(public, "203.0.113.9", {"is_logged_in": True, "email": "desk@ledger.example"}))
    assert len(test.file_uploader) == 1
    assert "Add" in [link.proto.label for link in test.get("page_link")]
    test = run(Caller(public, "203.0.113.9", {"is_logged_in": False}))
    assert [button.label for button in test.button if button.label == "Sign in"] == ["Sign in"]
    assert len(test.file_uploader) == 0
