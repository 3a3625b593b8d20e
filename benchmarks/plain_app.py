"""A plain Streamlit app over pandas: what many would write first. `benchmarks/answers.py` asks it what it asks ours.

BENCHMARK_FOLDER=/tmp/coverage-bench streamlit run benchmarks/plain_app.py
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

import pandas as pd

TABLES = ("articles", "places", "agencies")


class Figures(NamedTuple):
    """How many articles, the places with most of them, the weeks."""

    count: int
    places: pd.Series
    weeks: pd.Series


def load(folder: Path) -> dict[str, pd.DataFrame]:
    """The tables, each as pandas reads it."""
    return {name: pd.read_parquet(folder / f"{name}.parquet") for name in TABLES}


def chosen(
    frames: dict[str, pd.DataFrame],
    *,
    city: str = "",
    state: str = "",
    agency: str = "",
    first: str = "",
    last: str = "",
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The articles that a question selects, and the places that it asks for."""
    articles, places, agencies = (frames[name] for name in TABLES)
    if city:
        places = places[places["city"] == city]
    if state:
        places = places[places["state"] == state]
    if city or state:
        articles = articles[articles["article"].isin(places["article"])]
    if agency:
        articles = articles[articles["article"].isin(agencies.loc[agencies["agency"] == agency, "article"])]
    if first:
        articles = articles[(articles["day"] >= first) & (articles["day"] <= last)]
    return articles, places


def figures(articles: pd.DataFrame, places: pd.DataFrame) -> Figures:
    """The figures of the chosen articles."""
    placed = places[places["article"].isin(articles["article"])]
    counted = placed.groupby("city")["article"].nunique().nlargest(200)
    return Figures(len(articles), counted, articles.groupby("week").size())


def newest(articles: pd.DataFrame) -> pd.DataFrame:
    """The 25 newest of the chosen articles."""
    return articles.sort_values("day", ascending=False).head(25)


def main() -> None:
    """The page."""
    import streamlit as st

    frames = st.cache_resource(load)(Path(os.environ["BENCHMARK_FOLDER"]))
    asked = {name: st.query_params.get(name, "") for name in ("city", "state", "agency", "first", "last")}
    articles, places = chosen(frames, **asked)
    found = figures(articles, places)
    st.metric("Articles", found.count)
    st.bar_chart(found.weeks)
    st.dataframe(found.places)
    st.dataframe(newest(articles))


if __name__ == "__main__":
    main()
