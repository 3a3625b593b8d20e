"""The map of the page: its data, and what a click on it asks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import streamlit as st

from app.facets import add
from app.geography import fips_of_states, shade_breaks, state_name, state_of_fips
from app.palette import DARK
from app.safe import label
from app.ui.component import component
from app.ui.session import Session, start, tiles_setting
from etl.filters import MOST_VALUES, Filters
from etl.queries import bubbles, shading

MOST_BUBBLES = 2000
_HTML = (
    '<div class="wrap"><div class="map"></div><div class="frame"></div>'
    '<div class="legend"></div><div class="tip" hidden></div><div class="failed" hidden></div></div>'
)
_map = component("map", html=_HTML)


def draw(here: Session, *, total: int) -> None:
    """The map over what the filters select; `total` is the number of places that have a pin."""
    words = here.words
    found = here.ask(bubbles, here.filters, limit=MOST_BUBBLES, count=here.count, days=False)
    drawn = found.to_pydict()
    states, counties = (_shades(here, by) for by in ("state", "county"))
    with st.container(key="map"):
        _map(
            key="coverage_map",
            data=payload(here, drawn, states, counties, from_map=st.session_state.pop("from_map", False)),
            height="stretch",
            on_picked_change=_pick,
        )
        with st.container(key="map_table"):
            table = st.popover(words("table.show"), key="map_table_open", on_change="rerun")
            if table.open:
                with table:
                    _tables(here, drawn, states)
    if tiles := tiles_setting():
        st.caption(words("map.tiles", host=label(urlsplit(tiles["url"]).hostname or "")))
    if total > found.num_rows:
        st.caption(words("map.more", n=words.number(total - found.num_rows), drawn=words.number(found.num_rows)))


def _shades(here: Session, by: str) -> dict[str, int]:
    """Articles or stories by two letters of a state, or by the code of a county."""
    found = here.ask(shading, here.filters, by=by, count=here.count)
    return dict(zip(found.column(by).to_pylist(), found.column("articles").to_pylist(), strict=True))


def _tables(here: Session, drawn: Mapping[str, Sequence[Any]], states: Mapping[str, int]) -> None:
    """The numbers of the map, for those who do not see it or want them exact."""
    words = here.words
    places, by_state = st.tabs([words("map.places"), words("map.states")])
    places.dataframe(
        {
            words("table.place"): drawn["label"],
            words(f"table.{here.count}"): drawn["articles"],
            words("table.kind"): [words.get(f"kind.{kind}", kind) for kind in drawn["kind"]],
            words("table.county"): [county or "" for county in drawn["county_label"]],
        },
        hide_index=True,
        alt=words("map.table_alt"),
    )
    by_state.dataframe(
        {
            words("table.state"): [state_name(code, words.lang) for code in states],
            words(f"table.{here.count}"): list(states.values()),
        },
        hide_index=True,
        alt=words("map.table_alt"),
    )


def payload(
    here: Session,
    drawn: Mapping[str, Sequence[Any]],
    states: Mapping[str, int],
    counties: Mapping[str, int],
    *,
    from_map: bool,
) -> dict[str, Any]:
    """What the map component is given: columns of places, shading by FIPS code, colours and words."""
    words, filters, colours = here.words, here.filters, here.colours
    fips = fips_of_states()
    by_state = {fips[code]: n for code, n in states.items() if code in fips}
    places = len(drawn["label"])
    tiles = tiles_setting()
    asked = (filters.cities, filters.states, filters.counties, filters.places)
    box = _bounds(drawn) if any(asked) else None
    first = list(zip(drawn["label"], drawn["articles"], strict=True))[:5]
    top = ", ".join(f"{name} ({words.number(n)})" for name, n in first)
    return {
        "token": f"{here.coverage.version.number} {sorted(filters.to_params().items())} {here.count} {words.lang}",
        "theme": colours.ground,
        "dark": colours is DARK,
        "places": {
            "id": drawn["place_id"],
            "lon": drawn["longitude"],
            "lat": drawn["latitude"],
            "n": drawn["articles"],
            "name": [
                label if kind == "city" else name
                for kind, name, label in zip(drawn["kind"], drawn["name"], drawn["label"], strict=True)
            ],
            "where": _where(here, drawn),
        },
        "most": max(drawn["articles"], default=1),
        "states": by_state,
        "counties": counties,
        "breaks": {
            "states": shade_breaks(by_state.values()),
            "counties": shade_breaks(counties.values()),
        },
        # From this zoom on counties are shaded instead of states; sooner where one state is asked for.
        "closer": 3.6 if any(asked) else 5.2,
        "fit": box,
        "fit_token": str(asked),
        "fit_close": not from_map,
        "at_most": MOST_VALUES,
        "colours": {
            "sea": colours.sea, "abroad": colours.abroad, "land": colours.land, "border": colours.border,
            "shades": list(colours.shades), "accent": colours.accent, "ink": colours.ink, "ground": colours.ground,
        },
        "tiles": tiles,
        "locale": "en-US",
        "alt": words("map.alt", places=words.count("n_places", places), top=top or words("map.alt_none")),
        "words": {
            "one": words(f"n_{here.count}.one"),
            "other": words(f"n_{here.count}.other"),
            "state_hint": words("map.state_hint"),
            "county_hint": words("map.county_hint"),
            "legend_none": words("map.legend_none"),
            "legend_states": words(f"map.legend_states_{here.count}"),
            "legend_counties": words(f"map.legend_counties_{here.count}"),
            "home": words("map.home"),
            "box": words("map.box"),
            "failed": words("map.failed"),
            "credit": words("map.credit"),
            "controls": {
                "NavigationControl.ZoomIn": words("map.zoom_in"),
                "NavigationControl.ZoomOut": words("map.zoom_out"),
                "CooperativeGesturesHandler.MobileHelpText": words("map.two_fingers"),
                "CooperativeGesturesHandler.WindowsHelpText": words("map.ctrl"),
                "CooperativeGesturesHandler.MacHelpText": words("map.ctrl"),
                "Map.Title": words("map.title"),
            },
        },
    }  # fmt: skip


def picked(filters: Filters, choice: dict[str, Any], place: dict[str, Any] | None, county: str | None) -> Filters:
    """The filters after a click: what was picked is added, or taken away where it was there already."""
    if choice["kind"] == "box":
        return replace(filters, places=tuple(choice["ids"]))
    if choice["kind"] == "state":
        field, value = "states", state_of_fips().get(choice["code"])
    elif choice["kind"] == "county":
        field, value = "counties", county
    elif place and place["kind"] == "city":
        field, value = "cities", place["city_label"]
    else:
        field, value = "places", choice["id"] if place else None
    if value is None:
        return filters
    held = getattr(filters, field)
    return filters.drop(field, value) if value in held else add(filters, field, value)


def _pick() -> None:
    here = start()
    choice = st.session_state["coverage_map"].picked
    if not choice:
        return
    place = county = None
    if choice["kind"] == "place":
        found = here.coverage.rows("SELECT kind, city_label FROM place WHERE place_id = ?", [choice["id"]])
        place = found[0] if found else None
    if choice["kind"] == "county":
        sql = "SELECT county_label FROM place WHERE fips_code = ? AND county_label IS NOT NULL LIMIT 1"
        found = here.coverage.rows(sql, [choice["code"]])
        county = found[0]["county_label"] if found else None
    st.session_state["from_map"] = True
    here.go(filters=picked(here.filters, choice, place, county))


def _where(here: Session, drawn: Mapping[str, Sequence[Any]]) -> list[str]:
    """The kind of each place and what it lies in."""
    kinds = {kind: here.words.get(f"kind.{kind}", kind) for kind in set(drawn["kind"])}
    return [
        f"{kinds[kind]}, {above}" if (above := county if kind == "city" else city) else kinds[kind]
        for kind, county, city in zip(drawn["kind"], drawn["county_label"], drawn["city_label"], strict=True)
    ]


def _bounds(drawn: Mapping[str, Sequence[float]]) -> list[list[float]] | None:
    lon, lat = drawn["longitude"], drawn["latitude"]
    return [[min(lon), min(lat)], [max(lon), max(lat)]] if lon else None
