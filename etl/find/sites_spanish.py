"""Facilities by a Spanish head: "Centro de Detención de Folkston", "puente Colombia-Solidaridad"."""

from __future__ import annotations

from collections.abc import Iterator

from etl.find.mentions import Mention
from etl.find.runs import joined
from etl.find.site_names import AGENCY_IN_NAME, LONGEST_NAME, Page, SiteMaker
from etl.gazetteer import Feature, key
from etl.knowledge import Knowledge
from etl.phrases import Hit
from etl.text import Body

_KNOWN = "facility_es_known"  # heads that say little: "el centro Stewart" is a facility that is known
# The kinds of heads, and whether links may stand before the name: "cárcel de Tacoma", but "restaurante El Rey".
_KINDS = (("facility_es", True), ("facility_es_lower", True), ("facility_es_direct", False), (_KNOWN, True))
_COUNTY = "condado"
_IN = "en"


class SpanishSites:
    """Finds facilities by a Spanish head. Built once; keeps no state."""

    def __init__(self, knowledge: Knowledge, maker: SiteMaker) -> None:
        """Take the links, the titles and the English forms of Spanish names."""
        self._maker, self._gazetteer = maker, knowledge.gazetteer
        self._links, self._titles = knowledge.name_words["site_link_es"], knowledge.name_words["title"]
        self._family = knowledge.surnames
        self._faiths = knowledge.name_words["denomination"]
        self._saints = knowledge.name_words["saint_link"]
        self._forms = [
            (row["spanish"].split("{}")[0], row["english"].split(";")) for row in knowledge.tables["facility_forms"]
        ]
        self._forms.sort(key=lambda form: -len(form[0]))

    def find(self, page: Page) -> Iterator[Mention]:
        """A head and the capitals after it."""
        body, words = page.body, page.body.words
        for kind, links in _KINDS:
            for hit in page.hits[kind]:
                last = self._last_of(page, hit, links)
                if last == hit.last or not words[last].capital or body.gaps[hit.last] != " ":
                    continue
                if all(words[i].plain in self._faiths for i in range(hit.last + 1, last + 1)):
                    continue  # "una escuela Católica"
                if (kind == "facility_es_direct" and self._is_inside(page, hit)) or self._is_surname(page, hit):
                    continue
                written_small = not words[hit.first].capital
                if written_small and self._is_whole(body, hit.last + 1, last):
                    continue  # "un aeropuerto de Luisiana" has no name
                begins = kind == "facility_es" and body.starts_sentence(hit.first)
                if begins and self._is_town(body, hit.last + 1, last):
                    continue  # "Iglesia de Charlotte suspende la misa": inside a sentence it has no name
                name = body.text[hit.start : words[last].end]
                if self._maker.is_other(name):
                    continue  # "Rancho Cucamonga", "Refugio County"
                county = _COUNTY in body.keys[hit.first : last]
                hint = self._maker.inner_place(body, hit.last + 1, last, county=county)
                site = self._maker.site(body, hit.first, last, hint)
                known = site.candidates or self._in_english(name)
                if known or kind != _KNOWN:
                    yield site._replace(candidates=known)

    def _is_inside(self, page: Page, hit: Hit[str]) -> bool:
        """Whether a head stands inside an English name, which it does not begin: "El Rancho Motel"."""
        run, words = page.run_from(hit), page.body.words
        if run is None or run.first >= hit.first or not words[hit.first].capital:
            return False
        return not any(word.plain in self._links for word in words[run.first : hit.first] if not word.capital)

    def _is_surname(self, page: Page, hit: Hit[str]) -> bool:
        """Whether a head in capitals that is a surname follows another capital: "Ana Plaza en Reno" is a person."""
        words, before = page.body.words, hit.first - 1
        capital = before >= 0 and words[hit.first].capital and words[before].capital and joined(page.body, before)
        return capital and words[hit.first].plain in self._family

    def _is_whole(self, body: Body, first: int, last: int) -> bool:
        """Whether words after links are a country's name, or that of a state of the U.S."""
        named = self._named(body, first, last)
        return any(f.kind == "country" or (f.kind == "state" and f.country == "US") for f in named)

    def _is_town(self, body: Body, first: int, last: int) -> bool:
        """Whether words are links and a town's name, and no more."""
        links = first < last and not body.words[first].capital
        return links and any(f.kind == "city" for f in self._named(body, first, last))

    def _named(self, body: Body, first: int, last: int) -> tuple[Feature, ...]:
        """The places of the name that follows links."""
        while first < last and not body.words[first].capital:
            first += 1
        return self._gazetteer.by_key(body.name_key(first, last))

    def _last_of(self, page: Page, hit: Hit[str], links: bool) -> int:
        """The last word of the name that a head begins; the head's own last word where no name follows."""
        words, last, step = page.body.words, hit.last, hit.last + 1
        while step < len(words) and step - hit.last < LONGEST_NAME and joined(page.body, step - 1):
            plain = words[step].plain
            named = words[step].capital and plain not in self._titles
            if named and (step not in page.busy or words[step].text == AGENCY_IN_NAME):
                last = step
            elif (
                not (links or words[step - 1].plain in self._saints)
                or plain not in self._links
                or (plain == _IN and (last > hit.last or not words[hit.first].capital))
            ):
                break
            step += 1
        return last

    def _in_english(self, name: str) -> tuple[Feature, ...]:
        """The facility that a Spanish form stands for: "Centro de Detención del Condado de Chase"."""
        plain_name = key(name)
        for start, forms in self._forms:
            if plain_name.startswith(start) and len(plain_name) > len(start):
                inner = plain_name[len(start) :]
                for form in forms:
                    if found := self._maker.known(form.replace("{}", inner)):
                        return found
        return ()
