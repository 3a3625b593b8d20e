"""Toponyms by their shape: "condado de Ventura", "Wake, Orange and Johnston counties", "southern Arizona"."""

from __future__ import annotations

from collections.abc import Iterator

from etl.find.mentions import Mention
from etl.find.runs import joined
from etl.gazetteer import Feature, Gazetteer
from etl.knowledge import Knowledge
from etl.text import Body

_LONGEST_COUNTY = 4  # words in the name of a county
_LONGEST_LIST = 60  # words in a list of counties
_LEAST_IN_LIST = 2  # names, where a word near them says that counties are meant
_TOWN, _LARGE_TOWN = 5_000, 20_000  # people: a town of fewer is not meant in a list of counties; one of more is
_COUNTY_WORDS = frozenset({"county", "counties", "sheriff", "sheriffs", "condado", "condados", "alguacil"})
_LINKS = ("de", "del", "la", "el")
_PLURALS = {"counties": "county", "parishes": "parish", "condados": "county", "parroquias": "parish"}


class ShapeFinder:
    """Finds counties by the word beside them, and regions of a state by a direction. Built once; keeps no state."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Take the gazetteer and the directions."""
        self._gazetteer: Gazetteer = knowledge.gazetteer
        self._directions = {row["word"]: row["english"] for row in knowledge.tables["directions"]}

    def find(self, body: Body) -> dict[int, Mention]:
        """Counties in lists, counties after "condado de", and regions, by their first word."""
        found: dict[int, Mention] = {}
        for index, word in enumerate(body.words):
            mentions: Iterator[Mention | None] = iter(())
            if word.plain in ("counties", "parishes"):
                mentions = iter(self._list_before(body, index))
            elif word.plain in ("condados", "parroquias"):
                mentions = iter(self._list_after(body, index))
            elif word.plain in ("condado", "parroquia"):
                mentions = iter([self._county_after(body, index)])
            elif word.plain in self._directions:
                mentions = iter([self._region(body, index)])
            for mention in mentions:
                if mention is not None:
                    found.setdefault(mention.first, mention)
        if not _COUNTY_WORDS.isdisjoint(body.keys):
            for mention in self._bare_lists(body):
                found.setdefault(mention.first, mention)
        return found

    # -- counties --------------------------------------------------------------------------------------------------

    def _county_after(self, body: Body, index: int) -> Mention | None:
        """ "condado de Ventura", "parroquia de Jefferson"."""
        words, at = body.words, index + 1
        if at < len(words) and words[at].plain in ("de", "del"):
            at += 1
        head = "parish" if words[index].plain == "parroquia" else "county"
        for last in range(min(at + _LONGEST_COUNTY, len(words)) - 1, at - 1, -1):
            if words[at].capital and all(joined(body, i) for i in range(index, last)):
                name, counties = self._counties(body, at, last, head)
                if counties:
                    return Mention(words[index].start, words[last].end, index, last, name, counties, "locative")
        return None

    def _list_before(self, body: Body, index: int) -> list[Mention]:
        """The names before "counties", back to the first that is none."""
        head, last, found = _PLURALS[body.words[index].plain], index - 1, []
        while last >= 0 and index - last < _LONGEST_LIST:
            mention = self._ending_at(body, last, head)
            if mention is None:
                break
            found.append(mention)
            last = mention.first - 1
            if last >= 0 and body.words[last].plain in ("and", "or", "y", "e", "o", "in"):
                last -= 1
        return found

    def _list_after(self, body: Body, index: int) -> list[Mention]:
        """The names after "condados de", up to the first that is none."""
        words, head, at, found = body.words, _PLURALS[body.words[index].plain], index + 1, []
        while at < len(words) and at - index < _LONGEST_LIST:
            if words[at].plain in ("de", "del", "y", "e", "o") and not words[at].capital:
                at += 1
                continue
            mention = next(
                (m for size in range(_LONGEST_COUNTY, 0, -1) if (m := self._spanning(body, at, at + size - 1, head))),
                None,
            )
            if mention is None:
                break
            found.append(mention)
            at = mention.last + 1
        return found

    def _ending_at(self, body: Body, last: int, head: str) -> Mention | None:
        return next(
            (m for size in range(_LONGEST_COUNTY, 0, -1) if (m := self._spanning(body, last - size + 1, last, head))),
            None,
        )

    def _spanning(self, body: Body, first: int, last: int, head: str) -> Mention | None:
        words = body.words
        if (
            first < 0
            or last >= len(words)
            or not words[first].capital
            or not all(joined(body, i) for i in range(first, last))
        ):
            return None
        name, counties = self._counties(body, first, last, head)
        if not counties:
            return None
        return Mention(words[first].start, words[last].end, first, last, name, counties, "counties")

    def _counties(self, body: Body, first: int, last: int, head: str) -> tuple[str, tuple[Feature, ...]]:
        name = " ".join(word.key for word in body.words[first : last + 1])
        name = name if name.endswith(f" {head}") else f"{name} {head}"
        return name, tuple(f for f in self._gazetteer.by_key(name) if f.kind == "county")

    def _bare_lists(self, body: Body) -> Iterator[Mention]:
        """Lists of counties without the word, in a text that speaks of counties: "Cass, Crow Wing and Itasca".

        The names in a row are all counties of one state, and one of them is no town of any size.
        """
        words, index = body.words, 0
        while index < len(words):
            run: list[Mention] = []
            at = index
            while at < len(words) and (mention := self._starting_at(body, at, "county")) is not None:
                run.append(mention)
                at = mention.last + 1
                if at < len(words) and words[at].plain in ("and", "y", "or") and not words[at].capital:
                    at += 1
                elif body.text[mention.end : mention.end + 2] != ", ":
                    break
            if len(run) >= _LEAST_IN_LIST and self._speaks_of_counties(body, run[0].start):
                shared = set.intersection(*({f.state for f in m.candidates} for m in run))
                no_town = any(not self._has_town(m.key.removesuffix(" county"), shared) for m in run)
                if shared and no_town:
                    for mention in (
                        m for m in run if not self._has_town(m.key.removesuffix(" county"), shared, _LARGE_TOWN)
                    ):
                        yield mention._replace(candidates=tuple(f for f in mention.candidates if f.state in shared))
            index = max(at, index + 1) if run else index + 1

    def _speaks_of_counties(self, body: Body, start: int) -> bool:
        """Whether the sentence of a list, or the one before it, has a word of counties."""
        sentence = body.sentence_of(start)
        return any(
            sentence - body.sentence_of(body.words[at].start) in (0, 1)
            for word in _COUNTY_WORDS
            for at in body.where.get(word, ())
        )

    def _has_town(self, name: str, states: set[str | None], people: int = _TOWN) -> bool:
        """Whether a name is a town of so many people in one of the states."""
        return any(
            f.kind == "city" and f.state in states and f.population >= people for f in self._gazetteer.by_key(name)
        )

    def _starting_at(self, body: Body, first: int, head: str) -> Mention | None:
        if not body.words[first].capital:
            return None
        return next(
            (m for size in range(_LONGEST_COUNTY, 0, -1) if (m := self._spanning(body, first, first + size - 1, head))),
            None,
        )

    # -- regions of a state ------------------------------------------------------------------------------------------

    def _region(self, body: Body, index: int) -> Mention | None:
        """ "southern Arizona", "el sur de Texas": a region of a state, unless the gazetteer has it by name."""
        words, at = body.words, index + 1
        while at < len(words) and words[at].plain in _LINKS and not words[at].capital and at - index <= 2:
            at += 1
        if at >= len(words) or not words[at].capital or not all(joined(body, i) for i in range(index, at)):
            return None
        for last in range(min(at + 3, len(words)) - 1, at - 1, -1):
            if not all(joined(body, i) for i in range(at, last)):
                continue
            state = next((f for f in self._by_words(body, at, last) if f.kind == "state" and f.country == "US"), None)
            if state is None:
                continue
            whole = self._by_words(body, index, last)
            if any(f.kind != "region" for f in whole):
                return None  # "North Dakota", "West Virginia"
            if last + 1 < len(words) and words[last + 1].capital and joined(body, last):
                return None  # "Northern California Coalition", "Southern Texas Highway"
            name = f"{self._directions[words[index].plain]} {state.name}"
            made = state._replace(name=name, kind="region", fips_code=None, geonames_id=None, population=0)
            key = " ".join(word.key for word in words[index : last + 1])
            english = self._gazetteer.candidates(name)
            regions = tuple(f for f in (*whole, *english) if f.kind == "region")[:1]
            end = words[last].end - (2 if words[last].plain.endswith("'s") else 0)
            return Mention(words[index].start, end, index, last, key, regions or (made,), "name")
        return None

    def _by_words(self, body: Body, first: int, last: int) -> tuple[Feature, ...]:
        return self._gazetteer.by_key(" ".join(word.key for word in body.words[first : last + 1]).removesuffix("'s"))
