"""What a page stands on: the open dataset, the filters and the view of its URL, words and colours."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import streamlit as st

from app.latest import Latest
from app.palette import Palette, palette
from app.view import View
from app.words import LANGUAGES, Words, preferred, words
from etl.columns import Count
from etl.coverage import Coverage
from etl.filters import Filters, Notice
from etl.location import DATASET, Location
from etl.pipeline import Pipeline

Answer = TypeVar("Answer")
ROOT = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True)
class Session:
    """One run of one page. Frozen: what changes goes into the URL, and the next run reads it there."""

    coverage: Coverage
    filters: Filters
    view: View
    words: Words
    colours: Palette
    notices: tuple[Notice, ...]

    @property
    def count(self) -> Count:
        """What every number counts: articles, or stories where the URL asks for them and they have been grouped."""
        return "stories" if self.view.counting == "stories" and self.coverage.has_stories else "articles"

    def many(self, n: int) -> str:
        """A number with its unit: "12 articles" or "9 stories"."""
        return self.words.count(f"n_{self.count}", n)

    def ask(self, question: Callable[..., Answer], *values: Hashable, **options: Hashable) -> Answer:
        """The answer of `question(coverage, *values, **options)`; equal questions of any session are asked once."""
        return self.coverage.ask(question, values, tuple(sorted(options.items())))

    def go(self, *, filters: Filters | None = None, **view: Any) -> None:
        """Write other filters or another view into the URL. With other filters the list begins anew."""
        if filters is not None and filters != self.filters:
            view = {"page": 1, **view}
        params = (filters or self.filters).to_params() | self.view.change(**view).to_params()
        st.query_params.from_dict(params)

    def params(self) -> dict[str, list[str]]:
        """The parameters of this view, for links to other pages."""
        return self.filters.to_params() | replace(self.view, page=1, article="").to_params()


def dataset_location() -> Location:
    """Where the dataset lies: data/coverage, or where the environment says. Raises BadLocation."""
    return Location.of(os.environ.get("COVERAGE_DATASET") or DATASET)


def text_setting() -> str:
    """How much of texts that are not ours is shown: "evidence" (sentences with a found value) or "full"."""
    return "full" if os.environ.get("COVERAGE_TEXT") == "full" else "evidence"


def tiles_setting() -> dict[str, str] | None:
    """Street tiles under the map, which ask another host; off unless the environment names them."""
    url = os.environ.get("COVERAGE_TILES")
    return {"url": url, "attribution": os.environ.get("COVERAGE_TILES_CREDIT", "")} if url else None


def current_words() -> Words:
    """The words of the language that the URL asks for, else of the one that the browser prefers."""
    asked = st.query_params.get("lang", "")
    return words(asked if asked in LANGUAGES else preferred(st.context.locale))


def current_colours() -> Palette:
    """The colours of the browser's mode."""
    return palette(st.context.theme.type)


def start() -> Session:
    """The session of this run. Raises NoDataset, and what Delta Lake raises for a damaged dataset."""
    coverage = _latest(dataset_location()).coverage()
    params = {name: st.query_params.get_all(name) for name in st.query_params}
    filters, unused = Filters.from_params(params, known=coverage.known)
    view, odd = View.from_params(params)
    return Session(coverage, filters, view, current_words(), current_colours(), (*unused, *odd))


@st.cache_resource(show_spinner=False)
def pipeline() -> Pipeline:
    """The extraction, loaded when a session first asks how something was decided, and shared from then on."""
    with _lasting():
        return Pipeline.load()


def look_for_newer() -> None:
    """The next run looks for a new version of the dataset at once, not only after some seconds."""
    _latest(dataset_location()).look()


@st.cache_resource(max_entries=2, show_spinner=False)
def _latest(location: Location) -> Latest:
    """One for all sessions. Raises what its `coverage` does."""
    with _lasting():
        latest = Latest(location)
        latest.coverage()
        return latest


@contextmanager
def _lasting() -> Iterator[None]:
    """What is made inside lives as long as the server: the garbage collector need not look at it again.

    Streamlit collects after every run of a page. To walk through all that is loaded takes longer than the page.
    """
    gc.unfreeze()
    yield
    gc.collect()
    gc.freeze()
