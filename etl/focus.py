"""Focus: where and when the reported thing happened, against what is only mentioned.

Each distinct place and date gets signals of where it stands and what stands beside it; `focus_weights.csv` holds the
weight of each, fitted on the part of the gold corpus that rules may be written on (`tools/fit_weights.py`).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from etl.gazetteer import Feature
from etl.knowledge import Knowledge
from etl.models import Article, DateMention, Place, Role
from etl.phrases import Phrases
from etl.resolve.places import Resolution, Resolved
from etl.text import Body

_NEAR_WORDS = 7  # between a place and the word that says what happened there
_OLD_DAYS = 120  # a date this long before publication is background
_LEAD_PARAGRAPHS = 1  # the paragraph after the headline
# How sure a pass is when it decides; measured on the gold by `python -m etl evaluate`.
_UNLOCATED = 0.5

Signals = dict[str, float]


class Focus:
    """Says what role each place and date has. Built once; keeps no state."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Take weights and words from the tables."""
        weights: dict[str, dict[str, float]] = defaultdict(dict)
        for row in knowledge.tables["focus_weights"]:
            weights[row["of"]][row["signal"]] = float(row["weight"])
        self._weights: Mapping[str, Mapping[str, float]] = weights
        self._from = weights["from"]  # the scores from which a place or a date is the event's
        self._cues: Phrases[str] = Phrases((row["word"], row["kind"]) for row in knowledge.tables["focus_words"])
        self._confidence = {r["pass"]: float(r["confidence"]) for r in knowledge.tables["pass_confidence"]}
        self._knowledge = knowledge
        self._offices = knowledge.name_words["office_after"]
        self._beside, self._function = knowledge.name_words["beside_town"], knowledge.name_words["function"]
        self._where = knowledge.name_words["where"]
        self._skipped, self._towns = knowledge.name_words["article"], knowledge.name_words["town_word"]

    def places(
        self, body: Body, resolution: Resolution, article: Article, dates: Sequence[DateMention] = (),
        agencies: frozenset[str] = frozenset(),
    ) -> tuple[Place, ...]:  # fmt: skip
        """Every distinct place at its first mention, with its role and confidence."""
        groups = _distinct(resolution.resolved)
        signals = self.place_signals(body, resolution, article, dates, agencies)
        scores = _shared_in_lists([self._score("place", s) for s in signals], groups)
        # A story happens somewhere: where no place is sure, the best one is the event's, if it is not unlikely.
        least = min(self._from["place"], max(max(scores, default=1.0), self._from["best_place"]))
        places = []
        for number, (_, group) in enumerate(groups):
            first = group[0]
            feature, mention = first.feature, first.mention
            role: Role = "event" if scores[number] >= least else "mention"
            pin = feature if first.located else None
            places.append(
                Place(
                    body.text[mention.start : mention.end], mention.start, mention.end, feature.name, feature.kind,
                    feature.city, feature.county, feature.state, feature.country,
                    pin.latitude if pin else None, pin.longitude if pin else None,
                    feature.fips_code, feature.geonames_id, role, first.decided_by,
                    self._confidence.get(first.decided_by, _UNLOCATED) if first.located else _UNLOCATED, len(group),
                )
            )  # fmt: skip
        return tuple(places)

    def dates(
        self, body: Body, dates: Sequence[DateMention], published: str | None = None, places: Sequence[Place] = ()
    ) -> tuple[tuple[DateMention, ...], str | None]:
        """The dates with their roles, and the date of the main event: the strongest of the finest event dates."""
        signals = self.date_signals(body, dates, published, [p.start for p in places if p.role == "event"])
        scores = [self._score("date", s) for s in signals]
        made = tuple(
            replace(d, role="event" if score >= self._from["date"] else "mention")
            for d, score in zip(dates, scores, strict=True)
        )
        events = [
            (len(d.date), score, -d.start, d.date) for d, score in zip(made, scores, strict=True) if d.role == "event"
        ]
        return made, max(events)[3] if events else None

    # -- signals ---------------------------------------------------------------------------------------------------

    def place_signals(
        self, body: Body, resolution: Resolution, article: Article, dates: Sequence[DateMention] = (),
        agencies: frozenset[str] = frozenset(),
    ) -> list[Signals]:  # fmt: skip
        """The signals of each distinct place, in order of first mention. `agencies` are the names of those found."""
        cues, at_word = self._by_sentence(body)
        old = _old_sentences(body, dates, article.publish_date)
        fresh = {body.sentence_of(d.start) for d in dates if d.precision == "day"} - old
        home, home_state = self._knowledge.area(article.media_place)
        groups = _distinct(resolution.resolved)
        towns = [g for _, g in groups if g[0].feature.kind in ("city", "neighborhood", "county", "facility")]
        in_states = {g[0].feature.state for g in towns}
        most = max((len(g) for _, g in groups), default=1)
        result = []
        for number, (_, group) in enumerate(groups):
            first, feature = group[0], group[0].feature
            starts = [r.mention.start for r in group]
            sentences = {body.sentence_of(start) for start in starts}
            is_town = feature.kind in ("city", "neighborhood", "county", "facility")
            capital = feature.state == "DC" and feature.kind == "city"
            dateline = any(r.mention.cue == "dateline" for r in group)
            s: Signals = {"bias": 1.0, f"kind_{feature.kind}": 1.0}
            s["title"] = float(any(start < body.title_end for start in starts))
            s["lead"] = float(any(body.paragraph_of(start) == _LEAD_PARAGRAPHS for start in starts))
            s["second_paragraph"] = float(any(body.paragraph_of(start) == _LEAD_PARAGRAPHS + 1 for start in starts))
            s["dateline"] = float(dateline and not capital)
            s["dateline_capital"] = float(dateline and capital)
            s["mentions"] = math.log(len(group))
            s["most_mentioned"] = float(is_town and len(group) == most and most > 1)
            s["late"] = starts[0] / max(len(body.text), 1)
            s["order"] = 1.0 / (1 + number)
            s["first_town"] = float(bool(towns) and group is towns[0])
            s["only_town"] = float(len(towns) == 1 and group is towns[0])
            s["many_towns"] = float(is_town and len(towns) > 5)
            s["home"] = float(
                home is not None and feature.kind == "city" and (feature.name, feature.state) == (home.name, home.state)
            )
            s["home_state"] = float(is_town and feature.state is not None and feature.state == home_state)
            s["other_state"] = float(is_town and home_state is not None and feature.state != home_state)
            s["abroad_town"] = float(is_town and feature.country not in ("US", None))
            s["state_of_towns"] = float(feature.kind == "state" and feature.state in in_states)
            s["state_alone"] = float(feature.kind == "state" and not towns)
            s["listed"] = float(
                is_town and sum(r.mention.group == first.mention.group for r in resolution.resolved) > 2
            )
            for kind in ("action", "protest", "decision", "background", "transfer", "said"):
                s[kind] = float(any(kind in cues.get(sentence, ()) for sentence in sentences))
                near = any(kind in at_word.get(i, ()) for r in group for i in _around(r))
                s[f"near_{kind}"] = float(near and kind != "said")
            following = {n + 1 for n in sentences if n >= 1 and self._goes_on(body, n)}
            s["action_next"] = float(any("action" in cues.get(n, ()) for n in following))
            s["protest_next"] = float(any("protest" in cues.get(n, ()) for n in following))
            s["rank"] = 1.0 / (1 + towns.index(group)) if is_town else 0.0
            before = {self._before(body, r) for r in group}
            s["in"] = float(bool(before & {"in", "en", "at", "near", "outside", "inside", "cerca", "across", "around"}))
            s["from"] = float(bool(before & {"from", "desde"}))
            s["to"] = float(bool(before & {"to", "hacia", "a", "toward"}) and not s["in"])
            s["of"] = float(bool(before & {"of", "de", "del"}) and not s["in"])
            s["across"] = float(bool(before & {"across", "throughout", "around", "statewide"}))
            s["county_of_towns"] = float(
                feature.kind == "county" and any(g[0].feature.county == feature.name and g is not group for g in towns)
            )
            s["agency_place"] = float(feature.kind == "city" and f"{feature.name} Police Department" in agencies)
            s["beside"] = float(any(self._is_beside(body, r) for r in group))
            titled = any(start < body.title_end for start in starts)
            s["dateline_not_titled"] = float(dateline and not titled and any(self._in_title(body, g) for g in towns))
            s["only_in_title"] = float(titled and len(group) == 1)
            s["modifier"] = float(all(self._modifies(body, r) for r in group))
            s["dated"] = float(any(sentence in fresh for sentence in sentences))
            s["where"] = float(any(self._tells(body, r) for r in group))
            s["office"] = float(any(self._after(body, r) in self._offices for r in group))
            s["title_or_lead"] = float(bool(s["title"]) or bool(s["lead"]))
            s["share"] = len(group) / max(len(resolution.resolved), 1)
            s["paragraphs"] = math.log(len({body.paragraph_of(start) for start in starts}))
            s["action_here"] = float(
                any("action" in at_word.get(i, ()) for r in group for i in range(r.mention.first - 4, r.mention.first))
            )
            s["old"] = float(bool(sentences) and all(sentence in old for sentence in sentences))
            s["has_facility"] = float(
                feature.kind == "city"
                and any(g[0].feature.kind == "facility" and g[0].feature.city == feature.name for g in towns)
            )
            result.append(s)
        return result

    def date_signals(
        self, body: Body, dates: Sequence[DateMention], published: str | None = None, place_starts: Sequence[int] = ()
    ) -> list[Signals]:
        """The signals of each distinct date, in order of first mention."""
        cues, at_word = self._by_sentence(body)
        places = {body.sentence_of(start) for start in place_starts}
        result = []
        for number, d in enumerate(dates):
            sentence = body.sentence_of(d.start)
            paragraph = body.paragraph_of(d.start)
            s: Signals = {"bias": 1.0, f"precision_{d.precision}": 1.0}
            s["title"] = float(d.start < body.title_end)
            s["lead"] = float(paragraph == _LEAD_PARAGRAPHS)
            s["second_paragraph"] = float(paragraph == _LEAD_PARAGRAPHS + 1)
            s["late"] = d.start / max(len(body.text), 1)
            s["first"] = float(number == 0)
            s["mentions"] = math.log(d.mentions)
            for kind in ("action", "protest", "decision", "background", "transfer", "ahead", "said"):
                s[kind] = float(kind in cues.get(sentence, ()))
                word = body.word_at(d.start)
                s[f"near_{kind}"] = float(
                    any(kind in at_word.get(i, ()) for i in range(word - _NEAR_WORDS, word + _NEAR_WORDS))
                )
            s["event_place"] = float(sentence in places)
            s["only"] = float(len(dates) == 1)
            if published and d.precision == "day":
                away = (date.fromisoformat(published) - date.fromisoformat(d.date)).days
                s["ahead_of_publication"] = float(away < 0)
                s["days_before"] = min(math.log1p(max(away, 0)), 6.0)
            elif published:
                s["years_before"] = min(float(max(int(published[:4]) - int(d.date[:4]), 0)), 5.0)
            result.append(s)
        return result

    def _score(self, of: str, signals: Signals) -> float:
        weights = self._weights[of]
        logit = sum(weights.get(name, 0.0) * value for name, value in signals.items())
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, logit))))

    def _by_sentence(self, body: Body) -> tuple[dict[int, set[str]], dict[int, set[str]]]:
        """The kinds of cue words in each sentence, and at each word."""
        cues: dict[int, set[str]] = defaultdict(set)
        at_word: dict[int, set[str]] = defaultdict(set)
        for hit in self._cues.find(body):
            cues[body.sentence_of(hit.start)].add(hit.value)
            at_word[hit.first].add(hit.value)
        return cues, at_word

    def _tells(self, body: Body, resolved: Resolved) -> bool:
        """Whether a clause of what happened there follows: "the city of Bell, where a crowd surrounded the cars"."""
        at = resolved.mention.last + 1
        return (
            at < len(body.words)
            and body.words[at].plain in self._where
            and body.text[resolved.mention.end : body.words[at].start] == ", "
        )

    def _goes_on(self, body: Body, sentence: int) -> bool:
        """Whether the next sentence stands in the same paragraph."""
        if sentence + 1 >= len(body.sentence_starts):
            return False
        here, there = body.sentence_starts[sentence], body.sentence_starts[sentence + 1]
        return body.paragraph_of(here) == body.paragraph_of(there)

    def _is_beside(self, body: Body, resolved: Resolved) -> bool:
        """Whether the words before say that the thing is by the town: "a suburb of Tucson", "south of Tampa"."""
        at = resolved.mention.first - 1
        while at >= 0 and (body.words[at].plain in self._skipped or body.words[at].plain in ("of", "de", "from")):
            at -= 1
        return at >= 0 and body.words[at].plain in self._beside and body.sentence_of(body.words[at].start) == body.sentence_of(resolved.mention.start)

    def _in_title(self, body: Body, group: Sequence[Resolved]) -> bool:
        return any(r.mention.start < body.title_end for r in group)

    def _modifies(self, body: Body, resolved: Resolved) -> bool:
        """Whether a noun follows that the name only describes: "a Tennessee town"."""
        at = resolved.mention.last + 1
        if at >= len(body.words) or body.text[resolved.mention.end : body.words[at].start] != " ":
            return False
        word = body.words[at]
        return not word.capital and word.plain not in self._function

    def _after(self, body: Body, resolved: Resolved) -> str:
        at = resolved.mention.last + 1
        return body.words[at].plain if at < len(body.words) else ""

    def _before(self, body: Body, resolved: Resolved) -> str:
        at = resolved.mention.first - 1
        while at >= 0 and body.words[at].plain in self._skipped:
            at -= 1
        if at > 0 and body.words[at].plain in ("of", "de") and body.words[at - 1].plain in self._towns:
            return "in"  # "the city of Bell"
        return body.words[at].plain if at >= 0 else ""


def _shared_in_lists(scores: Sequence[float], groups: Sequence[tuple[Feature, list[Resolved]]]) -> list[float]:
    """The scores, with the mean of its list for a town that is mentioned only in a list of towns: they share a role."""
    lists: dict[int, list[int]] = defaultdict(list)
    for number, (feature, group) in enumerate(groups):
        if feature.kind in ("city", "neighborhood", "county") and len({r.mention.group for r in group}) == 1:
            lists[group[0].mention.group].append(number)
    shared = list(scores)
    for members in lists.values():
        if len(members) > 2:
            for number in members:
                shared[number] = sum(scores[m] for m in members) / len(members)
    return shared


def _around(resolved: Resolved) -> range:
    """The words beside a mention."""
    return range(resolved.mention.first - _NEAR_WORDS, resolved.mention.last + _NEAR_WORDS + 1)


def _old_sentences(body: Body, dates: Sequence[DateMention], published: str | None) -> frozenset[int]:
    """The sentences whose dates are all long before publication."""
    if not published:
        return frozenset()
    anchor = date.fromisoformat(published)
    old: dict[int, bool] = {}
    for d in dates:
        earliest = date.fromisoformat((d.date + "-12-28")[:10] if len(d.date) == 4 else (d.date + "-28")[:10])
        sentence = body.sentence_of(d.start)
        old[sentence] = old.get(sentence, True) and (anchor - earliest).days > _OLD_DAYS
    return frozenset(sentence for sentence, is_old in old.items() if is_old)


def _distinct(resolved: Sequence[Resolved]) -> list[tuple[Feature, list[Resolved]]]:
    """Mentions by the feature that they mean, in order of first mention."""
    groups: dict[tuple[str, str, str | None, str | None, str | None], list[Resolved]] = {}
    for item in resolved:
        groups.setdefault(item.feature.identity, []).append(item)
    return [(group[0].feature, group) for group in groups.values()]
