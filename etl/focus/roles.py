"""The roles of places and dates by their signals and the weights of `focus_weights.csv`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from etl.focus.cues import Cues, Signals
from etl.focus.dates import date_signals, old_sentences
from etl.focus.places import Group, PlaceSignals, Told, shared_in_lists
from etl.knowledge import Knowledge
from etl.models import Article, DateMention, Place, Role
from etl.phrases import Phrases
from etl.resolve.places import Resolution, Resolved
from etl.text import Body
from etl.weighing import weigh, weights_by

_UNLOCATED = 0.5  # how sure a place is that no pass of `pass_confidence.csv` put on the map


class Focus:
    """Says what role each place and date has. Built once; keeps no state."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Take weights and words from the tables."""
        self.weights: Mapping[str, Mapping[str, float]] = weights_by(knowledge.tables["focus_weights"], "of")
        self.least = self.weights["from"]  # the scores from which a place or a date is the event's
        self._cues: Phrases[str] = Phrases((row["word"], row["kind"]) for row in knowledge.tables["focus_words"])
        self._confidence = {r["pass"]: float(r["confidence"]) for r in knowledge.tables["pass_confidence"]}
        self._knowledge, self._places = knowledge, PlaceSignals(knowledge)

    @property
    def phrases(self) -> tuple[Phrases[Any], ...]:
        """The sets of phrases that it looks for."""
        return (self._cues,)

    def read(self, body: Body) -> Cues:
        """The words of a body that say what happens, for `places` and `dates` both."""
        return Cues(body, self._cues)

    def places(
        self, body: Body, resolution: Resolution, article: Article, dates: Sequence[DateMention] = (),
        agencies: frozenset[str] = frozenset(), *, cues: Cues | None = None,
    ) -> tuple[Place, ...]:  # fmt: skip
        """Every distinct place at its first mention, with its role and confidence."""
        groups = _distinct(resolution.resolved)
        if not groups:
            return ()
        signals = self._place_signals(body, groups, article, dates, agencies, cues)
        scores = shared_in_lists([weigh(s, self.weights["place"]) for s in signals], groups)
        # A story happens somewhere: where no place is sure, the best one is the event's, if it is not unlikely.
        least = min(self.least["place"], max(*scores, self.least["best_place"]))
        return tuple(
            self._place(body, group, "event" if score >= least else "mention")
            for group, score in zip(groups, scores, strict=True)
        )

    def dates(
        self, body: Body, dates: Sequence[DateMention], published: str | None = None, places: Sequence[Place] = (),
        *, cues: Cues | None = None,
    ) -> tuple[tuple[DateMention, ...], str | None]:  # fmt: skip
        """The dates with their roles, and the date of the main event: the strongest of the finest event dates."""
        if not dates:
            return (), None
        starts = [place.start for place in places if place.role == "event"]
        scores = [
            weigh(s, self.weights["date"])
            for s in date_signals(body, cues or self.read(body), dates, published, starts)
        ]
        made = tuple(
            DateMention(d.text, d.start, d.end, d.date, d.precision, "event", d.mentions)
            if score >= self.least["date"]
            else d
            for d, score in zip(dates, scores, strict=True)
        )
        events = [(len(d.date), s, -d.start, d.date) for d, s in zip(made, scores, strict=True) if d.role == "event"]
        return made, max(events)[3] if events else None

    # -- signals ---------------------------------------------------------------------------------------------------

    def place_signals(
        self, body: Body, resolution: Resolution, article: Article, dates: Sequence[DateMention],
        agencies: frozenset[str],
    ) -> list[Signals]:  # fmt: skip
        """The signals of each distinct place, in order of first mention. `agencies` are the names of those found."""
        return self._place_signals(body, _distinct(resolution.resolved), article, dates, agencies, None)

    def date_signals(
        self, body: Body, dates: Sequence[DateMention], published: str | None = None, place_starts: Sequence[int] = ()
    ) -> list[Signals]:
        """The signals of each distinct date, in order of first mention."""
        return date_signals(body, self.read(body), dates, published, place_starts)

    def _place_signals(
        self, body: Body, groups: Sequence[Group], article: Article, dates: Sequence[DateMention],
        agencies: frozenset[str], cues: Cues | None,
    ) -> list[Signals]:  # fmt: skip
        old = old_sentences(body, dates, article.publish_date)
        fresh = frozenset(body.sentence_of(d.start) for d in dates if d.precision == "day") - old
        home, home_state = self._knowledge.area(article.media_place)
        told = Told(cues or self.read(body), old, fresh, home, home_state, agencies)
        return self._places.signals(body, groups, told)

    def _place(self, body: Body, group: Group, role: Role) -> Place:
        """The place of a group, at its first mention."""
        first = group.mentions[0]
        feature, mention = first.feature, first.mention
        pin = feature if first.located else None
        return Place(
            body.text[mention.start : mention.end], mention.start, mention.end, feature.name, feature.kind,
            feature.city, feature.county, feature.state, feature.country,
            pin.latitude if pin else None, pin.longitude if pin else None,
            feature.fips_code, feature.geonames_id, role, first.decided_by,
            self._confidence.get(first.decided_by, _UNLOCATED) if first.located else _UNLOCATED, len(group.mentions),
        )  # fmt: skip


def _distinct(resolved: Sequence[Resolved]) -> list[Group]:
    """Mentions by the feature that they mean, in order of first mention."""
    groups: dict[tuple[str, str, str | None, str | None, str | None], list[Resolved]] = {}
    for item in resolved:
        groups.setdefault(item.feature.identity, []).append(item)
    return [Group(group[0].feature, group) for group in groups.values()]
