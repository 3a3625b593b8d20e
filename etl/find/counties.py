"""Counties by the word beside them: "condado de Ventura", "Wake, Orange and Johnston counties"."""

from __future__ import annotations

from collections.abc import Iterator

from etl.find.mentions import Mention
from etl.find.runs import ends_after, joined
from etl.gazetteer import Feature, Gazetteer, most_words
from etl.knowledge import Knowledge
from etl.text import Body

_LONGEST_COUNTY = 4  # words in the name of a county
_LONGEST_LIST = 60  # words in a list of counties
_LONGEST_LEAD_IN = 3  # words: "entre ellos los de"
_LEAST_IN_LIST = 2  # names, where a word near them says that counties are meant
_TOWN, _LARGE_TOWN = 5_000, 20_000  # people: a town of fewer is not meant in a list of counties; one of more is
_CITY = 250_000  # people: such a city is meant, whatever counties bear its name
_COUNTY, _PARISH = "county", "parish"  # the words that end the keys of the gazetteer's counties


class CountyFinder:
    """Finds counties by the word beside them. Built once; keeps no state."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Take the gazetteer and the words of counties."""
        words = knowledge.name_words
        self._gazetteer: Gazetteer = knowledge.gazetteer
        self._before, self._after, self._one = words["counties"], words["counties_es"], words["county_es"]
        self._parish, self._near = words["parish"], words["county_near"]
        self._links, self._and, self._of = words["county_list_link"], words["county_list_and"], words["of_es"]
        self._including = words["including"]
        self._bare_and = words["and"]
        self._words = self._before | self._after | self._one | self._near
        self._most_words = most_words(name for name, _ in self._gazetteer.counties)

    def find(self, body: Body) -> Iterator[Mention]:
        """Counties in lists before or after their word, counties after "condado de", and lists without the word."""
        if body.where.keys().isdisjoint(self._words):
            return
        for index in body.at_keys(self._before):
            yield from self._list_before(body, index)
        for index in body.at_keys(self._after):
            yield from self._list_after(body, index, index + 1)
        for index in body.at_keys(self._before | self._after):
            if (at := self._lead_in(body, index)) is not None:
                yield from self._list_after(body, index, at)
        of = (i for i in body.at_keys({_COUNTY}) if i + 1 < len(body.words) and body.words[i + 1].plain in self._of)
        for index in (*body.at_keys(self._one), *of):
            if (mention := self._county_after(body, index)) is not None:
                yield mention
        if not body.where.keys().isdisjoint(self._near):
            yield from self._bare_lists(body)

    def _head(self, body: Body, index: int) -> str:
        """The word that ends a county's key: counties of Louisiana are parishes."""
        return _PARISH if body.words[index].plain in self._parish else _COUNTY

    def _county_after(self, body: Body, index: int) -> Mention | None:
        """ "condado de Ventura", "parroquia de Jefferson"."""
        words, at = body.words, index + 1
        if at < len(words) and words[at].plain in self._of:
            at += 1
        for end in ends_after(body, index, at, _LONGEST_COUNTY):
            name, counties = self._counties(body, at, end, self._head(body, index))
            if counties:
                return Mention(words[index].start, words[end].end, index, end, name, counties, "locative")
        return None

    # -- lists -----------------------------------------------------------------------------------------------------

    def _list_before(self, body: Body, index: int) -> Iterator[Mention]:
        """The names before "counties", back to the first that is none."""
        head, last = self._head(body, index), index - 1
        while last >= 0 and index - last < _LONGEST_LIST and body.sentences[last] == body.sentences[index]:
            sizes = range(min(_LONGEST_COUNTY, last + 1), 0, -1)
            mention = next((m for size in sizes if (m := self._spanning(body, last - size + 1, last, head))), None)
            if mention is None:
                return
            yield mention
            last = mention.first - 1
            if last >= 0 and body.words[last].plain in self._and:
                last -= 1

    def _lead_in(self, body: Body, index: int) -> int | None:
        """The first word of a list after "counties": "seven counties, including", "siete condados, entre ellos".

        A colon does so by itself.
        """
        words, at = body.words, index + 1
        if body.gaps[index] == ": ":
            return at
        if body.gaps[index] not in (", ", " "):
            return None
        while at < len(words) and at - index <= _LONGEST_LEAD_IN and words[at].plain in self._including:
            at += 1
        return at if at > index + 1 and at < len(words) else None

    def _list_after(self, body: Body, index: int, at: int) -> Iterator[Mention]:
        """The names from a word after "condados" on, up to the first that is none."""
        words, head = body.words, self._head(body, index)
        while at < len(words) and at - index < _LONGEST_LIST and body.sentences[at] == body.sentences[index]:
            if words[at].plain in self._links and not words[at].capital:
                at += 1
                continue
            mention = self._starting_at(body, at, head)
            if mention is None:
                return
            yield mention
            at = mention.last + 1

    def _bare_lists(self, body: Body) -> Iterator[Mention]:
        """Lists of counties without the word, in a text that speaks of counties: "Cass, Crow Wing and Itasca".

        The names in a row are all counties of one state, and one of them is no town of any size.
        """
        words, done = body.words, -1
        near = self._sentences_of_counties(body)
        for index in body.capitals:
            if index <= done or body.sentences[index] not in near:
                continue
            run: list[Mention] = []
            at = index
            while at < len(words) and (mention := self._starting_at(body, at, _COUNTY)) is not None:
                if words[mention.last].plain == _COUNTY:
                    break  # "Pierce County, Washington" is one, with its state
                run.append(mention)
                at = mention.last + 1
                if at < len(words) and words[at].plain in self._bare_and and not words[at].capital:
                    at += 1
                elif body.gaps[mention.last] != ", ":
                    break
            done = at - 1 if run else index
            if len(run) >= _LEAST_IN_LIST:
                yield from self._of_one_state(run)

    def _of_one_state(self, run: list[Mention]) -> Iterator[Mention]:
        """The counties of a list in the states that have them all, if one of the names is no town there."""
        shared = set.intersection(*({f.state for f in m.candidates} for m in run))
        if sum(self._is_city(m) for m in run) * 2 >= len(run):
            return  # "Columbus and Cleveland saw arrests"
        if not shared or all(self._has_town(m, shared, _TOWN) for m in run):
            return
        for mention in run:
            if not self._has_town(mention, shared, _LARGE_TOWN):
                yield mention._replace(candidates=tuple(f for f in mention.candidates if f.state in shared))

    def _sentences_of_counties(self, body: Body) -> set[int]:
        """The sentences with a word of counties, and the ones after them."""
        near = (body.sentences[at] for at in body.at_keys(self._near))
        return {number for sentence in near for number in (sentence, sentence + 1)}

    def _has_town(self, mention: Mention, states: set[str | None], people: int) -> bool:
        """Whether a county's name is that of a town of so many people in one of the states."""
        towns = self._gazetteer.by_key(mention.key.removesuffix(f" {_COUNTY}"))
        return any(f.kind == "city" and f.state in states and f.population >= people for f in towns)

    def _is_city(self, mention: Mention) -> bool:
        """Whether a county's name is that of a city which is known without its state."""
        places = self._gazetteer.by_key(mention.key.removesuffix(f" {_COUNTY}"))
        return any(f.kind == "city" and f.country == "US" and f.population >= _CITY for f in places)

    # -- one name --------------------------------------------------------------------------------------------------

    def _starting_at(self, body: Body, first: int, head: str) -> Mention | None:
        """The county of the longest name that begins at a word."""
        if not body.words[first].capital:
            return None
        most = min(self._most_words.get(body.words[first].key, 0), _LONGEST_COUNTY)
        for size in range(most, 0, -1):
            if (mention := self._spanning(body, first, first + size - 1, head)) is not None:
                return mention
        return None

    def _spanning(self, body: Body, first: int, last: int, head: str) -> Mention | None:
        """The mention of the county that words name, or None."""
        words = body.words
        if last >= len(words) or not words[first].capital or not all(joined(body, i) for i in range(first, last)):
            return None
        name, counties = self._counties(body, first, last, head)
        if not counties:
            return None
        return Mention(words[first].start, words[last].end, first, last, name, counties, "counties")

    def _counties(self, body: Body, first: int, last: int, head: str) -> tuple[str, tuple[Feature, ...]]:
        """The key and the counties that words name with or without their head."""
        name = " ".join([word.key for word in body.words[first : last + 1]])
        name = name if name.endswith(f" {head}") else f"{name} {head}"
        return name, tuple(f for f in self._gazetteer.by_key(name) if f.kind == "county")
