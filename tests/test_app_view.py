"""The view's part of the URL, labels that stay plain, and colours."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.palette import DARK, LIGHT, agency_colours, contrast
from app.safe import label, markup
from app.view import CHOICES, VIEW_PARAMS, View
from etl.filters import Filters


@given(
    st.builds(
        View,
        **{name: st.sampled_from(values) for name, values in CHOICES.items()},
        page=st.integers(1, 999_999),
        article=st.one_of(st.just(""), st.from_regex(r"[a-z0-9 :/%&=ñ]{1,40}", fullmatch=True)),
        compare=st.lists(st.from_regex(r"[A-Za-z, ]{1,20}", fullmatch=True), max_size=4, unique=True).map(tuple),
    )
)
def test_any_view_round_trips_through_the_url(view: View) -> None:
    assert View.from_params(view.to_params()) == (view, ())


@given(st.dictionaries(st.sampled_from([*VIEW_PARAMS.values(), "other"]), st.lists(st.text(max_size=30), max_size=3)))
def test_any_url_gives_a_view(params: dict[str, list[str]]) -> None:
    view, _ = View.from_params(params)
    assert View.from_params(view.to_params()) == (view, ())


def test_a_bad_value_is_ignored_with_a_notice() -> None:
    view, notices = View.from_params({"by": "century", "page": "0", "sort": "outlet", "city": "Bell, CA"})
    assert view == View(sort="outlet")
    assert [(notice.param, notice.value, notice.reason) for notice in notices] == [
        ("by", "century", "malformed"),
        ("page", "0", "malformed"),
    ]


def test_another_order_begins_on_the_first_page() -> None:
    assert View(page=7).change(sort="outlet") == View(sort="outlet", page=1)
    assert View(page=7).change(stack="topic") == View(stack="topic", page=7)


def test_filters_and_view_share_no_name() -> None:
    assert not set(VIEW_PARAMS.values()) & set(Filters(text="x", role="any").to_params())


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "**bold** _it_ `code`",
        "[link](javascript:x)",
        "$x$ and $$y$$",
        ":red[loud]",
        "# head",
    ],
)
def test_a_label_escapes_all_that_markdown_reads(text: str) -> None:
    made = label(text)
    assert re.sub(r"\\(.)", r"\1", made).replace("\u2060", "") == text
    assert not re.search(r"(?<!\\)[!-/:-@\[-`{-~](?<!\\)", re.sub(r"\\.", "", made))


def test_a_label_parts_what_is_rewritten_after_markdown() -> None:
    assert (
        "\u2060" in label(":material/home:") and "\u2060" in label("www.example.org") and "\u2060" in label("a@b.org")
    )
    assert len(label("x" * 10_000)) == 120


def test_markup_escapes_elements_and_attributes() -> None:
    assert markup("<a href='x'>\"&") == "&lt;a href=&#x27;x&#x27;&gt;&quot;&amp;"


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_contrast_of_text_and_of_series(colours: object) -> None:
    assert isinstance(colours, type(LIGHT))
    for ground in (colours.ground, colours.raised):
        assert min(contrast(text, ground) for text in (colours.ink, colours.quiet, colours.accent)) >= 4.5
    marks = (colours.place, colours.agency, colours.date, colours.count)
    assert min(contrast(colours.ink, mark) for mark in marks) >= 4.5
    assert min(contrast(series, colours.ground) for series in (*colours.series, colours.other)) >= 3


def test_an_agency_keeps_its_colour_whatever_stands_beside_it() -> None:
    one = agency_colours(["DHS", "ICE", "LAPD"], LIGHT)
    two = agency_colours(["ICE", "Texas DPS", "CBP"], LIGHT)
    assert one["ICE"] == two["ICE"]
    assert len(set(one.values())) == 3
    assert agency_colours([f"Agency {n}" for n in range(9)], LIGHT)["Agency 8"] == LIGHT.other
