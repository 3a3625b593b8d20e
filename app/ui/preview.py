"""What was read and found, before it is added, as HTML: problems with their cure, and a card for each article."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from app import evidence
from app.adding import Batch
from app.articles import title_spans
from app.issues import said, translated
from app.safe import markup
from app.ui import card
from app.ui import evidence as reasons
from app.words import Words
from etl.explain import explain
from etl.models import Issue
from etl.pipeline import Pipeline

LONGEST = 300  # characters of the words of a problem


def problems(issues: Sequence[Issue], batch: Batch, words: Words) -> str:
    """What could not be read: where, what happened, and what would cure it."""
    return "<ul class='problems'>" + "".join(_problem(issue, batch, words) for issue in issues) + "</ul>"


def _problem(issue: Issue, batch: Batch, words: Words) -> str:
    message = translated(issue.message, words.lang)
    cause, _, cure = message.rpartition("; ") if "; " in message else (message, "", "")
    said = f"<p class='cure'><b>{words('add.cure')}</b> {markup(cure)}</p>" if cure else ""
    quoted = " ".join(issue.text.split())
    text = f"<p class='quiet' dir='auto'>{markup(_cut(quoted))}</p>" if quoted else ""
    where = markup(batch.shown(issue.source))
    return f"<li class='{issue.level}'><p><b dir='auto'>{where}</b> {markup(cause)}</p>{said}{text}</li>"


def article(row: dict[str, Any], words: Words, *, held: Collection[str], batch: Batch, pipeline: Pipeline) -> str:
    """The card of an article: what it is, what was found, and the sentences and reasons that this rests on."""
    known = row["article_id"] in held
    tag = f"<span class='tag{' known' if known else ''}'>{words('add.held' if known else 'add.new')}</span>"
    title = card.marked(title_spans(row, words))
    return (
        f"<article class='found'><h3 dir='auto'>{title}</h3><p class='meta'>{tag} {_about(row, words, batch)}</p>"
        f"<dl class='card-facts'>{''.join(_fact(*fact) for fact in _facts(row, words))}</dl>"
        f"{_details(row, words, pipeline)}</article>"
    )


def _about(row: dict[str, Any], words: Words, batch: Batch) -> str:
    basis = words(f"basis.{row['publish_date_basis'] or 'unknown'}")
    published = words.prefix(row["publish_date"]) if row["publish_date"] else words("date.none")
    parts = (
        row["outlet"] or words("add.no_outlet"),
        words("add.published", day=published, basis=basis) if row["publish_date"] else words("add.undated"),
        words.get(f"scope.{row['text_scope']}", row["text_scope"] or ""),
        words.get(f"language.{row['language']}", row["language"] or ""),
        batch.shown(row["source"] or ""),
    )
    return " · ".join(f"<span dir='auto'>{markup(part)}</span>" for part in parts if part)


def _facts(row: dict[str, Any], words: Words) -> list[tuple[str, str]]:
    places = [place["label"] for place in row["places"] if place["role"] == "event"]
    dates = [words.prefix(date["date"]) for date in row["dates"] if date["role"] == "event"]
    relevant = words("add.yes" if row["relevant"] else "add.no")
    why = ", ".join(reason.rpartition(" (")[0] or reason for reason in row["relevance_reasons"][:4])
    agencies = [agency["short_name"] or agency["name"] for agency in row["agencies"]]
    return [
        (words("add.relevance"), f"{relevant} ({words.percent(row['relevance'] or 0)})" + (f": {why}" if why else "")),
        (words("table.places"), _listed(places, words)),
        (words("table.agencies"), _listed(agencies, words)),
        (words("add.dates"), _listed(dates, words)),
        (words("card.topics"), _listed([words.get(f"topic.{topic}", topic) for topic in row["topics"]], words)),
    ]


def _listed(values: Sequence[str], words: Words) -> str:
    return "; ".join(dict.fromkeys(values)) or words("card.none")


def _fact(name: str, value: str) -> str:
    return f"<div><dt>{markup(name)}</dt><dd dir='auto'>{markup(value)}</dd></div>"


def _details(row: dict[str, Any], words: Words, pipeline: Pipeline) -> str:
    parts = [card.legend(words) + card.text(row, words, whole=False)]
    notes = [said(issue, words.lang) for issue in row["issues"]]
    if notes:
        parts.append(f"<h4>{words('add.notes')}</h4>{card.bullets([_cut(note) for note in notes])}")
    if evidence.can_explain(row):
        made = explain(pipeline, evidence.article_of(row))
        parts.append(f"<details><summary>{words('evidence.title')}</summary>{reasons.html(made, words)}</details>")
    return f"<details class='evidence'><summary>{words('add.evidence')}</summary>{''.join(parts)}</details>"


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…"
