"""Facilities that only the text knows: each hangs on the city or county that is named in it or beside it."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from typing import NamedTuple

from etl.find.mentions import Mention
from etl.find.site_names import is_hint
from etl.gazetteer import Feature, Gazetteer, key
from etl.knowledge import Knowledge
from etl.resolve.choice import LARGER, LEAST_BY_SIZE, largest
from etl.resolve.evidence import Evidence
from etl.text import LEAD_PARAGRAPH, Body

_AFTER = 6  # characters between a site and the city that follows it: "the plant in Ellabell"


class Resolved(NamedTuple):
    """A mention with its feature, and the pass that decided. Coordinates may be missing: `located` says so."""

    mention: Mention
    feature: Feature
    decided_by: str
    located: bool = True


class _Cities:
    """The cities of an article in order, for the one that stands nearest to a site."""

    def __init__(self, body: Body, resolved: Sequence[Resolved], home: Feature | None, away: Set[str]) -> None:
        self._body, self._away = body, away
        self.all = [r for r in resolved if r.feature.kind in ("city", "neighborhood") and r.located]
        self._starts = [r.mention.start for r in self.all]
        counted = Counter(r.feature for r in self.all)
        self.main: Feature | None = None  # the first, unless another is named more than twice as often
        if self.all:
            first = next((r for r in self.all if not self._is_away(r.mention)), self.all[0]).feature
            most, times = counted.most_common(1)[0]
            self.main = first if counted[first] * 2 >= times else most
            aside = times == 1 and body.paragraph_of(self._starts[0]) > LEAD_PARAGRAPH
            if home is not None and aside and first.state != home.state:
                self.main = home  # not where "deputies trained in Charleston, South Carolina"
        self.states = {r.feature.state for r in self.all if r.feature.state}
        self.county = next((r.feature for r in resolved if r.feature.kind == "county"), None)

    def beside(self, mention: Mention, *, named: bool) -> Feature | None:
        """The city right after a site, else before it in its sentence; after it if `named`, else in its paragraph."""
        at = bisect_left(self._starts, mention.start)
        before = self.all[at - 1] if at else None
        if before and self._is_away(before.mention):
            before = None  # "the Border Patrol came from El Centro and stopped men at a Home Depot"
        after = self.all[at] if at < len(self.all) else None
        body = self._body
        sentence = body.sentence_of(mention.start)
        close = after is not None and 0 < after.mention.start - mention.end <= _AFTER
        if after and close and after.feature.kind == "city" and body.sentence_of(after.mention.start) == sentence:
            return after.feature
        if before and body.sentence_of(before.mention.start) == sentence:
            return before.feature
        if named and after and body.sentence_of(after.mention.start) == sentence:
            return after.feature  # "at a Whole Foods on Wednesday in Fresno"
        if not named and before and body.paragraph_of(before.mention.start) == body.paragraph_of(mention.start):
            return before.feature  # a "Town Hall" is the last town's; what has a name is the article's town's
        return None

    def _is_away(self, mention: Mention) -> bool:
        """Whether somebody comes from a place, and is elsewhere now."""
        return mention.first > 0 and self._body.words[mention.first - 1].plain in self._away


class SiteResolver:
    """Places the sites of an article. Built once; keeps no state."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Take the gazetteer, the generic sites whose name is made with their city's, and the capitals and seats."""
        self._gazetteer: Gazetteer = knowledge.gazetteer
        self._away = knowledge.name_words["place_from"]
        self._generic = frozenset(key(word) for word in knowledge.name_words["site"])
        self._of = knowledge.name_words["place_of"]
        self._of_state = frozenset(key(word) for word in knowledge.name_words["site_of_state"])
        self._capitals = {row["state"]: row["capital"] for row in knowledge.tables["capitals"]}
        self._seats: Mapping[tuple[str, str], str] = {
            (row["name"], row["state"]): row["seat"] for row in knowledge.tables["counties"]
        }

    def resolve(
        self, body: Body, mentions: Sequence[Mention], resolved: Sequence[Resolved], evidence: Evidence
    ) -> Iterator[Resolved]:
        """The sites with the place that each is at; a region that the text alone knows lies nowhere sure."""
        sites = [m for m in mentions if m.site is not None and (not m.candidates or m.key not in evidence.settled)]
        if not sites:
            return
        cities = _Cities(body, resolved, evidence.home, self._away)
        fuller = _fuller(sites)
        for mention in sites:
            named = fuller.get(mention.key, mention)
            city = self._city_of(named, cities, evidence)
            if city is None or named.site is None:
                continue
            if mention.site_kind == "region":
                feature = city._replace(
                    name=named.site, kind="region", city=None, county=None, fips_code=None, geonames_id=None,
                    population=0,
                )  # fmt: skip
                yield Resolved(mention, feature, "beside", located=False)
            else:
                yield Resolved(mention, self._site(named.site, named, city), "beside")

    def _site(self, name: str, mention: Mention, city: Feature) -> Feature:
        """The feature of a site in a city or county, with the county's seat or the state's capital as its town."""
        town = city.city or city.name
        if city.kind == "county":
            town = self._seats.get((city.name, city.state or "")) or ""
            city = (self._gazetteer.city(town, city.state) if town else None) or city
        if key(name) in self._generic:
            state = self._gazetteer.states.get(city.state or "")
            if state is not None and key(name) in self._of_state:
                town = self._capitals.get(state.state or "", town)
                city, name = self._gazetteer.city(town, state.state) or city, f"{state.name} {name}"
            else:
                name = f"{town} {name}"
        return city._replace(name=name, kind=mention.site_kind, city=town or None, geonames_id=None, population=0)

    def _city_of(self, mention: Mention, cities: _Cities, evidence: Evidence) -> Feature | None:
        """The city of a site: inside its name, beside it, the article's main one, or the outlet's home."""
        hint = mention.city_hint
        hinted = self._hinted(hint, cities, evidence) if hint else None
        if hinted is not None:
            return hinted
        site = mention.site or ""
        town = cities.beside(mention, named=key(site) not in self._generic)
        if town is None and hint and self._says_town(site, hint):
            town = self._largest(hint)
        return town or cities.main or self._of_facility(evidence) or cities.county or evidence.home

    def _of_facility(self, evidence: Evidence) -> Feature | None:
        """The town of the facilities that the article names, where it names no town and they share one."""
        towns = evidence.facility_towns
        name, state = next(iter(towns)) if len(towns) == 1 else (None, None)
        return self._gazetteer.city(name, state) if name and state else None

    def _says_town(self, site: str, hint: str) -> bool:
        """Whether a site's name says the town where it is, by a head that is written small.

        "Adelanto jail" and "aeropuerto de Honolulu", but not "parque Horner".
        """
        words = site.split()
        if not words[-1][0].isupper():
            return True
        after_of = key(site).endswith(tuple(f" {of} {hint}" for of in self._of))
        return not words[0][0].isupper() and after_of

    def _hinted(self, hint: str, cities: _Cities, evidence: Evidence) -> Feature | None:
        """The city or county that a site's own name holds: settled in the article, or the only one it can be."""
        settled = evidence.settled.get(hint)
        if settled is not None and settled.kind in ("city", "county"):
            return settled
        if evidence.home is not None and hint == key(evidence.home.name):
            return evidence.home  # "Juneau International Airport", for an outlet of Juneau
        near = {*cities.states, *evidence.states, *([evidence.home_state] if evidence.home_state else [])}
        near = {state for state in near if state in self._gazetteer.states}
        kinds = ("county",) if cities.all else ("city", "county")  # a town that the text never names is a weak hint
        hints = [f for f in self._gazetteer.by_key(hint) if is_hint(f)]
        known = [f for f in hints if f.kind in kinds and f.country == "US"]
        if not any(f.country == "US" for f in hints):
            fits = hints  # "Hospital General de Ciudad Juárez"
        else:
            fits = [f for f in known if f.state in near] if near else known
        return fits[0] if len(fits) == 1 else largest([f for f in fits if f.kind == "city"], LARGER)

    def _largest(self, name: str) -> Feature | None:
        """The town in the U.S. that a name means by its size; none where a larger neighborhood has it: Brooklyn."""
        found = largest(self._gazetteer.by_key(name), LARGER, LEAST_BY_SIZE)
        return found if found is not None and found.kind == "city" and found.country == "US" else None


def _fuller(sites: Sequence[Mention]) -> dict[str, Mention]:
    """The mention of a site's whole name by the key of its short one: "Delta Downs", "Delta Downs Racetrack".

    A name of one word may be anything's, and one that two longer names begin with is neither's for sure.
    """
    first = {mention.key: mention for mention in reversed(sites) if mention.site_kind == "facility"}
    names = sorted(first)
    found: dict[str, Mention] = {}
    for at, name in enumerate(names):
        longer = [other for other in names[at + 1 : at + 3] if other.startswith(f"{name} ")]  # they follow at once
        if len(longer) == 1 and " " in name:
            found[name] = first[longer[0]]
    return found
