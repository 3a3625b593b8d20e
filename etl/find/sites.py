"""Facilities by the shape of their name: "Newport Municipal Airport", "Centro de Detención de Folkston", "a Home Depot".

Facilities that the gazetteer knows by name are found with the other toponyms; these are the ones that the text itself
makes of a head word (`name_words.csv`, kinds facility..., store and site) and the capitals beside it.
"""

from __future__ import annotations

from collections.abc import Iterator

from etl.find.mentions import Mention
from etl.find.runs import Run, Runs, joined
from etl.gazetteer import Feature, Gazetteer, key
from etl.knowledge import Knowledge
from etl.models import PlaceKind
from etl.phrases import Hit, Phrases
from etl.text import Body

_LONGEST_NAME = 8  # words in a facility's name
_ARTICLES = ("a", "an", "the", "un", "una", "el", "la")
_LONGEST_APPOSITION = 7  # words after a name among which the head of its apposition stands
_KNOWN_TOWN = 50_000  # people: such a town is meant by its name, whatever an apposition says
_BACK = 4  # words before a university among which an employment is said


class SiteFinder:
    """Finds facilities by shape. Built once; `find` keeps no state."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Take the heads from the tables."""
        rows, words = knowledge.tables["name_words"], knowledge.name_words

        def heads(kind: str) -> Phrases[str]:
            return Phrases((row["word"], row["word"]) for row in rows if row["kind"] == kind)

        self._gazetteer: Gazetteer = knowledge.gazetteer
        self._heads, self._at_heads, self._small = heads("facility"), heads("facility_at"), heads("facility_small")
        self._spanish_heads = [
            (heads("facility_es"), True), (heads("facility_es_lower"), True), (heads("facility_es_direct"), False)
        ]  # fmt: skip
        self._first, self._areas = heads("facility_first"), heads("region_head")
        self._areas_es, self._quarters_es, self._quarters = (
            heads("region_head_es"),
            heads("neighborhood_es"),
            heads("neighborhood_en"),
        )
        self._stores, self._generic = heads("store"), heads("site")
        self._store_before, self._source_after = words["store_before"], words["source_after"]
        self._not_after = words["organisation"] | words["street"]
        self._function, self._titles = words["function"], words["title"]
        self._demonyms = words["demonym"]
        self._advocacy, self._apposed_before = words["advocacy"], words["apposed_before"]
        self._named, self._parts, self._into = heads("facility_named"), words["site_part"], words["into"]
        self._given = knowledge.first_names
        self._at, self._employed, self._of_place = words["at"], words["employed"], words["place_small"]
        self._forms = [
            (row["spanish"].split("{}")[0], row["english"].split(";")) for row in knowledge.tables["facility_forms"]
        ]
        self._forms.sort(key=lambda form: -len(form[0]))

    def find(
        self, body: Body, runs: Runs, *, busy: frozenset[int], persons: frozenset[int], others: frozenset[int]
    ) -> dict[int, Mention]:
        """The facilities by their first word, none overlapping. `others` are words of organisations and streets."""
        sites: dict[int, Mention] = {}
        taken: set[int] = set()
        for mention in (
            *self._spanish(body, busy),
            *self._english(body, runs, busy),
            *self._at_work(body, runs, busy),
            *self._written_small(body, runs, persons),
            *self._apposed(body, runs, persons, busy),
            *self._entered(body, runs, persons | others | busy),
            *self._first_heads(body, runs, busy | others),
            *self._neighborhoods(body, runs, persons | others),
            *self._natural(body, runs, busy | others),
            *self._alone(body, busy),
        ):
            span = range(mention.first, mention.last + 1)
            if taken.isdisjoint(span):
                taken.update(span)
                sites[mention.first] = mention
        return sites

    def _english(self, body: Body, runs: Runs, busy: frozenset[int]) -> Iterator[Mention]:
        """Capitals that end in a head: "Otero County Processing Center"."""
        for hit in self._heads.find(body):
            run = runs.at(hit.first)
            if run is None or not body.words[hit.first].capital:
                continue
            first = self._first_of(body, self._with_ice(body, runs, run), hit, busy)
            if first is None or first == hit.first or self._is_advocate(body, first, hit):
                continue
            after = hit.last + 1
            if after <= run.last and body.words[after].plain in self._not_after:
                continue  # "Airport Road", "Hospital Association"
            if after < len(body.words) and body.words[after].plain in self._source_after and joined(body, hit.last):
                continue  # "Southern Poverty Law Center said"
            name = body.text[body.words[first].start : hit.end]
            known = self._gazetteer.candidates(name)
            if any(f.kind not in ("facility", "neighborhood") for f in known):
                continue  # "Huntington Park", "College Station" are towns
            site = self._site(body, first, hit.last, name, self._inner_place(body, first, hit.last - 1))
            yield site._replace(candidates=known)  # a park here, or the neighborhood of that name in a city named here

    def _first_of(self, body: Body, run: Run, hit: Hit[str], busy: frozenset[int]) -> int | None:
        """The first word of the name that ends in a head: back to a title, a link or the start of the run."""
        words, first = body.words, hit.first
        while first > run.first and hit.first - first < _LONGEST_NAME:
            step = first - 1
            if (step in busy and words[step].text != "ICE") or words[step].plain in self._titles:
                break
            if not words[step].capital:
                return None if words[step].plain == "the" and first == hit.first else first
            if words[step].plain in self._function and body.starts_sentence(step):
                break
            first = step
        return first

    def _with_ice(self, body: Body, runs: Runs, run: Run) -> Run:
        """The run with what stands before an "ICE" inside a facility's name: "Central Louisiana ICE Processing Center"."""
        ice = run.first - 1
        if ice > 0 and body.words[ice].text == "ICE" and joined(body, ice) and joined(body, ice - 1):
            before = runs.at(ice - 1)
            return Run(before.first, run.last) if before is not None else Run(ice, run.last)
        return run

    def _is_advocate(self, body: Body, first: int, hit: Hit[str]) -> bool:
        """Whether a Center is an organisation by the words of its name: "National Immigrant Justice Center"."""
        names = (word.plain for word in body.words[first : hit.last])
        return body.words[hit.last].plain == "center" and any(name in self._advocacy for name in names)

    def _at_work(self, body: Body, runs: Runs, busy: frozenset[int]) -> Iterator[Mention]:
        """What is a facility only where something stands at it: "at the XL Center", "outside Brooklyn Criminal Court"."""
        words = body.words
        for hit in self._at_heads.find(body):
            run = runs.at(hit.first)
            if run is None or not words[hit.first].capital or run.last == run.first:
                continue
            before = run.first - 1
            while before >= 0 and words[before].plain in ("the", "a", "la", "el"):
                before -= 1
            employed = any(words[i].plain in self._employed for i in range(max(0, before - _BACK), max(0, before)))
            part = before > 0 and words[before].plain in ("of", "de", "del") and words[before - 1].plain in self._parts
            if before < 0 or employed or not (words[before].plain in self._at or part):
                continue
            if body.sentence_of(words[before].start) != body.sentence_of(words[run.first].start):
                continue
            last = run.last if not words[min(hit.last + 1, len(words) - 1)].capital else hit.last
            name = body.text[words[run.first].start : words[last].end]
            if busy.isdisjoint(range(run.first, last + 1)) and not self._gazetteer.candidates(name):
                yield self._site(body, run.first, last, name, self._inner_place(body, run.first, last))

    def _written_small(self, body: Body, runs: Runs, persons: frozenset[int]) -> Iterator[Mention]:
        """Capitals and a head written small: "Mt. Baker Roofing warehouse", "Douglas County courthouse"."""
        words = body.words
        for hit in self._small.find(body):
            if words[hit.first].capital or hit.first == 0 or not joined(body, hit.first - 1):
                continue
            run = runs.at(hit.first - 1)
            if run is None or run.last != hit.first - 1:
                continue
            if not persons.isdisjoint(range(run.first, run.last + 1)) and words[run.first].plain in self._given:
                continue  # "Lisa Brown restaurant": a person's; "Fresh Mark plant" is none's
            first = run.first
            while first < run.last and (words[first].plain in self._titles or words[first].plain in self._function):
                first += 1
            for index in range(first, run.last):
                if not words[index].capital:
                    first = (
                        index + 1
                    )  # "Owners of Los Fresnos bakery": what stands before a link is no part of the name
            name = " ".join(word.key for word in words[first : run.last + 1])
            places = self._gazetteer.by_key(name.removesuffix("'s"))
            county = any(f.kind in ("county", "city") for f in places) and words[hit.last].plain in self._of_place
            county = county and not any(f.kind in ("state", "neighborhood") for f in places)
            if places and (not county or words[run.last].plain.endswith("'s")):
                continue  # "a Chicago warehouse" is in Chicago, and has no name; "Douglas County courthouse" has one
            if not places and run.last == first and (words[first].text.isupper() or body.starts_sentence(first)):
                continue
            yield self._site(
                body, first, hit.last, body.text[words[first].start : hit.end], self._inner_place(body, first, run.last)
            )

    def _apposed(self, body: Body, runs: Runs, persons: frozenset[int], busy: frozenset[int]) -> Iterator[Mention]:
        """A name that the words beside it explain: "at the Alamo, a nightclub in Ladson", "the nightclub El Alamo"."""
        words = body.words
        small = {hit.first: hit for hit in self._small.find(body)}
        for run in runs.runs:
            before = run.first - 1
            while before >= 0 and words[before].plain in ("the", "la", "el"):
                before -= 1
            if run.last + 2 >= len(words) or before < 0 or words[before].plain not in self._apposed_before:
                continue
            if (
                body.text[words[run.last].end : words[run.last + 1].start] != ", "
                or words[run.last + 1].plain not in _ARTICLES
            ):
                continue
            at = run.last + 2
            while at < len(words) and at - run.last <= _LONGEST_APPOSITION and joined(body, at - 1) and at not in small:
                at += 1
            if at in small and joined(body, at - 1):
                yield from self._unless_known(body, run, persons, busy)
        for hit in self._named.find(body):
            after = runs.at(hit.last + 1) if hit.last + 1 < len(words) and joined(body, hit.last) else None
            if after is not None and after.first == hit.last + 1:
                yield from self._unless_known(body, after, persons, busy)

    def _entered(self, body: Body, runs: Runs, taken: frozenset[int]) -> Iterator[Mention]:
        """A name of two words or more that somebody went into: "agents walked into Buona Forchetta"."""
        for run in runs.runs:
            before = body.words[run.first - 1].plain if run.first and joined(body, run.first - 1) else ""
            if before in self._into and run.last > run.first and taken.isdisjoint(range(run.first, run.last + 1)):
                name = " ".join(word.key for word in body.words[run.first : run.last + 1]).removesuffix("'s")
                inside = [self._gazetteer.by_key(word.key) for word in body.words[run.first : run.last + 1]]
                if not self._gazetteer.by_key(name) and not any(f.population > 50_000 for known in inside for f in known):
                    yield from self._unless_known(body, run, taken, taken)

    def _unless_known(self, body: Body, run: Run, persons: frozenset[int], busy: frozenset[int]) -> Iterator[Mention]:
        """A facility of the run's words, unless they are a person's, an agency's or a town's of some size."""
        span = range(run.first, run.last + 1)
        name = " ".join(word.key for word in body.words[run.first : run.last + 1]).removesuffix("'s")
        known = any(
            f.kind in ("state", "country", "county") or f.population > 2000 for f in self._gazetteer.by_key(name)
        )
        if not known and persons.isdisjoint(span) and busy.isdisjoint(span):
            yield self._site(
                body, run.first, run.last, body.text[body.words[run.first].start : body.words[run.last].end], None
            )

    def _spanish(self, body: Body, busy: frozenset[int]) -> Iterator[Mention]:
        """A Spanish head and the capitals after it: "Centro de Detención de Folkston", "puente Colombia-Solidaridad"."""
        words = body.words
        for heads, links in self._spanish_heads:
            for hit in heads.find(body):
                last, step = hit.last, hit.last + 1
                while step < len(words) and step - hit.last < _LONGEST_NAME and joined(body, step - 1):
                    plain = words[step].plain
                    if (
                        words[step].capital
                        and plain not in self._titles
                        and (step not in busy or words[step].text == "ICE")
                    ):
                        last = step
                    elif plain not in ("de", "del", "la", "las", "los", "en", "para", "al", "condado") or not links:
                        break
                    elif plain == "en" and (last > hit.last or not words[hit.first].capital):
                        break
                    step += 1
                if last == hit.last or not words[last].capital:
                    continue
                name = body.text[hit.start : words[last].end]
                known = self._known(name) or self._in_english(name)
                hint = self._inner_place(body, hit.last + 1, last, county="condado" in body.keys[hit.first : last])
                yield self._site(body, hit.first, last, name, hint)._replace(candidates=known)

    def _in_english(self, name: str) -> tuple[Feature, ...]:
        """The facility that a Spanish form stands for: "Centro de Detención del Condado de Chase"."""
        plain_name = key(name)
        for start, forms in self._forms:
            if plain_name.startswith(start) and len(plain_name) > len(start):
                inner = plain_name[len(start) :]
                for form in forms:
                    if found := self._known(form.replace("{}", inner)):
                        return found
        return ()

    def _first_heads(self, body: Body, runs: Runs, busy: frozenset[int]) -> Iterator[Mention]:
        """A head and the capitals after it: "Camp Mystic", "Church of the Nativity"."""
        for hit in self._first.find(body):
            run = runs.at(hit.first)
            if (
                run is None
                or run.first != hit.first
                or run.last <= hit.last
                or not busy.isdisjoint(range(run.first, run.last + 1))
            ):
                continue
            name = body.text[hit.start : body.words[run.last].end]
            if not any(f.kind != "facility" for f in self._gazetteer.candidates(name)):
                yield self._site(body, run.first, run.last, name, None)

    def _neighborhoods(self, body: Body, runs: Runs, persons: frozenset[int]) -> Iterator[Mention]:
        """Neighborhoods that the gazetteer lacks: "the College Town neighborhood", "colonia Quiñonez"."""
        words = body.words
        for hit in self._quarters.find(body):
            run = runs.at(hit.first - 1) if hit.first else None
            if run is not None and joined(body, hit.first - 1) and persons.isdisjoint(range(run.first, run.last + 1)):
                yield from self._made(body, run.first, run.last, run.first, "neighborhood")
        for hit in self._quarters_es.find(body):
            at = hit.last + 1
            while at < len(words) and words[at].plain in ("de", "del", "la", "los", "las") and not words[at].capital:
                at += 1
            run = runs.at(at) if at < len(words) and all(joined(body, i) for i in range(hit.last, at)) else None
            if run is not None and run.first == at:
                yield from self._made(body, hit.first, run.last, at, "neighborhood")

    def _natural(self, body: Body, runs: Runs, busy: frozenset[int]) -> Iterator[Mention]:
        """Rivers, islands and reservations that the gazetteer lacks: regions, never pins."""
        words = body.words
        for hit in self._areas.find(body):
            run = runs.at(hit.first)
            if (
                run is not None
                and words[hit.first].capital
                and run.last == hit.last
                and run.first < hit.first
                and hit.first not in busy
            ):
                yield from self._made(body, run.first, hit.last, run.first, "region")
        for hit in self._areas_es.find(body):
            at = hit.last + 1
            while at < len(words) and words[at].plain in ("de", "del", "la", "los", "las") and not words[at].capital:
                at += 1
            run = runs.at(at) if at < len(words) and all(joined(body, i) for i in range(hit.last, at)) else None
            if run is not None and run.first == at and busy.isdisjoint(range(at, run.last + 1)):
                yield from self._made(body, hit.first, run.last, at, "region")

    def _made(self, body: Body, first: int, last: int, named: int, kind: PlaceKind) -> Iterator[Mention]:
        """A place that the text alone names, unless the gazetteer knows it, or a word of it, by name."""
        words = body.words
        whole = self._gazetteer.by_key(" ".join(word.key for word in words[first : last + 1]))
        inner = self._gazetteer.by_key(" ".join(word.key for word in words[named : last + 1]))
        if (
            whole
            or (inner and kind == "neighborhood")
            or (words[named].plain in self._function and body.starts_sentence(named))
        ):
            return
        if any(f.kind in ("state", "country") for f in inner) or words[named].plain in self._demonyms:
            return  # "valle de México", "costa de California"
        name = body.text[words[named if kind == "neighborhood" else first].start : words[last].end]
        start, end = words[named if kind == "neighborhood" else first].start, words[last].end
        at = named if kind == "neighborhood" else first
        yield Mention(start, end, at, last, key(name), (), "name", site=name, site_kind=kind)

    def _alone(self, body: Body, busy: frozenset[int]) -> Iterator[Mention]:
        """A chain's name that stands for the site, and a site that needs no name ("City Hall")."""
        for finder in (self._stores, self._generic):
            for hit in finder.find(body):
                before = body.words[hit.first - 1].plain if hit.first else ""
                if finder is self._stores and before not in self._store_before:
                    continue  # "Starbucks said": the company
                if busy.isdisjoint(range(hit.first, hit.last + 1)):
                    yield self._site(body, hit.first, hit.last, hit.value, None)

    def _inner_place(self, body: Body, first: int, last: int, *, county: bool = False) -> str | None:
        """The key of the longest place that a facility's name holds: "Newport" in Newport Airport, a county's jail."""
        for start in range(first, last + 1):
            for end in range(last, start - 1, -1):
                name = " ".join(word.key for word in body.words[start : end + 1]).removesuffix("'s")
                name = f"{name} county" if county else name
                if any(f.kind in ("city", "county") and f.country == "US" for f in self._gazetteer.by_key(name)):
                    return name
        return None

    def _site(self, body: Body, first: int, last: int, name: str, hint: str | None) -> Mention:
        words = body.words
        end = words[last].end - (2 if words[last].plain.endswith("'s") else 0)
        return Mention(
            words[first].start, end, first, last, key(name), self._known(name), "name", site=name, city_hint=hint
        )

    def _known(self, name: str) -> tuple[Feature, ...]:
        return tuple(f for f in self._gazetteer.candidates(name) if f.kind == "facility")
