"""The pages as Streamlit runs them, without a browser: what they say for what the URL asks."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from etl.location import Location
from tests.app_data import open_dataset

ROOT = Path(__file__).resolve().parent.parent
Run = Callable[..., AppTest]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pages")
    open_dataset(folder)
    return folder / "coverage"


@pytest.fixture
def run(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("COVERAGE_DATASET", str(folder))
    monkeypatch.chdir(ROOT)

    def open_(**params: str | list[str]) -> AppTest:
        test = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=120)
        for name, value in params.items():
            test.query_params[name] = value
        test.run()
        assert [error.value for error in test.exception] == []
        return test

    return open_


def _metrics(test: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in test.metric}


def test_the_home_page_counts_what_the_dataset_holds(run: Run) -> None:
    test = run()
    assert _metrics(test) == {"Articles": "28", "Places": "4", "Agencies": "4", "Outlets": "5"}
    assert any("3 articles not on the map" in button.label for button in test.button)


def test_filters_of_the_url_are_in_the_widgets_and_the_chips(run: Run) -> None:
    test = run(city="bell, ca", agency="LAPD", **{"from": "2025-06-01"})
    assert _metrics(test)["Articles"] == "12"
    assert test.multiselect(key="filter_agencies").value == ["Los Angeles Police Department"]
    labels = [button.label for button in test.button if (button.key or "").startswith("chip")]
    assert labels == ["Bell\\, CA", "LAPD", "From Jun 1\\, 2025", "Clear all"]


def test_a_widget_writes_the_url_and_a_parent_includes_its_parts(run: Run) -> None:
    test = run()
    test.multiselect(key="filter_agencies").set_value(["U.S. Department of Homeland Security"]).run()
    assert test.query_params["agency"] == "U.S. Department of Homeland Security"
    assert _metrics(test)["Articles"] == "28"
    test.multiselect(key="filter_states").set_value(["CO"]).run()
    assert _metrics(test)["Articles"] == "4"
    assert test.query_params["state"] == "CO"


def test_three_letters_find_a_city_whatever_its_accents(run: Run) -> None:
    test = run()
    test.text_input(key="city_search").set_value("cano").run()
    found = [button for button in test.button if (button.key or "").startswith("city_add")]
    assert [button.label for button in found] == ["Cañon City\\, CO (4)"]
    found[0].click().run()
    assert test.query_params["city"] == "Cañon City, CO"
    test.text_input(key="city_search").set_value("bel").run()
    labels = [button.label for button in test.button if (button.key or "").startswith("city_add")]
    assert labels == ["Bell\\, CA (12)", "Bell Gardens\\, CA (6)"]


def test_a_neighborhood_is_found_by_name(run: Run) -> None:
    test = run()
    test.text_input(key="city_search").set_value("BOYLE").run()
    next(button for button in test.button if (button.key or "").startswith("city_add")).click().run()
    assert "place" in test.query_params


def test_a_chip_goes_with_one_click(run: Run) -> None:
    test = run(city="Bell, CA", topic="raid")
    test.button(key="chip_topics_raid").click().run()
    assert "topic" not in test.query_params and test.query_params["city"] == "Bell, CA"
    test.button(key="chip_cities_Bell, CA").click().run()
    assert "city" not in test.query_params


def test_bad_and_old_values_are_ignored_with_a_notice(run: Run) -> None:
    test = run(city="Atlantis, ZZ", by="century", min_confidence="much", **{"from": "2025-13-45"})
    assert _metrics(test)["Articles"] == "28"
    assert len(test.warning) == 4
    assert any("not in this dataset" in warning.value for warning in test.warning)


def test_an_empty_answer_says_what_to_loosen(run: Run) -> None:
    test = run(city="Bell Gardens, CA", agency="LAPD")
    assert [s.value for s in test.subheader] == ["No coverage in this dataset for these filters"]
    cures = {b.key: b.label for b in test.button if (b.key or "").startswith("cure")}
    assert cures["cure_cities"] == "Without “City or place”: 12 articles"
    test.button(key="cure_cities").click().run()
    assert _metrics(test)["Articles"] == "12"
    test = run(city="Bell, CA", **{"from": "2019-01-01", "to": "2019-01-02"})
    assert test.button(key="cure_date_from").label == "Without the dates: 12 articles"


def test_what_is_not_on_the_map_can_be_listed(run: Run) -> None:
    test = run()
    test.button(key="show_unplaced").click().run()
    assert test.query_params["show"] == "unplaced"
    assert any("not on the map" in caption.value for caption in test.caption)


def test_the_interface_speaks_spanish(run: Run) -> None:
    test = run(lang="es")
    assert _metrics(test)["Artículos"] == "28"
    assert test.button(key="language").label == "English"
    test.button(key="language").click().run()
    assert _metrics(test)["Articles"] == "28"


def _compare() -> None:
    """The page Compare as the first one: AppTest opens no other."""
    import streamlit as st

    from app.pages import compare, explore
    from app.ui.frame import PAGES

    draws = {name: compare.draw if name == "compare" else explore.draw for name in PAGES}
    pages = {n: st.Page(draws[n], title=n, url_path=n, default=n == "compare") for n in PAGES}
    st.session_state["pages"] = pages
    st.navigation(list(pages.values()), position="hidden").run()


@pytest.mark.parametrize("unit", ["", "day", "week", "month"])
def test_compare_draws_months_where_every_date_is_of_a_month(
    folder: Path, monkeypatch: pytest.MonkeyPatch, unit: str
) -> None:
    monkeypatch.setenv("COVERAGE_DATASET", str(folder))
    monkeypatch.chdir(ROOT)
    test = AppTest.from_function(_compare, default_timeout=120)
    for name, value in {"state": "CO", "by": unit}.items():
        test.query_params[name] = value
    test.run()
    assert [error.value for error in test.exception] == []
    table = test.dataframe[0].value
    assert table.to_dict("list") == {"Period": ["Jun 2025"], "Cañon City, CO": [4], "All articles": [4]}


def test_without_a_dataset_the_page_says_how_to_make_one(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("COVERAGE_DATASET", str(tmp_path / "nothing"))
    test = run()
    assert [header.value for header in test.header] == ["There is no dataset yet"]
    here = f"--dataset {tmp_path / 'nothing'}"  # where this dashboard looks
    assert [code.value for code in test.code] == [
        f"python -m etl build data/articles {here}",
        f"python -m etl build PATH/TO/YOUR/ARTICLES {here}",
    ]


def test_a_damaged_dataset_is_named_and_no_trace_is_shown(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, folder: Path
) -> None:
    broken = tmp_path / "broken"
    shutil.copytree(folder, broken, ignore=shutil.ignore_patterns(".prepared"))
    for part in (broken / "articles").glob("*.parquet"):
        part.write_bytes(b"no parquet")
    monkeypatch.setenv("COVERAGE_DATASET", str(broken))
    test = run()
    assert [header.value for header in test.header] == ["The dataset cannot be read"]


def test_a_dataset_on_s3_is_shown_like_one_in_a_folder(
    run: Run, s3: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    open_dataset(tmp_path, where=Location.of(f"{s3}/coverage"))
    monkeypatch.setenv("COVERAGE_DATASET", f"{s3}/coverage")
    assert _metrics(run()) == {"Articles": "28", "Places": "4", "Agencies": "4", "Outlets": "5"}


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("s3://no-such-coverage/c", "s3://no-such-coverage/c: there is no bucket no-such-coverage at "),
        ("https://news.example/coverage", "'https://news.example/coverage' names no place for a dataset; give"),
    ],
)
def test_a_place_that_cannot_be_read_is_named_with_its_cure(
    run: Run, s3: str, monkeypatch: pytest.MonkeyPatch, place: str, said: str
) -> None:
    monkeypatch.setenv("COVERAGE_DATASET", place)
    test = run()
    assert [header.value for header in test.header] == ["The dataset cannot be read"]
    (code,) = test.code
    assert code.value.startswith(said)
