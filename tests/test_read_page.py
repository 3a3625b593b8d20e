"""Pages saved as text: golden pages in several layouts, tables of lines and dates, and what holds for any text."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.read.clean import clean
from etl.read.layout import cards_of
from etl.read.lines import Line
from tests.reading import PAGES, parse_all, plain, read_all, rules

GOLDEN = sorted(PAGES.glob("*.txt"))


@pytest.mark.parametrize("page", GOLDEN, ids=lambda page: page.stem)
def test_golden_page(page: Path) -> None:
    """Each page gives the articles of the JSON file beside it, word for word, and names the lines it left out."""
    expected = json.loads(page.with_suffix(".json").read_text(encoding="utf-8"))
    articles, issues = read_all(page)
    assert [plain(article) for article in articles] == expected["articles"]
    assert [line for issue in issues for line in issue.text.split("\n")] == expected["left_out"]


LINES: list[tuple[str, str]] = [
    ("2 hours ago", "age"),
    ("an hour ago", "age"),
    ("hace 2 horas", "age"),
    ("Hace un día", "age"),
    ("3d", "age"),
    ("CBS News · 2 hours ago", "age"),
    ("Radio Puente • hace 3 horas", "age"),
    ("Two hours ago the gates were closed", "head"),
    ("June 23, 2025", "date"),
    ("Published: June 23, 2025 at 5:14 PM PDT", "date"),
    ("Publicado el 23 de junio de 2025 a las 18:40", "date"),
    ("Harbor Gazette, June 23, 2025", "date"),
    ("June 23, 2025 was the day the raids began", "head"),
    ("By Jane Q. Doe and John Roe, Seattle Times staff reporters", "byline"),
    ("Por Redacción", "byline"),
    ("By Gazette staff", "byline"),
    ("By staff and wire reports", "byline"),
    ("By staff the plant was kept shut, the owner said", "head"),
    ("No comments yet...", "uncommented"),
    ("By late morning, the agents had left.", "body"),
    ("By noon the plant was empty and the gates were shut", "head"),
    ("Por miedo a ICE, familias dejan de ir al mercado", "head"),
    ("By A. Writer | a.writer@example.com | The Press-Enterprise", "outlet"),
    ("Por: Ana Reyes • 23 Jun 2025", "date"),
    ("Published 5:14 PM PDT", "drop"),
    ("FILE - The gate of the yard, June 3, 2024, in Pell. (AP Photo/A. Writer, File)", "drop"),
    ("CNN —", "outlet"),
    ("Los Angeles Times", "outlet"),
    ("- Harbor Gazette", "outlet"),
    ("LA Times", "outlet"),
    ("- Three people were arrested", "body"),
    ("https://example.com/story", "url"),
    ("Copyright 2025 Harbor Media, Inc. All rights reserved.", "end"),
    ("© 2025 Radio Puente. Todos los derechos reservados.", "end"),
    ("Related Articles", "section"),
    ("Más noticias", "section"),
    ("Comments", "comments"),
    ("Comentarios (3)", "comments"),
    ("Hashtags", "drop"),
    ("4 min read", "drop"),
    ("Compartir", "drop"),
    ("READ MORE: City council to vote on the pact", "drop"),
    ("___", "drop"),
    ("--------------------", "rule"),
    ("Mayor tells police to check the badges of agents", "head"),
    ("¿Qué hacer si un agente toca a su puerta?", "head"),
    ("The mayor said nothing.", "body"),
    ("“We are afraid,” she said.", "body"),
    ("Pell Public Radio", "name"),
]


@pytest.mark.parametrize(("text", "kind"), LINES)
def test_line_kind(text: str, kind: str) -> None:
    """A line by itself has the kind that its shape or the table gives it."""
    language = "es" if re.search(r"[áéíóúñ¿]|\b(?:hace|Compartir|Comentarios)\b", text) else "en"
    assert rules().furniture(language).line(text).kind == kind


@pytest.mark.parametrize(
    "row",
    [row for row in rules().knowledge.tables["page_furniture"] if row["match"] in ("exact", "regex", "prefix")],
    ids=lambda row: f"{row['kind']}: {row['example'][:30]}",
)
def test_furniture_example(row: dict[str, str]) -> None:
    """Each row of the table is proved by its example."""
    if row["kind"] in ("starter", "date_word", "small_word", "ahead"):
        return
    example = row["example"] + (" Council to vote on the pact" if row["example"].endswith(":") else "")
    line = rules().furniture(row["language"]).line(example if row["match"] == "prefix" else row["example"])
    wanted = {"age": "age", "label": "label", "byline": "byline"}.get(row["kind"].split("_")[0], row["kind"])
    assert line.kind == wanted or (row["kind"], line.kind) in {("drop", "rule")}


@pytest.mark.parametrize(
    "row",
    [row for row in rules().knowledge.tables["page_furniture"] if row["match"] == "inline"],
    ids=lambda r: r["example"][:40],
)
def test_inline_example(row: dict[str, str]) -> None:
    """Each row of what is cut from running text is proved by its example, between two sentences."""
    cut = rules().inline.cut(f"The gate was shut. {row['example']} Nobody came.")
    assert cut.text == "The gate was shut. Nobody came."


INLINE: list[tuple[str, str, str | None]] = [
    ("A. Read more: What to know about the strikes in Iran The post also said so.", "A. The post also said so.", None),
    ("Uno. Lee también: Qué hacer en una redada El alcalde no habló.", "Uno. El alcalde no habló.", None),
    ("A. Related: Who pays for the jail? Nobody knows.", "A. Nobody knows.", None),
    ("They sign up for alerts in their inbox.", "They sign up for alerts in their inbox.", None),
    ("He wrote that you can read more: it is all there.", "He wrote that you can read more: it is all there.", None),
    ("It ended. This story originally appeared in L.A. Times.", "It ended.", "L.A. Times"),
    ("Fin. Este artículo fue publicado originalmente en La Opinión.", "Fin.", "La Opinión"),
]


@pytest.mark.parametrize(("text", "kept", "outlet"), INLINE)
def test_inline(text: str, kept: str, outlet: str | None) -> None:
    """Furniture goes from running text only where it begins a sentence, and the link's headline with it."""
    cut = rules().inline.cut(text)
    assert (cut.text, cut.outlet) == (kept, outlet)


def test_the_day_of_an_aggregator_above_its_first_card() -> None:
    """A date alone above cards with ages is the page's, not that of the card under it."""
    page = "\n".join(
        ["Tuesday, October 14, 2025", "", "Seattle Times", "3 days ago", "Agents leave the valley town", "They left."]
    )
    (article,), _ = parse_all(page, "text")
    assert (article.media_name, article.publish_date, article.publish_date_basis) == (
        *("The Seattle Times", "2025-10-11", "page"),
    )


OWNERS: list[tuple[str, str | None]] = [
    (
        "Tern Point Gazette\nNews\nAgents leave the valley town\nThey left.\n© 2026 Tern Point Gazette",
        "Tern Point Gazette",
    ),
    ("Agents leave the valley town\nThey left.\nCopyright 2026 Tern Point Media, Inc. All rights reserved.", None),
    ("Agents leave the valley town\nThey left.\nCopyright 2026 Los Angeles Times", "Los Angeles Times"),
]


@pytest.mark.parametrize(("text", "outlet"), OWNERS)
def test_owner(text: str, outlet: str | None) -> None:
    """The holder of the copyright is the outlet where it is a known one or the page's masthead says it too."""
    (article,), _ = parse_all(text, "text")
    assert article.media_name == outlet


def test_articles_after_comments_that_are_none() -> None:
    """Where a page says that nobody has commented, what follows is no comment."""
    card = "{} leave the valley town\n2 hours ago\n- Tern Point Gazette\nThey left on Friday."
    said = "\n".join(
        [card.format("Agents"), "Comments", "No comments yet...", card.format("Troopers"), "Comments", "Good riddance."]
    )
    articles, issues = parse_all(said, "text")
    assert [article.title for article in articles] == ["Agents leave the valley town", "Troopers leave the valley town"]
    assert [line for issue in issues for line in issue.text.split("\n")] == [
        *("Comments", "No comments yet...", "Comments", "Good riddance."),
    ]


PAGE_DATES: list[tuple[str, str | None, str]] = [
    ("Agents leave the valley town\nThey left. A hearing is set for June 1, 2026.\n© 2026 A B", None, "unknown"),
    ("Agents leave the valley town\nIn a raid on May 2, 2017, nine were held.\n© 2026 A B", None, "unknown"),
    ("Agents leave the valley town\nThey came on May 2, 2026, and left.\n© 2026 A B", "2026-05-02", "page"),
    ("Agents leave the valley town\nMay 4, 2026\nThey came on May 2, 2026, and left.", "2026-05-04", "stated"),
    ("Agents leave the valley town\nThey left on Friday, May 2.", None, "unknown"),
    ("Agents leave the valley town\nThey left. - A B (@ab) May 3, 2026", "2026-05-03", "page"),
    ("Agents leave the valley town\nOMAHA, Neb., May 3, 2026 (AP) - They left on Friday.", "2026-05-03", "stated"),
    (
        "Agents leave the valley town\nhttps://example.com/2026/05/06/agents-leave\nThey left on Friday.",
        "2026-05-06",
        "url",
    ),
]


@pytest.mark.parametrize(("text", "date", "basis"), PAGE_DATES)
def test_page_date(text: str, date: str | None, basis: str) -> None:
    """A date in prose dates a page only where it can be one; a date of the article's own comes first."""
    (article,), _ = parse_all(text, "text")
    assert (article.publish_date, article.publish_date_basis) == (date, basis)


@pytest.mark.parametrize(
    ("parts", "way", "cards"),
    [
        ("hb", "above", ["hb"]),
        ("hbhb", "above", ["hbhb"]),  # a subhead
        ("hbeAhbAhb", "above", ["hb", "Ahb", "Ahb"]),
        ("hAbhAb", "between", ["hAb", "hAb"]),
        ("hbAhbA", "below", ["hbA", "hbA"]),
        ("mhAmhA", "around", ["mhA", "mhA"]),
        ("hbrhbrhb", "above", ["hb", "hb", "hb"]),
        ("hmbshhb", "above", ["hmbshhb"]),  # links amid an article
    ],
)
def test_layout(parts: str, way: str, cards: list[str]) -> None:
    """A page is read in the way that explains most of it."""
    made = {
        "h": Line("Head of a story here", "head"),
        "b": Line("Body of it.", "body"),
        "m": Line("Harbor Gazette", "outlet", outlet="Harbor Gazette"),
        "A": Line("2h", "age", age=0, aged=True),
        "e": Line("(c)", "end"),
        "r": Line("-----", "rule"),
        "s": Line("Related", "section"),
    }
    found = cards_of([made[part] for part in parts])
    assert [("".join(unit.part for unit in card.units), card.way) for card in found] == [(card, way) for card in cards]


_PIECES = st.sampled_from(
    [text for text, _ in LINES]
    + [
        "",
        "",
        "A",
        "The mayor spoke. He left.",
        "Read more: a The b",
        "Sign up for x in your inbox.",
        "x" * 300,
        "\u202e!",
        "1",
    ]
)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


@given(st.lists(st.one_of(_PIECES, st.text(max_size=40)), max_size=25))
@settings(max_examples=150, deadline=None)
def test_nothing_is_lost_in_silence(lines: list[str]) -> None:
    """For any page: no crash, no empty title, and each line's words are in an article or in an issue."""
    articles, issues = parse_all("\n".join(lines), "text")
    assert all(article.title.strip() for article in articles)
    said = " ".join(
        [f"{a.title} {a.text} {a.media_name} {a.url} {a.publish_date} {dict(a.extra)}" for a in articles]
        + [issue.text for issue in issues]
    )
    known = set(_words(said))
    for line in clean("\n".join(lines)).split("\n"):
        in_fields = rules().furniture("en").line(line).kind in ("age", "date", "byline", "outlet", "label", "url")
        if articles and not in_fields:
            assert set(_words(line)) <= known, line
