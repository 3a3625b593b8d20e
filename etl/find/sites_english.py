"""Facilities by an English head: "Otero County Processing Center", "at the XL Center", "Douglas County courthouse"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from etl.find.mentions import Mention
from etl.find.person_or_site import PersonOrSite
from etl.find.runs import Run, Runs, ends_possessive, joined
from etl.find.site_names import AGENCY_IN_NAME, LONGEST_NAME, Page, SiteMaker
from etl.find.workplaces import WorkplaceReader
from etl.gazetteer import Feature, Gazetteer, key
from etl.knowledge import Knowledge
from etl.phrases import Hit
from etl.text import Body

_LONGEST_LINK = 3  # words between two capitals of a name: "of the"
_LEAST_ACRONYM = 3  # letters of a firm's name in capitals
_KNOWN_TOWN = 100_000  # people: a site is in such a town, and not called by it


class EnglishSites:
    """Finds facilities by an English head. Built once; keeps no state."""

    def __init__(self, knowledge: Knowledge, maker: SiteMaker) -> None:
        """Take the words that stand beside heads."""
        words = knowledge.name_words
        self._maker = maker
        self._gazetteer: Gazetteer = knowledge.gazetteer
        self._source_after, self._not_after = words["source_after"], words["organisation"] | words["street"]
        self._function, self._titles, self._advocacy = words["function"], words["title"], words["advocacy"]
        self._workplaces = WorkplaceReader(knowledge)
        self._parts, self._at = words["site_part"], words["at"]
        self._named_after, self._any = words["named_after"], words["any_of"]
        self._worship, self._of = words["worship"], words["place_of"]
        self._name_heads, self._lies_in, self._bodies = words["name_head"], words["place_in"], words["body_acronym"]
        self._given = knowledge.first_names
        self._persons = PersonOrSite(knowledge)
        self._of_place = words["place_small"]
        self._saints = words["saint"]
        self._adjectives = words["demonym"] | words["denomination"]
        self._determiners, self._links = words["determiner"], words["name_link"] | {"of"}

    def find(self, page: Page) -> Iterator[Mention]:
        """The facilities, the surest heads first."""
        yield from self._in_capitals(page)
        yield from self._at_work(page)
        yield from self._written_small(page)

    def first_heads(self, page: Page) -> Iterator[Mention]:
        """A head and the capitals after it: "Camp Mystic", "Church of the Nativity", "Port of Long Beach"."""
        words, taken = page.body.words, page.busy | page.others
        for hit in page.hits["facility_first"]:
            run = page.run_from(hit)
            begins = run is not None and (run.first == hit.first or not words[hit.first - 1].capital)
            if run is None or not begins or run.last <= hit.last:
                continue  # "workers at Camp Mystic", but no "Boot Camp Mystic"
            name = page.body.text[hit.start : words[run.last].end]
            other = self._maker.is_other(name) or self._gazetteer.by_key(f"{key(name)} county")  # "Fort Bend"
            if taken.isdisjoint(range(hit.first, run.last + 1)) and not other:
                of_place = words[hit.last].plain in self._of  # "Port of Long Beach"
                hint = self._maker.inner_place(page.body, hit.last + 1, run.last) if of_place else None
                yield self._maker.site(page.body, hit.first, run.last, hint)

    # -- capitals that end in a head -------------------------------------------------------------------------------

    def _in_capitals(self, page: Page) -> Iterator[Mention]:
        """Capitals that end in a head: "Otero County Processing Center"."""
        body, heads = page.body, {hit.first for hit in page.hits["facility"]}
        for hit in page.hits["facility"]:
            run = page.run_from(hit)
            if run is None or not body.words[hit.first].capital:
                continue
            if hit.last < run.last and hit.last + 1 in heads and body.words[hit.last + 1].capital:
                continue  # "Parkland Memorial Hospital"
            first = self._first_of(page, _with_ice(body, page.runs, run), hit)
            if first is None or first == hit.first or self._is_advocate(body, first, hit):
                continue
            after = hit.last + 1
            if after <= run.last and body.words[after].plain in self._not_after:
                continue  # "Airport Road", "Hospital Association"
            if after < len(body.words) and body.words[after].plain in self._source_after and joined(body, hit.last):
                continue  # "Southern Poverty Law Center said"
            longer = range(after, min(run.last, first + LONGEST_NAME) + 1)
            if any(self._gazetteer.by_key(body.name_key(first, end)) for end in longer):
                continue  # "Roger Mills County"
            first = self._known_start(body, run, first, hit.last)
            if (last := self._parish_end(page, run, hit.last)) > hit.last:
                yield self._maker.site(body, first, last, self._maker.inner_place(body, hit.last + 2, last))
                continue
            name = body.name_key(first, hit.last)
            places = self._gazetteer.by_key(name)
            if any(f.kind not in ("facility", "neighborhood") for f in places):
                continue  # "Huntington Park", "College Station" are towns
            if self._is_person(body, first, hit) or self._workplaces.is_workplace(body, first, name):
                continue
            site = self._maker.site(body, first, hit.last, self._maker.inner_place(body, first, hit.last - 1))
            # a park here, or the neighborhood of that name in a city named here
            yield site._replace(candidates=places or site.candidates)

    def _first_of(self, page: Page, run: Run, hit: Hit[str]) -> int | None:
        """The first word of the name that ends in a head: back to a title, a link or the start of the run."""
        words, first = page.body.words, hit.first
        while first > run.first and hit.first - first < LONGEST_NAME:
            step = first - 1
            if (step in page.busy and words[step].text != AGENCY_IN_NAME) or words[step].plain in self._titles:
                break
            if not words[step].capital:
                named = self._named_after_link(page, run, step)
                if named is not None:
                    first = named
                    continue
                return None if words[step].plain == "the" and first == hit.first else first
            saint = words[step - 1].plain in self._saints  # "St. Mary's Hospital"
            if ends_possessive(page.body, step) and not saint and self._owns(page.body, step):
                break  # "Brooklyn's Sunset Park", "Hays CISD's Lehman High School"
            if words[step].plain in self._function and (
                step < page.runs.headline_words or page.body.starts_sentence(step)
            ):
                break
            first = step
        return first

    def _owns(self, body: Body, index: int) -> bool:
        """Whether a possessive is no part of the name after it: a place's, or that of a body in capitals."""
        text = body.words[index].text.partition("'")[0].partition("’")[0]
        return bool(self._gazetteer.by_key(body.keys[index])) or (len(text) >= _LEAST_ACRONYM and text.isupper())

    def _named_after_link(self, page: Page, run: Run, step: int) -> int | None:
        """The capital before a link that stands inside a name: "Our Lady of Guadalupe Church", "Bank of America Plaza".

        At the start of a sentence a capital says nothing ("Owners of Bell Market"), unless the word heads such names.
        """
        words, before = page.body.words, step
        while before > run.first and not words[before].capital:
            if words[before].plain not in self._links and words[before].plain != "the":
                return None
            before -= 1
        word = words[before]
        inside = word.capital and before not in page.busy and word.plain not in self._titles
        if not inside or step - before > _LONGEST_LINK or before < page.runs.headline_words:
            return None
        begins = page.body.starts_sentence(before) or not joined(page.body, before - 1)  # after a dateline's dash
        return before if word.plain in self._name_heads or not begins else None

    def _is_person(self, body: Body, first: int, hit: Hit[str], *, weak: bool = False) -> bool:
        """Whether a name that ends in a head of one word may be a person's."""
        return hit.first == hit.last and self._persons.is_person(body, first, hit.last, weak=weak)

    def _parish_end(self, page: Page, run: Run, last: int) -> int:
        """The last word of a house of worship's name with its town's: "First Presbyterian Church of Hollywood"."""
        words = page.body.words
        goes_on = last + 2 <= run.last and words[last].plain in self._worship and words[last + 1].plain in self._of
        return run.last if goes_on and run.last - last <= _LONGEST_LINK + 1 else last

    def _known_start(self, body: Body, run: Run, first: int, last: int) -> int:
        """The first word of the longest facility's name of the run that the gazetteer knows: "Bishop Henry ..."."""
        for start in range(max(run.first, last - LONGEST_NAME + 1), first):
            if self._maker.known(body.text[body.words[start].start : body.words[last].end]):
                return start
        return first

    def _is_advocate(self, body: Body, first: int, hit: Hit[str]) -> bool:
        """Whether a Center is an organisation by the words of its name: "National Immigrant Justice Center"."""
        names = (word.plain for word in body.words[first : hit.last])
        return body.words[hit.last].plain == "center" and any(name in self._advocacy for name in names)

    # -- heads that say little by themselves -----------------------------------------------------------------------

    def _at_work(self, page: Page) -> Iterator[Mention]:
        """What is a facility only where something stands at it: "at the XL Center", "outside Brooklyn Court"."""
        body, words = page.body, page.body.words
        for hit in page.hits["facility_at"]:
            run = page.run_from(hit)
            if run is None or not words[hit.first].capital or run.last == run.first:
                continue
            before = body.before(run.first, self._determiners)
            if before < 0 or body.sentences[before] != body.sentences[run.first] or not self._is_at(body, before):
                continue
            if self._is_person(body, run.first, hit, weak=True):
                continue  # "beside Dana Steel" may be a person's, "at Dana Steel" is not
            goes_on = hit.last + 1 < len(words) and words[hit.last + 1].capital
            last = hit.last if goes_on else min(run.last, run.first + LONGEST_NAME)
            name = body.text[words[run.first].start : words[last].end]
            if page.busy.isdisjoint(range(run.first, last + 1)) and not self._gazetteer.candidates(name):
                yield self._maker.site(body, run.first, last, self._maker.inner_place(body, run.first, last))

    def _is_at(self, body: Body, before: int) -> bool:
        """Whether a word says that something stands at what follows, and nobody is employed there."""
        words = body.words
        if self._workplaces.is_employed(body, before):
            return False
        part = before > 0 and words[before].plain in self._links and words[before - 1].plain in self._parts
        return words[before].plain in self._at or part

    def _written_small(self, page: Page) -> Iterator[Mention]:
        """Capitals and a head written small: "Mt. Baker Roofing warehouse", "Douglas County courthouse"."""
        body, words = page.body, page.body.words
        for hit in page.hits["facility_small"]:
            if words[hit.first].capital or hit.first == 0 or not joined(body, hit.first - 1):
                continue
            run = page.runs.at(hit.first - 1)
            if run is None or run.last != hit.first - 1 or words[run.last].plain in self._function:
                continue
            named_after = words[hit.last].plain in self._named_after  # "Marcelino Serna port of entry"
            person = words[run.first].plain in self._given and not named_after
            if person and not page.persons.isdisjoint(range(run.first, run.last + 1)):
                continue  # "Lisa Brown restaurant": a person's; "Fresh Mark plant" is none's
            first = self._name_start(body, run)
            if all(words[i].plain in self._adjectives for i in range(first, run.last + 1)):
                continue  # "a Mexican restaurant", "a Roman Catholic church"
            places = self._gazetteer.by_key(body.name_key(first, run.last))
            county = any(f.kind in ("county", "city") for f in places) and words[hit.last].plain in self._of_place
            county = county and not (run.first and words[run.first - 1].plain in self._any)
            county = county and not any(f.kind in ("state", "neighborhood") for f in places)
            own = county or self._is_elsewhere(body, hit, places)
            if places and (not own or words[run.last].plain.endswith("'s")):
                continue  # "a Chicago warehouse" is in Chicago, and has no name; "Douglas County courthouse" has one
            if not places and run.last == first and body.starts_sentence(first):
                continue
            if not places and run.last == first and words[first].text.isupper() and not self._is_company(body, first):
                continue
            yield self._maker.site(body, first, hit.last, self._maker.inner_place(body, first, run.last))

    def _is_elsewhere(self, body: Body, hit: Hit[str], places: Sequence[Feature]) -> bool:
        """Whether a site is said to be in another town than the one that it is called by: "the Smithfield plant in
        Tar Heel"."""
        words, at = body.words, hit.last + 2
        if at >= len(words) or words[at - 1].plain not in self._lies_in or not joined(body, hit.last):
            return False
        large = any(f.population > _KNOWN_TOWN or f.kind != "city" for f in places)
        other = words[at].capital and not any(body.keys[at] == key(f.name).partition(" ")[0] for f in places)
        return other and not large and joined(body, at - 1)

    def _is_company(self, body: Body, first: int) -> bool:
        """Whether capitals before a small head are a firm's and no body's: "the JBS plant", not "a DHS warehouse"."""
        word = body.words[first]
        return len(word.text) >= _LEAST_ACRONYM and word.text.isalpha() and word.plain not in self._bodies

    def _name_start(self, body: Body, run: Run) -> int:
        """The first word of a run that is part of a site's name: after titles, and after the last link.

        "Owners of Los Fresnos bakery": what stands before a link is no part of the name.
        """
        words, first = body.words, run.first
        while first < run.last and (words[first].plain in self._titles or words[first].plain in self._function):
            first += 1
        for index in range(first, run.last):
            if not words[index].capital:
                first = index + 1
        return first


def _with_ice(body: Body, runs: Runs, run: Run) -> Run:
    """The run with what stands before an agency inside a facility's name: "Central Louisiana ICE Processing Center"."""
    agency = run.first - 1
    if agency > 0 and body.words[agency].text == AGENCY_IN_NAME and joined(body, agency) and joined(body, agency - 1):
        before = runs.at(agency - 1)
        return Run(before.first if before is not None else agency, run.last)
    return run
