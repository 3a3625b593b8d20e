"""Explanations: beside each value stands what decided it, and nothing is decided a second time."""

from __future__ import annotations

import json
import math
import re
import sys
from pathlib import Path

import pytest

from etl.cli import main
from etl.explain import Explanation, explain
from etl.explained import Paint, lines
from etl.models import Article
from etl.pipeline import Pipeline

TEXT = (
    "MONROE, La. — Officers of U.S. Immigration and Customs Enforcement arrested nine workers at a sawmill on Tuesday,"
    " the Ouachita Parish Sheriff's Office said.\n\n"
    "The workers were taken to Jena and will be moved to Springfield, said Tessa Winterbourne, a lawyer. ICE did not"
    " answer questions on March 4."
)
ARTICLE = Article("a1", "Nine arrested in sawmill raid", TEXT, media_name="The Example", publish_date="2025-03-06")


@pytest.fixture(scope="module")
def made(pipeline: Pipeline) -> Explanation:
    """What decided the values of the article above."""
    return explain(pipeline, ARTICLE)


def test_the_record_is_the_pipelines_own(pipeline: Pipeline, made: Explanation) -> None:
    assert made.record == pipeline.extract(ARTICLE)


def test_every_mention_stands_where_it_says(made: Explanation) -> None:
    for found in (*made.mentions, *made.agencies, *made.dates, *made.no_places):
        assert ARTICLE.body[found.start : found.end] == found.text


def test_a_written_state_decides_and_the_others_are_shown(made: Explanation) -> None:
    monroe = made.mentions[0]
    assert (monroe.text, monroe.cue, monroe.written, monroe.decided_by) == ("MONROE, La.", "written", "LA", "written")
    assert monroe.feature is not None
    assert (monroe.feature.name, monroe.feature.state) == ("Monroe", "LA")
    assert monroe.why.startswith("The state stands beside the name")
    assert {f.state for f in monroe.candidates} >= {"LA", "NC", "MI"}


def test_a_tie_is_left_unplaced_with_its_reason(made: Explanation) -> None:
    springfield = next(m for m in made.mentions if m.text == "Springfield")
    assert (springfield.feature, springfield.decided_by) == (None, "")
    assert springfield.why.startswith("'Springfield' may be any of ")


def test_agencies_name_their_row_or_their_style(made: Explanation) -> None:
    assert [(a.text, a.name, a.rule) for a in made.agencies] == [
        (
            "U.S. Immigration and Customs Enforcement",
            "U.S. Immigration and Customs Enforcement",
            "agencies.csv: 'U.S. Immigration and Customs Enforcement'",
        ),
        (
            "Ouachita Parish Sheriff's Office",
            "Ouachita Parish Sheriff's Office",
            'agency_heads.csv: "sheriff\'s office" beside a name of the gazetteer',
        ),
        ("ICE", "U.S. Immigration and Customs Enforcement", "agencies.csv: 'ICE'"),
    ]


def test_dates_name_their_words_and_their_distance_from_publication(made: Explanation) -> None:
    assert [(d.text, d.date, d.rule, d.days_from_publication) for d in made.dates] == [
        ("Tuesday", "2025-03-04", "date_words.csv: 'Tuesday' (weekday)", -2),
        ("March 4", "2025-03-04", "date_words.csv: 'March' (month)", -2),
    ]


def test_a_persons_name_is_shown_as_no_place(made: Explanation) -> None:
    assert [(n.text, n.what) for n in made.no_places] == [("Tessa Winterbourne", "person")]


def test_points_add_up_to_the_score(made: Explanation) -> None:
    weighed = (*made.topics, *made.roles, *made.date_roles)
    for decision in (made.relevance, *(decision for _, decision in weighed)):
        logit = sum(signal.points for signal in decision.signals)
        assert decision.score == pytest.approx(1 / (1 + math.exp(-logit)))
    assert round(made.relevance.score, 4) == made.record.relevance
    assert made.record.relevant == (made.relevance.score >= made.relevance.least)


def test_topics_that_were_chosen_come_first(made: Explanation) -> None:
    assert tuple(topic for topic, _ in made.topics)[: len(made.record.topics)] == made.record.topics


def test_roles_stand_beside_every_place_and_date(made: Explanation) -> None:
    assert tuple(place for place, _ in made.roles) == made.record.places
    assert tuple(mention for mention, _ in made.date_roles) == made.record.dates


def test_a_town_whose_police_is_named_has_that_signal(pipeline: Pipeline) -> None:
    text = "Huntington Park police came after ICE agents took two men on Monday. Officials in Bell kept away."
    made = explain(pipeline, Article("a3", "Arrests in Huntington Park", text, media_place="Los Angeles, CA"))
    named = {place.name: {signal.name for signal in decision.signals} for place, decision in made.roles}
    assert "agency_place" in named["Huntington Park"]
    assert "agency_place" not in named["Bell"]


def test_an_article_of_another_language_has_only_its_issue(pipeline: Pipeline) -> None:
    made = explain(pipeline, Article("a2", "Überschrift", "Ein Text aus Monroe.", language="de"))
    assert (made.mentions, made.agencies, made.dates, made.topics) == ((), (), (), ())
    assert any("'de'" in line for line in lines(made, Paint(on=False)))


# -- as text -----------------------------------------------------------------------------------------------------------


def test_the_text_shows_what_decided(made: Explanation) -> None:
    shown = "\n".join(lines(made, Paint(on=False)))
    for words in (
        "Nine arrested in sawmill raid",
        "“MONROE, La.”",
        "found    written: its state or country is written beside it (LA)",
        "unplaced 'Springfield' may be any of ",
        "by       agencies.csv: 'ICE'",
        "“Tuesday” = 2025-03-04, 2 days before publication",
        "“Tessa Winterbourne” person",
    ):
        assert words in shown
    assert "\x1b" not in shown


def test_colours_change_nothing_but_colours(made: Explanation) -> None:
    coloured = "\n".join(lines(made, Paint(on=True)))
    assert "\x1b[1m" in coloured
    assert re.sub(r"\x1b\[\d+m", "", coloured) == "\n".join(lines(made, Paint(on=False)))


# -- the command -------------------------------------------------------------------------------------------------------


@pytest.fixture
def source(tmp_path: Path, pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file with two articles, and tables that are loaded already."""
    monkeypatch.setattr(Pipeline, "load", lambda reference: pipeline)
    rows = [
        {"id": "first-1", "title": "Raid in Monroe", "text": "ICE raided a sawmill in Monroe, La.", "language": "en"},
        {"id": "second-2", "title": "Council meets", "text": "The council of Jena, La., met.", "language": "en"},
    ]
    path = tmp_path / "two.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return path


def test_the_command_explains_the_article_of_an_id(source: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", str(source), "--id", "sec"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("Council meets\n")
    assert "\x1b" not in shown


def test_several_articles_want_an_id(source: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", str(source)]) == 2
    complained = capsys.readouterr().err
    assert "choose one with --id" in complained
    assert "first-1  Raid in Monroe" in complained
    assert "second-2  Council meets" in complained


def test_an_unknown_id_is_told(source: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", str(source), "--id", "third"]) == 2
    assert "no article whose id begins with 'third'" in capsys.readouterr().err


def test_a_missing_source_is_told(source: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", str(source.parent / "nothing.txt")]) == 1
    assert "nothing.txt" in capsys.readouterr().err


@pytest.mark.parametrize(("no_color", "coloured"), [("", True), ("1", False)])
def test_colours_only_on_a_terminal_that_wants_them(
    source: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, no_color: str, coloured: bool
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    monkeypatch.setenv("NO_COLOR", no_color)
    monkeypatch.setenv("TERM", "xterm")
    assert main(["explain", str(source), "--id", "first-1"]) == 0
    assert ("\x1b[" in capsys.readouterr().out) is coloured
