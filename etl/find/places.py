"""Toponym recognition: spans that name a place, with the words beside them that later tell which.

Recognition looks names up in the gazetteer, longest first, and leaves out what only borrows a place's name:
persons, agencies, organisations, outlets, teams and streets. It never decides which Springfield is meant.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from etl.find.counties import CountyFinder
from etl.find.cues import ABROAD, HEADLINE, CueReader
from etl.find.mentions import LIST_GAPS, SURE, Mention, starts_line, with_lists
from etl.find.regions import RegionFinder
from etl.find.runs import Run, Runs, joined
from etl.find.site_names import AGENCY_IN_NAME
from etl.find.standing import StandingReader, is_acronym
from etl.find.workplaces import WorkplaceReader
from etl.find.written import WrittenStates
from etl.gazetteer import Feature, Gazetteer
from etl.knowledge import Knowledge
from etl.text import Body

_LONGEST_NAME = 9  # words in the longest name of the gazetteer that news uses
_LONGEST_UNLISTED = 3  # words in a town's name that the gazetteer lacks
_LONGEST_CODE = 3  # letters: so short a name of a country or an airport is a code, and stands in capitals
_KNOWN_ALONE = 20_000  # a town of two words and this many people is known by its name alone
_SMALL_LAST = frozenset({"state", "county", "parish", "island"})  # may end a name without a capital: "Cook county"
_WHOLE = frozenset({"state", "country", "region", "county", "facility"})
_ACRONYMS = frozenset({"facility", "country"})  # kinds that go by acronyms: "CECOT", "EEUU"
_CODED = frozenset({"state", "country", "facility"})
_NOTHING: Mapping[str, str | None] = MappingProxyType({})
_LISTED = frozenset({"written", "dateline", "locative", "list"})  # cues that a list carries on


class _Context(NamedTuple):
    """What one walk over a body knows."""

    body: Body
    runs: Runs
    busy: frozenset[int]  # words of agencies, dates and facilities
    taken: frozenset[int]  # and of persons, organisations, outlets and streets
    sites: Mapping[int, Mention]  # by first word
    shapes: Mapping[int, Mention]  # by first word


class PlaceFinder:
    """Finds toponyms. Built once; `find` keeps no state."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Take the gazetteer and the word lists."""
        words = knowledge.name_words
        self._gazetteer: Gazetteer = knowledge.gazetteer
        self._counties, self._regions = CountyFinder(knowledge), RegionFinder(knowledge)
        self._written, self._cues = WrittenStates(knowledge), CueReader(knowledge)
        self._given = knowledge.first_names
        self._standing, self._workplaces = StandingReader(knowledge), WorkplaceReader(knowledge)
        self._locative, self._never = words["locative"], words["never_place"]
        self._function, self._links, self._sections = words["function"], words["name_link"], words["neighborhood_en"]

    def find(
        self, body: Body, runs: Runs, *, busy: frozenset[int], no_place: frozenset[int], sites: Mapping[int, Mention]
    ) -> list[Mention]:
        """Every mention, left to right, none overlapping.

        `busy` words are held by agencies and dates, `no_place` ones by persons, organisations and streets;
        `sites` are the facilities that were found by their shape, by first word.
        """
        held = busy | {i for site in sites.values() for i in range(site.first, site.last + 1)}
        shapes: dict[int, Mention] = {}
        for mention in (*self._counties.find(body), *self._regions.find(body)):
            shapes.setdefault(mention.first, mention)
        at = _Context(body, runs, held, held | no_place, sites, shapes)
        starts = sorted({*body.capitals, *sites, *shapes})
        title_words = body.word_at(body.title_end) + 1 if body.title_end else 0
        in_text = self._walk(at, [i for i in starts if i >= title_words])
        in_text = self._again(at, in_text)
        names = {mention.key: mention.written for mention in reversed(in_text)}
        # the headline last: in capitals it says little that the text does not
        in_title = self._walk(at, [i for i in starts if i < title_words], known=names)
        return with_lists(body, in_title + in_text)

    def mention_at(self, body: Body, first: int, last: int) -> Mention:
        """The mention of words that somebody else marked as a toponym: candidates, cue and written state as ever.

        The longest name counts that leaves no more of the words than its state; there may be no candidate at all.
        """
        for end in range(last, first - 1, -1):
            found = self._features(body, first, end)
            written, end_word = self._written.after(body, end, found)
            if found and (end == last or end_word >= last):
                cue = "written" if written else self._cues.beside(body, first, end)
                stop = self._written.end(body, end, end_word)
                name = body.name_key(first, end)
                return Mention(body.words[first].start, stop, first, end_word, name, found, cue, written)
        name, stop = " ".join(body.keys[first : last + 1]), self._written.end(body, last, last)
        return Mention(body.words[first].start, stop, first, last, name, (), self._cues.beside(body, first, last))

    # -- the walk --------------------------------------------------------------------------------------------------

    def _walk(
        self, at: _Context, starts: Iterable[int], *, known: Mapping[str, str | None] = _NOTHING
    ) -> list[Mention]:
        """The mentions that begin at some words, left to right.

        `known` are names that the text below a headline names, with the state that is written beside them there.
        """
        found: list[Mention] = []
        done = -1
        for index in starts:
            if index > done and (mention := self._mention(at, index, found, known)) is not None:
                found.append(mention)
                done = max(mention.last, index)
        return found

    def _mention(
        self, at: _Context, index: int, before: Sequence[Mention], known: Mapping[str, str | None]
    ) -> Mention | None:
        if index in at.sites:
            return self._with_state(at, at.sites[index])
        shape = at.shapes.get(index)
        if shape is not None:
            # the names of a list of counties confirm each other, whatever persons may bear them
            taken = at.busy if shape.cue == "counties" else at.taken
            if taken.isdisjoint(range(shape.first, shape.last + 1)):
                written, end = self._written.after(at.body, shape.last, shape.candidates)
                if written is None:
                    return shape
                return shape._replace(written=written, last=end, end=self._written.end(at.body, shape.last, end))
        return None if index in at.taken else self._named(at, index, before, known)

    def _with_state(self, at: _Context, site: Mention) -> Mention:
        """A site with the state or the country that is written beside it: "Fort Bliss, Texas" is one place."""
        written, end = self._written.after(at.body, site.last, site.candidates)
        if written is None or not at.taken.isdisjoint(range(site.last + 1, end + 1)):
            return site
        return site._replace(written=written, last=end, end=self._written.end(at.body, site.last, end))

    def _again(self, at: _Context, found: list[Mention]) -> list[Mention]:
        """The mentions with the others of a name that one of them settles, where it is an ordinary word as well."""
        body = at.body
        sure = {m.key: m for m in reversed(found) if m.cue in SURE and m.site is None and m.candidates}
        held = at.taken | {i for mention in found for i in range(mention.first, mention.last + 1)}
        more: list[Mention] = []
        for name, mention in sure.items():
            size = name.count(" ") + 1
            places = body.where.get(name.partition(" ")[0], ())
            small = any(not body.words[index].capital for index in places)
            for first in places:
                last = first + size - 1
                if last >= len(body.words) or body.words[first].end <= body.title_end or not body.words[first].capital:
                    continue
                if (small and body.starts_sentence(first)) or body.name_key(first, last) != name:
                    continue
                run = at.runs.at(first)
                if held.isdisjoint(range(first, last + 1)) and (
                    run is None or self._standing.is_free(body, run, first, last, strong=False, before=())
                ):
                    stop = self._written.end(body, last, last)
                    more.append(Mention(body.words[first].start, stop, first, last, name, mention.candidates, "again"))
        return sorted(found + more, key=lambda m: m.start) if more else found

    # -- one name ----------------------------------------------------------------------------------------------------

    def _named(
        self, at: _Context, index: int, before: Sequence[Mention], known: Mapping[str, str | None]
    ) -> Mention | None:
        """The mention of a name that begins at a word, or None."""
        body, word = at.body, at.body.words[index]
        if not word.capital:
            return None
        found = self._longest(at, index)
        if found is None:
            return self._unlisted(body, index, at.runs.at(index))
        last, candidates = found
        name = body.name_key(index, last)
        written, end_word = self._written.after(body, last, candidates)
        if written is None and known.get(name) and body.gaps[last] == " ":  # a headline's "Paris Texas"
            named = self._written.named(body, last + 1)
            if named is not None and named[0] == known[name]:
                written, end_word = named
        if not at.taken.isdisjoint(range(last + 1, end_word + 1)):
            end_word = last  # "In Austin, Texas Department of Public Safety troopers": the state is the agency's
        sure = written is not None and any(f.state == written for f in candidates)
        if (
            last == index
            and word.plain in self._function
            and not (word.text.isupper() and len(word.text) > 1)
            and not sure
        ):
            return None  # "La" at the start of a sentence is no L.A., and "Why" no town but in "Why, Ariz."
        if name in self._never and not sure and not self._is_section(body, last, candidates):
            return None
        if self._standing.is_side(body, index, candidates):
            return None
        if self._standing.is_other(body, index, last, name, candidates):
            return None
        kinds: set[str] = {f.kind for f in candidates}
        if kinds == {"facility"} and self._workplaces.is_workplace(body, index, name):
            return None
        strong = bool(kinds & _WHOLE) or (
            last > index and any(f.population >= _KNOWN_ALONE or f.kind == "neighborhood" for f in candidates)
        )
        run = at.runs.at(index) or (at.runs.at(index + 1) if index + 1 < len(body.words) else None)
        if written is None and name not in known:
            if index < at.runs.headline_words:
                if not strong and not any(
                    f.population >= (HEADLINE if f.country == "US" else ABROAD) for f in candidates
                ):
                    return None
            elif run is not None and not self._standing.is_free(body, run, index, last, strong=strong, before=before):
                return None
        listed = bool(before) and before[-1].cue in _LISTED and body.text[before[-1].end : word.start] in LIST_GAPS
        cue = "written" if written else self._cues.cue(body, index, last, candidates, strong=strong, listed=listed)
        if cue is None or (cue != "dateline" and kinds.isdisjoint(_ACRONYMS) and is_acronym(body, index, last)):
            return None
        end = self._written.end(body, last, end_word)
        return Mention(word.start, end, index, end_word, name, candidates, cue, written)

    def _is_section(self, body: Body, last: int, candidates: Sequence[Feature]) -> bool:
        """Whether the word after a name says that a neighborhood is meant: "the Casa Blanca neighborhood"."""
        named = body.gaps[last] == " " and body.words[last + 1].plain in self._sections
        return named and any(f.kind == "neighborhood" for f in candidates)

    def _longest(self, at: _Context, index: int) -> tuple[int, tuple[Feature, ...]] | None:
        """The last word and the candidates of the longest name that starts at a word."""
        body, words, end = at.body, at.body.words, index
        most = min(self._gazetteer.most_words(body.keys[index]), _LONGEST_NAME)
        if not most:
            return None
        agency = len(words)  # the word of a name that an agency holds: "Portland ICE facility"
        while (
            end - index + 1 < most and end + 1 < len(words) and joined(body, end) and not body.starts_sentence(end + 1)
        ):
            end += 1
            if end in at.taken:
                if words[end].text != AGENCY_IN_NAME:
                    end -= 1
                    break
                agency = min(agency, end)
        for last in range(end, index - 1, -1):
            found = self._features(body, index, last)
            if not found and words[last].plain != "state":
                continue
            if last >= agency:
                found = tuple(f for f in found if f.kind == "facility")
            elif not words[last].capital and last > index:
                if not found and words[last].plain == "state":
                    found = tuple(f for f in self._features(body, index, last - 1) if f.kind == "state")
                elif words[last].plain not in _SMALL_LAST:
                    found = tuple(f for f in found if f.kind == "facility")  # "Krome detention center"
            if last == index and len(words[index].text) <= _LONGEST_CODE and not words[index].text.isupper():
                found = tuple(f for f in found if f.kind not in _CODED)  # "Car" is no country, "Lax" no airport
            if found:
                return last, found
        return None

    def _features(self, body: Body, first: int, last: int) -> tuple[Feature, ...]:
        """The features of a name; "St. Mary's" is a name with its possessive."""
        words = body.words
        whole = words[first].key if first == last else " ".join([word.key for word in words[first : last + 1]])
        found = self._gazetteer.by_key(whole)
        return found if found or not whole.endswith("'s") else self._gazetteer.by_key(whole.removesuffix("'s"))

    def _unlisted(self, body: Body, index: int, run: Run | None) -> Mention | None:
        """A town that the gazetteer lacks, where the words say its state: "in Ochopee, Florida"."""
        words = body.words
        if (
            run is None
            or index != run.first
            or run.last - run.first >= _LONGEST_UNLISTED
            or body.gaps[run.last] != ", "
        ):
            return None
        if (words[index - 1].plain if index else "") not in self._locative and not starts_line(body, index):
            return None
        if words[index].plain in self._given or not words[run.last + 1].capital:
            return None
        if any(not words[i].capital and words[i].plain not in self._links for i in range(run.first, run.last)):
            return None  # "Residents of Mobile, Alabama"
        state = self._written.named(body, run.last + 1)
        if state is None:
            return None
        code, last = state
        end = self._written.end(body, run.last, last)
        return Mention(words[index].start, end, index, last, body.name_key(index, run.last), (), "written", code)
