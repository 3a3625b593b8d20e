"""Toponym resolution: each mention gets the feature that it means, or none and an issue that says so.

One name has one sense in an article, except where different states stand beside it. The passes decide in order;
facilities that only the text knows hang on the city named beside them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from etl.find.agencies import FoundAgency
from etl.find.mentions import Mention
from etl.gazetteer import Feature, Gazetteer, key
from etl.knowledge import Knowledge
from etl.models import Article, Issue
from etl.resolve.passes import PASSES, PASSES_FOR_SITES, Evidence, Name
from etl.text import Body


class Resolved(NamedTuple):
    """A mention with its feature, and the pass that decided. Coordinates may be missing: `located` says so."""

    mention: Mention
    feature: Feature
    decided_by: str
    located: bool = True


@dataclass(frozen=True, slots=True)
class Resolution:
    """What resolving gives: mentions with features in order of the text, and what could not be placed."""

    resolved: tuple[Resolved, ...]
    issues: tuple[Issue, ...]
    hits: Counter[str]  # how often each pass decided


class PlaceResolver:
    """Resolves the mentions of an article. Built once; `resolve` keeps no state."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Take the gazetteer, and the generic sites whose name is made with their city's."""
        self._knowledge = knowledge
        self._gazetteer: Gazetteer = knowledge.gazetteer
        self._generic = frozenset(key(word) for word in knowledge.name_words["site"])
        self._state_titles, self._city_titles = knowledge.name_words["state_title"], knowledge.name_words["city_title"]
        self._capitals = {row["state"]: row["capital"] for row in knowledge.tables["capitals"]}
        self._counties_seats = {(row["name"], row["state"]): row["seat"] for row in knowledge.tables["counties"]}

    def resolve(
        self, body: Body, mentions: Sequence[Mention], article: Article, agencies: Sequence[FoundAgency] = ()
    ) -> Resolution:
        """Every mention with the feature that it means; two equal candidates give an issue and no feature."""
        names = list(self._names(body, [m for m in mentions if m.site is None or m.candidates]))
        evidence = self._evidence(body, mentions, article, agencies)
        decided: dict[str, str] = {}
        for decide in PASSES:  # a pass sees what the passes before it settled, and nothing of its own
            made = {}
            for name in names:
                if name.key in evidence.settled or (
                    decide not in PASSES_FOR_SITES and all(m.site for m in name.mentions)
                ):
                    continue
                if (feature := decide(name, evidence)) is not None:
                    made[name.key] = feature
                    decided[name.key] = decide.__name__
            evidence.settled.update(made)
        resolved: list[Resolved] = []
        issues: list[Issue] = []
        by_mention = {id(m): name.key for name in names for m in name.mentions}
        for mention in mentions:
            name_key = by_mention.get(id(mention))
            if name_key is None:
                continue
            if name_key in evidence.settled:
                resolved.append(Resolved(mention, evidence.settled[name_key], decided[name_key]))
            elif not mention.candidates and mention.written:
                resolved.append(Resolved(mention, self._unlisted(body, mention), "written", located=False))
                issues.append(_issue(body, mention, "is not in the gazetteer: kept without coordinates"))
            elif mention.site is not None:
                continue
            elif mention.cue != "weak":
                issues.append(_issue(body, mention, _tie(mention.candidates)))
        resolved += self._sites(body, mentions, resolved, evidence)
        resolved.sort(key=lambda r: r.mention.start)
        return Resolution(tuple(resolved), tuple(dict.fromkeys(issues)), Counter(r.decided_by for r in resolved))

    def _evidence(
        self, body: Body, mentions: Sequence[Mention], article: Article, agencies: Sequence[FoundAgency]
    ) -> Evidence:
        home, home_state = self._knowledge.area(article.media_place)
        states: Counter[str] = Counter(agency.state for agency in agencies if agency.state)
        state_keys: set[str] = set()
        groups: dict[int, list[str]] = {}
        for mention in mentions:
            groups.setdefault(mention.group, []).append(mention.key)
            if mention.written in self._gazetteer.states:
                states[mention.written] += 1
            whole = [f for f in mention.candidates if f.kind == "state"]
            towns = [f for f in mention.candidates if f.kind == "city" and f.population > 400_000]
            abroad = [f for f in mention.candidates if f.kind == "country" and f.country != "US"]
            if whole and whole[0].country == "US":
                state_keys.add(mention.key)
                if not towns or _beside(body, mention, 1) == "state":
                    states[whole[0].state or ""] += 1
            elif abroad:
                states[f"country:{abroad[0].country}"] += 1
        return Evidence(
            home, home_state, states, frozenset(state_keys), self._state_titles, self._city_titles,
            lambda m: _beside(body, m, -1), lambda m: _beside(body, m, 1), {}, groups,
        )  # fmt: skip

    def _names(self, body: Body, mentions: Sequence[Mention]) -> Iterable[Name]:
        """Mentions by name; a name with different states or kinds beside it is as many names."""
        senses = {id(m): m.written or self._sense(body, m) for m in mentions}
        by_key: dict[str, set[str]] = {}
        for mention in mentions:
            by_key.setdefault(mention.key, set()).add(senses[id(mention)] or "")
        groups: dict[tuple[str, str], list[Mention]] = {}
        for mention in mentions:
            apart = (
                (senses[id(mention)] or "")
                if len(by_key[mention.key] - {""}) > 1 or "state" in by_key[mention.key]
                else ""
            )
            groups.setdefault((mention.key, apart), []).append(mention)
        for (name, apart), group in groups.items():
            yield Name(f"{name}, {apart}" if apart else name, tuple(group), _own(name, group[0].candidates))

    def _sense(self, body: Body, mention: Mention) -> str | None:
        """ "state" where the word beside a name that is also a town's says so: "estado de Nueva York", "New York Gov."."""
        if not {"state", "city"} <= {f.kind for f in mention.candidates}:
            return None
        before, after = _beside(body, mention, -1), _beside(body, mention, 1)
        said = after == "state" or after in self._state_titles or before in ("estado", "state", "upstate")
        return "state" if said and mention.cue != "dateline" else None

    def _unlisted(self, body: Body, mention: Mention) -> Feature:
        """A town that the gazetteer lacks, by its own name and the written state; it has no coordinates."""
        name = body.text[mention.start : mention.end].partition(", ")[0]  # without the state
        return Feature(
            name.title() if name.isupper() else name, "city", name, None, mention.written, "US", 0.0, 0.0, None, None, 0
        )

    # -- facilities ------------------------------------------------------------------------------------------------

    def _sites(
        self, body: Body, mentions: Sequence[Mention], resolved: Sequence[Resolved], evidence: Evidence
    ) -> Iterable[Resolved]:
        """Facilities that only the text knows, hung on the city or county that it names beside them."""
        cities = [r for r in resolved if r.feature.kind in ("city", "neighborhood") and r.located]
        for mention in mentions:
            if mention.site is None or mention.key in evidence.settled:
                continue
            city = self._city_of(body, mention, cities, evidence)
            if city is None:
                continue
            town, name = city.city or city.name, mention.site
            if city.kind == "county":
                town = self._counties_seats.get((city.name, city.state or "")) or ""
                seat = self._gazetteer.city(town, city.state) if town else None
                city = seat or city
            if key(name) in self._generic:
                state = self._gazetteer.states.get(city.state or "")
                if state is not None and key(name) in ("state capitol", "statehouse", "state house"):
                    town = self._capitals.get(state.state or "", town)
                    city, name = self._gazetteer.city(town, state.state) or city, f"{state.name} {name}"
                else:
                    name = f"{town} {name}"
            feature = city._replace(
                name=name, kind=mention.site_kind, city=town or None, geonames_id=None, population=0
            )
            if mention.site_kind == "region":  # it lies somewhere about: nothing says where
                yield Resolved(
                    mention, feature._replace(city=None, county=None, fips_code=None), "beside", located=False
                )
            else:
                yield Resolved(mention, feature, "beside")

    def _city_of(self, body: Body, mention: Mention, cities: Sequence[Resolved], evidence: Evidence) -> Feature | None:
        """The city of a site: inside its name, just after it, before it in its sentence, its paragraph or the article."""
        if mention.city_hint:
            settled = evidence.settled.get(mention.city_hint)
            if settled is not None and settled.kind in ("city", "county"):
                return settled
            near = {c.feature.state for c in cities} | {evidence.home_state} | set(evidence.states)
            kinds = ("county",) if cities else ("city", "county")  # a town that the text never names is a weak hint
            known = [f for f in self._gazetteer.by_key(mention.city_hint) if f.kind in kinds]
            fits = [f for f in known if f.state in near] or known
            if len(fits) == 1:
                return fits[0]
        for after in cities:
            if 0 < after.mention.start - mention.end <= 6 and after.feature.kind == "city":
                return after.feature
        before = [c for c in cities if c.mention.start < mention.start]
        sentence, paragraph = body.sentence_of(mention.start), body.paragraph_of(mention.start)
        here = [c for c in cities if body.sentence_of(c.mention.start) == sentence]
        named = key(mention.site or "") not in self._generic
        for group in (
            [c for c in here if c.mention.start < mention.start],
            here if named else [],  # "at a Whole Foods on Wednesday in Fresno"
            [c for c in before if body.paragraph_of(c.mention.start) == paragraph],
        ):
            if group:
                return min(group, key=lambda c: abs(c.mention.start - mention.start)).feature
        if cities:
            counted = Counter(c.feature for c in cities)
            first = min(cities, key=lambda c: c.mention.start).feature
            return first if counted[first] * 2 >= max(counted.values()) else counted.most_common(1)[0][0]
        return evidence.home


def _own(name: str, candidates: tuple[Feature, ...]) -> tuple[Feature, ...]:
    """The candidates without facilities that only go by a town's name for short ("Dilley"), where the town is one too."""
    towns = {f.state for f in candidates if f.kind == "city"}
    return tuple(f for f in candidates if f.kind != "facility" or f.state not in towns or key(f.name) == name)


def _beside(body: Body, mention: Mention, side: int) -> str:
    """The plain word before or after a mention, links left out on the left ("city of Bell")."""
    at = mention.first - 1 if side < 0 else mention.last + 1
    while side < 0 and at >= 0 and body.words[at].plain in ("of", "de", "the", "la"):
        at -= 1
    last = body.words[mention.last]
    if last.plain == "state" and not last.capital:
        return "state"  # the word is part of the mention: "Washington state"
    if not 0 <= at < len(body.words) or body.sentence_of(body.words[at].start) != body.sentence_of(mention.start):
        return ""
    word = body.words[at]
    return "" if word.plain == "state" and word.capital else word.plain  # "Washington State" is a university


def _tie(candidates: Sequence[Feature]) -> str:
    """What an unresolved mention's issue says: the candidates that are equal."""
    shown = ", ".join(sorted({f"{f.name}, {f.state or f.country}" for f in candidates})[:6])
    return f"may be any of {len(candidates)} places ({shown}): left unplaced; name its state in corrections.csv"


def _issue(body: Body, mention: Mention, message: str) -> Issue:
    text = body.text[mention.start : mention.end]
    return Issue("resolve", "warning", f"{text!r} {message}", text)
