"""Stories: what is set aside before articles are compared, which pass decides, and what an answer looks like."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.knowledge import REFERENCE, read_table
from etl.relate import Assignment, Held, Item, Rules, relate
from etl.relate.compare import compare
from etl.relate.core import Core, core_of
from etl.relate.pair import Pair, Side
from etl.relate.prints import Pile, count_prints, word_prints
from etl.relate.shelf import UNDATED, number_of
from etl.relate.stock import WINDOW, spans
from etl.relate.stories import assign
from etl.relate.words import CALENDAR, KIND, NAME, NUMBER, Coder

RULES = Rules.load()
FURNITURE = read_table(REFERENCE / "copy_furniture.csv")

LEAD = (
    "Federal agents detained 84 workers at a poultry plant on Tuesday and took them to an armory, "
    "where lawyers waited outside until the evening with blankets and lists of names from their families."
)
MIDDLE = (
    "The company said that it checks the papers of everyone whom it hires and that nobody had told it of the search. "
    "It did not say when its second line would run again or whether the lost hours will be paid."
)
END = (
    "The school district kept a gym open for children whose parents had not come home, and two churches sent vans. "
    "A pastor who stood at the gate said he had counted eleven buses before he stopped counting."
)
TEXT = "\n\n".join((LEAD, MIDDLE, END))
INTRO = (
    "Volunteers from this county were among those who waited at the fence, and a parish hall here will stay open for "
    "them through Sunday."
)
SPANISH = (
    "Agentes federales detuvieron a 84 trabajadores el martes 11 de marzo en la planta Garnet Ridge de Port Linden, "
    "Ohio, y los llevaron a Sandusky. La empresa, con 1.900 empleados, pagó 2 multas en 2019. Según Legal Aid, "
    "37 ya hablaron con abogados de Cleveland."
)
ENGLISH = (
    "Federal agents detained 84 workers on Tuesday, March 11, at the Garnet Ridge plant in Port Linden, Ohio, and took "
    "them to Sandusky. The company, with 1,900 employees, paid two fines in 2019. According to Legal Aid, 37 have "
    "spoken with lawyers from Cleveland."
)


def item(id_: str, title: str = "Agents detain 84 at plant", text: str = TEXT, **given: str | None) -> Item:
    return replace(Item(id_, title, text, "2025-03-11", "en", f"Outlet {id_}"), **given)  # type: ignore[arg-type]


def side(article: Item) -> Side:
    coder = Coder(RULES.forms)
    core = core_of(article.title, article.text, RULES.furniture, outlet=article.outlet or "")
    words, titles = coder.encode([core.text])[0], coder.encode([core.title])[0]
    outlet = (article.outlet or "").casefold()
    return Side(words, titles, article.language, outlet, core.dateline, core.corrected, core.several)


def pair(a: Item, b: Item) -> Pair:
    dates = [date.fromisoformat(one.publish_date) if one.publish_date else None for one in (a, b)]
    days = abs((dates[0] - dates[1]).days) if dates[0] and dates[1] else None
    return Pair(side(a), side(b), days)


@pytest.mark.parametrize("row", FURNITURE, ids=lambda row: f"{row['match']}: {row['example']}")
def test_every_phrase_of_the_table_finds_its_example(row: dict[str, str]) -> None:
    example = row["example"]
    title, text = "Agents detain 84 workers", "They came at dawn and left at noon."
    match row["match"]:
        case "line" | "line_with":
            made = core_of(title, f"{text}\n\n{example}", RULES.furniture)
            assert made == Core(title, text, "", row["kind"] == "correction", False)
        case "start":
            assert core_of(title, example + text, RULES.furniture).text == text
        case "end":
            assert core_of(title, f"{text} {example}", RULES.furniture).text == text
        case "title_start":
            made = core_of(example + title, text, RULES.furniture)
            assert (made.title, made.corrected) == (title, row["kind"] == "correction")
        case "title_end":
            assert core_of(title + example, text, RULES.furniture, outlet="Harbor City Post").title == title
        case "item":
            items = "\n\n".join(f"{example} {text}" for _ in range(4))
            assert core_of(title, items, RULES.furniture).several
        case "title_item" | "title_with":
            assert core_of(example, text, RULES.furniture).several
        case other:
            pytest.fail(f"no such place: {other}")


@pytest.mark.parametrize(
    ("title", "text", "core"),
    [
        (
            "UPDATE: Raid at plant - The Courier",
            "PORT LINDEN, Ohio (AP) — Agents came.\n\nRead more at our site.",
            Core("Raid at plant", "Agents came.", "port linden ohio", False, False),
        ),
        # A dash inside a headline is no outlet's, where little is left before it.
        ("Raid - what now", "Agents came.", Core("Raid - what now", "Agents came.", "", False, False)),
        # What stands for every article of a site says nothing of this one.
        ("Raid", "This content is only available to subscribers.", Core("Raid", "", "", False, False)),
        ("", "", Core("", "", "", False, False)),
        (
            "Raid",
            "Agents came.\n\nCorrection: It was Tuesday.",
            Core("Raid", "Agents came.", "", True, False),
        ),
        # Support for a bill is news; support for a newsroom is not.
        ("Bill", "Support for the bill grew.", Core("Bill", "Support for the bill grew.", "", False, False)),
    ],
)
def test_core(title: str, text: str, core: Core) -> None:
    assert core_of(title, text, RULES.furniture, outlet="The Courier") == core


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("twelve", "12"),
        ("doce", "twelve"),
        ("1,120", "1.120"),
        ("5,2", "5.2"),
        ("thirty-one", "31"),
        ("Martes", "Tuesday"),
        ("septiembre", "Sept"),
        ("Luisiana", "Louisiana"),
        ("ICE", "ice"),
        ("anti-ICE", "anti ICE"),
        ("Say:yes", "say : yes"),
        ("Peña", "pena"),
    ],
)
def test_one_code_for_forms_of_one_word(one: str, other: str) -> None:
    codes = [Coder(RULES.forms).encode([word])[0] >> np.uint32(2) for word in (one, other)]
    assert codes[0].tolist() == codes[1].tolist()


def test_kinds_of_words() -> None:
    codes, lengths = Coder(RULES.forms).encode(["Agents met Juniper workers. Juniper spoke on Friday, May 9.", ""])
    assert lengths.tolist() == [10, 0]
    # The second Juniper begins a sentence, where every word is capitalised; Agents is that too.
    assert (codes & KIND).tolist() == [0, 0, NAME, 0, 0, 0, 0, CALENDAR, CALENDAR, NUMBER]


def test_a_profiler_that_holds_frames_does_not_stop_the_coder() -> None:
    coder, held = Coder(RULES.forms), []
    sys.setprofile(lambda frame, event, argument: held.append(frame))
    try:
        first = coder.encode(["Agents met workers."])[0]
        second = coder.encode(["Deputies met neighbors of the agents."])[0]
    finally:
        sys.setprofile(None)
    assert held and len(first) == 3 and len(second) == 6


CASES = {
    "the same words": (item("a"), item("b", title="84 held"), ("copy", "same_words")),
    "under another day": (item("a"), item("b", publish_date="2025-03-13"), ("copy", "same_words")),
    "cut to its lead": (item("a"), item("b", text=LEAD), ("copy", "lead_kept")),
    "under an introduction": (item("a"), item("b", text=f"{INTRO}\n\n{TEXT}"), ("copy", "lead_kept")),
    "under an introduction and cut": (
        item("a"),
        item("b", text=f"{INTRO}\n\n{LEAD}\n\n{MIDDLE}"),
        ("copy", "lead_kept"),
    ),
    "new words of the same outlet": (
        item("a", outlet="The Courier"),
        item("b", text=f"{INTRO}\n\n{TEXT}", outlet="The Courier"),
        ("other", "lead_kept"),
    ),
    "new words under the report's own dateline": (
        item("a", text=f"LINDEN (AP) — {TEXT}"),
        item("b", text=f"LINDEN (AP) — {INTRO}\n\n{TEXT}"),
        ("other", "lead_kept"),
    ),
    "another number": (
        item("a"),
        item("b", title="Agents detain 31 at plant", text=TEXT.replace("84", "31")),
        ("other", "other_facts"),
    ),
    "a number corrected": (
        item("a"),
        item("b", text=TEXT.replace("84", "48") + "\n\nCorrection: An earlier version gave a wrong number."),
        ("copy", "correction"),
    ),
    "another weekday": (item("a"), item("b", text=TEXT.replace("Tuesday", "Friday")), ("other", "other_facts")),
    "a weekday written as a date": (
        item("a"),
        item("b", text=TEXT.replace("on Tuesday", "on March 11")),
        ("copy", "lead_kept"),
    ),
    "other names": (
        item("a", text=TEXT.replace("a poultry plant", "the Garnet Ridge plant")),
        item("b", text=TEXT.replace("a poultry plant", "the Copper Vale plant")),
        ("other", "other_facts"),
    ),
    "a digest": (
        item("a", text=LEAD),
        item("b", text=f"LINDEN — {LEAD}\n\nTOPEKA, Kan. — {MIDDLE}\n\nBOISE, Idaho — {END}"),
        ("other", "round_up"),
    ),
    "only a paragraph in common": (
        item("a"),
        item("b", text=f"{INTRO} {INTRO.replace('county', 'valley')}\n\n{MIDDLE}"),
        ("other", "little_in_common"),
    ),
    "a summary": (item("a"), item("b", text=LEAD.split(",")[0] + "…"), ("copy", "lead_kept")),
    "a headline alone": (item("a"), item("b", text="", title="AGENTS DETAIN 84 AT PLANT"), ("other", "title_alone")),
    "a long headline alone": (
        item("a", title="Agents detain 84 workers at poultry plant in Port Linden"),
        item("b", text="", title="Agents detain 84 workers at poultry plant in Port Linden - The Courier"),
        ("copy", "title_alone"),
    ),
    "a long headline a week later": (
        item("a", title="Agents detain 84 workers at poultry plant in Port Linden"),
        item("b", text="", title="Agents detain 84 workers at poultry plant in Port Linden", publish_date="2025-03-18"),
        ("other", "title_alone"),
    ),
    "a translation": (
        item("a", text=ENGLISH),
        item("b", text=SPANISH, language="es"),
        ("copy", "translation"),
    ),
    "a translation a week later": (
        item("a", text=ENGLISH),
        item("b", text=SPANISH, language="es", publish_date="2025-03-18"),
        ("other", "translation"),
    ),
    "other facts in another language": (
        item("a", text=ENGLISH),
        item("b", text=SPANISH.replace("84", "12").replace("37", "5").replace("1.900", "300"), language="es"),
        ("other", "translation"),
    ),
    "nothing in common": (item("a"), item("b", text=INTRO), ("other", "little_in_common")),
    "a few words that stand for every article": (
        item("a", text=LEAD, title="Nine taken from car wash"),
        item("b", text=LEAD, title="School board keeps doors shut"),
        ("other", "stand_in"),
    ),
    "no text and no title": (item("a", text="", title=""), item("b", text="", title=""), ("other", "title_alone")),
}


@pytest.mark.parametrize("name", CASES)
def test_compare(name: str) -> None:
    a, b, answer = CASES[name]
    assert compare(pair(a, b)) == answer
    assert compare(pair(b, a)) == answer


def test_copies_share_a_print_wherever_twelve_words_are_the_same() -> None:
    coder = Coder(RULES.forms)
    shared = "seven sisters sold silver shells by the sea shore every single Saturday"
    texts = [f"Quite other words stand here first. {shared} and then there is no more.", f"{INTRO} {shared}"]
    codes, lengths = coder.encode(texts)
    pile = Pile(*count_prints(word_prints(codes, lengths), 2))
    assert next(pile.buckets(np.array([7, 9], np.int32), within=2)) == ([0, 1], [True, True], False)


def test_relate() -> None:
    items = [
        item("wire", outlet="AP"),
        item("early", text=LEAD, publish_date="2025-03-10"),
        item("late", text=f"{INTRO}\n\n{TEXT}", publish_date="2025-03-12"),
        item("other", text=MIDDLE),
    ]
    first, second = (relate([one], RULES)[0].story_id for one in (items[1], items[3]))
    assert relate(items, RULES) == [
        Assignment("early", first, False, None),
        Assignment("late", first, True, "early"),
        Assignment("other", second, False, None),
        Assignment("wire", first, True, "early"),
    ]


def test_a_passage_that_many_reports_share_costs_little(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reports of one day with one paragraph of a press office: not each is compared with each, and copies are found."""
    draw = np.random.default_rng(3)

    def own(count: int) -> str:
        return " ".join("".join(draw.choice(list("bdfgklmnprstvz"), 6)) for _ in range(count))

    reports = [f"{own(60)}.\n\n{END}\n\n{own(40)}." for _ in range(400)]
    items = [Item(f"{n:03}", own(8), text, "2026-01-05") for n, text in enumerate([*reports, *reports[:40]])]
    compared: list[Pair] = []
    monkeypatch.setattr("etl.relate.groups.compare", lambda pair: (compared.append(pair), compare(pair))[1])

    stories = {row.article_id: row.story_id for row in relate(items, RULES)}

    assert len(compared) < 20 * len(items)  # each with each would be 96,000
    assert [stories[f"{n:03}"] == stories[f"{n + 400:03}"] for n in range(40)] == [True] * 40
    assert len(set(stories.values())) == 400


def test_no_articles() -> None:
    assert relate([], RULES) == []


def test_an_id_stands_for_one_article() -> None:
    with pytest.raises(ValueError, match="one id"):
        relate([item("a"), item("a")], RULES)


def test_two_processes_give_what_one_gives() -> None:
    items = [item("a"), item("b", text=LEAD), item("c", text=INTRO)]
    assert relate(items, RULES, workers=2) == relate(items, RULES)


def test_blocks_give_what_one_gives_whoever_works(monkeypatch: pytest.MonkeyPatch) -> None:
    """A chain of copies over months, each ten days after the one before, among other reports and an undated copy."""
    days = [f"2025-{month:02}-{day:02}" for month in range(1, 9) for day in (1, 11, 21)]
    chain = [
        item(f"c{number:02}", text=f"{TEXT}\n\nPosted by us.", publish_date=day) for number, day in enumerate(days)
    ]
    rest = [item(f"r{number:02}", text=f"{INTRO} {day} {MIDDLE}", publish_date=day) for number, day in enumerate(days)]
    items = [*chain, *rest, item("late", publish_date=None), item("far", publish_date="2026-06-01")]
    whole = relate(items, RULES)
    monkeypatch.setattr("etl.relate.stock._LEAST_ARTICLES", 4)
    assert len(spans(np.array(sorted(map(number_of, days)), np.int32))) > 2
    assert relate(items, RULES) == relate(items, RULES, workers=2) == whole
    assert {row.story_id for row in whole if row.article_id[0] in "cl"} == {whole[0].story_id}


@given(st.lists(st.one_of(st.integers(730_000, 730_400), st.just(UNDATED))), st.integers(1, 9))
def test_any_two_that_may_be_copies_are_in_one_block(days: list[int], least: int) -> None:
    held = np.array(sorted(days), np.int32)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("etl.relate.stock._LEAST_ARTICLES", least)
        blocks = [{*range(*span), *np.flatnonzero(held == UNDATED).tolist()} for span in spans(held)]
    for one, other in combinations(range(len(held)), 2):
        if held[other] == UNDATED or held[other] - held[one] <= WINDOW:
            assert any({one, other} <= block for block in blocks)
    assert not len(held) or set().union(*blocks) == set(range(len(held)))


@given(st.lists(st.integers(0, 5), max_size=40), st.lists(st.integers(0, 5), max_size=40))
def test_the_bound_of_what_two_share_is_not_below_it(a: list[int], b: list[int]) -> None:
    sides = [Side(np.array(words, np.uint32), np.array([], np.uint32), "en", "", "", False, False) for words in (a, b)]
    two = Pair(*sides, 0)
    assert two.bound >= max(two.share_a, two.share_b)


def held(id_: str, day: str | None = "2025-03-11", length: int = 100, *, wire: bool = False) -> Held:
    return Held(id_, day, length, wire)


@pytest.mark.parametrize(
    ("group", "stands"),
    [
        ([held("a", "2025-03-12"), held("b", "2025-03-11", 10)], "b"),
        ([held("a", None), held("b", "2025-03-11", 10)], "b"),
        ([held("a", length=200), held("b", length=10, wire=True)], "b"),
        ([held("a", length=10), held("b", length=200)], "b"),
        ([held("b"), held("a")], "a"),
    ],
)
def test_which_article_stands_for_a_story(group: list[Held], stands: str) -> None:
    assert [row.article_id for row in assign([group], previous={}) if not row.is_duplicate] == [stands]


@pytest.mark.parametrize(
    ("groups", "previous", "stories"),
    [
        # An earlier copy that arrives later joins the story under its id.
        ([[held("new", "2025-03-01"), held("old")]], {"old": "s1"}, {"new": "s1", "old": "s1"}),
        # Of two stories that turn out to be one, the one that began first keeps its id.
        ([[held("a", "2025-03-02"), held("b", "2025-03-01")]], {"a": "s1", "b": "s2"}, {"a": "s2", "b": "s2"}),
    ],
)
def test_ids_are_kept(groups: list[list[Held]], previous: dict[str, str], stories: dict[str, str]) -> None:
    assert {row.article_id: row.story_id for row in assign(groups, previous=previous)} == stories


def test_a_story_that_falls_apart_keeps_its_id_once() -> None:
    made = {row.article_id: row.story_id for row in assign([[held("a")], [held("b")]], previous={"a": "s1", "b": "s1"})}
    fresh = assign([[held("b")]], previous={})[0].story_id
    assert made == {"a": "s1", "b": fresh}
    # Its own name may be the one that the other part has kept.
    taken = assign([[held("a")], [held("b")]], previous={"a": fresh, "b": fresh})
    assert len({row.story_id for row in taken}) == 2
