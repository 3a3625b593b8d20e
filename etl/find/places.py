"""Toponym recognition: spans that name a place, with the words beside them that later tell which.

Recognition looks names up in the gazetteer, longest first, and leaves out what only borrows a place's name:
persons, agencies, organisations, outlets, teams and streets. It never decides which Springfield is meant.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from etl.find.mentions import Mention, starts_line, with_lists
from etl.find.names import title_case
from etl.find.runs import Run, Runs, joined
from etl.find.shapes import ShapeFinder
from etl.gazetteer import Feature, Gazetteer
from etl.knowledge import Knowledge
from etl.text import Body

_DATELINE = ("—", "–", "(", "--", "- ", ". —", ".—", ". –", ". --", ". (", ".-")
_LONGEST_NAME = 9  # words in the longest name of the gazetteer that news uses
_KNOWN_ALONE = 20_000  # a town of this many people is known by its name alone
_KNOWN_ABROAD = 300_000  # a foreign one by this many
_KNOWN_IN_HEADLINE = 100_000  # in a headline of capitals a word must be better known to count
# Postal codes that are words too need a comma before them: "Portland, OR" but not "this OR that".
_WORD_CODES = frozenset({"OR", "IN", "ME", "OK", "HI", "LA", "DE", "AL", "PA", "MA", "ID", "OH"})
_SMALL_LAST = frozenset({"state", "county", "parish", "island"})  # may end a name without a capital: "Cook county"
_WEAK_PREPOSITIONS = ("of", "de", "at", "to", "the", "by", "for", "a")


class _Context(NamedTuple):
    """What one walk over a body knows."""

    body: Body
    runs: Runs
    taken: frozenset[int]  # words of agencies and dates, of persons, organisations, outlets and streets, of facilities
    headline: bool  # most words of the title are capitals


class PlaceFinder:
    """Finds toponyms. Built once; `find` keeps no state."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Take the gazetteer and the word lists."""
        words = knowledge.name_words
        self._gazetteer: Gazetteer = knowledge.gazetteer
        self._shapes = ShapeFinder(knowledge)
        self._states = knowledge.state_forms
        self._common = knowledge.common_words
        self._given, self._family = knowledge.first_names, knowledge.surnames
        self._titles, self._locative, self._say = words["title"], words["locative"], words["say"]
        self._never = words["never_place"]
        self._before = words["place_before"] | words["direction"] | words["function"] | words["calendar"]
        self._after = words["place_after"] | words["calendar"] | words["title"]
        self._suffix = words["place_suffix"] | words["neighborhood"]
        self._skipped, self._function = words["article"], words["function"]
        self._us_adjective = words["us_adjective"]

    def find(
        self, body: Body, runs: Runs, *, busy: frozenset[int], no_place: frozenset[int], sites: Mapping[int, Mention]
    ) -> list[Mention]:
        """Every mention, left to right, none overlapping.

        `busy` words are held by agencies and dates, `no_place` ones by persons, organisations and streets;
        `sites` are the facilities that were found by their shape, by first word.
        """
        held = frozenset(i for site in sites.values() for i in range(site.first, site.last + 1))
        at = _Context(body, runs, busy | no_place | held, title_case(body))
        shapes = self._shapes.find(body)
        in_text: dict[int, Mention] = {}
        index = body.word_at(body.title_end) + 1 if body.title_end else 0
        title_words = index
        while index < len(body.words):
            found = self._mention(at, index, sites, shapes)
            index = max(found.last, index) + 1 if found else index + 1
            if found:
                in_text[found.first] = found
        names = frozenset(mention.key for mention in in_text.values())
        mentions, index = [], 0
        while index < title_words:  # the headline last: in capitals it says little that the text does not
            found = self._mention(at, index, sites, shapes, known=names)
            index = max(found.last, index) + 1 if found else index + 1
            if found:
                mentions.append(found)
        return with_lists(body, mentions + list(in_text.values()))

    def _mention(
        self, at: _Context, index: int, sites: Mapping[int, Mention], shapes: Mapping[int, Mention],
        known: frozenset[str] = frozenset(),
    ) -> Mention | None:  # fmt: skip
        if index in sites:
            return sites[index]
        shape = shapes.get(index)
        if shape is not None and at.taken.isdisjoint(range(shape.first, shape.last + 1)):
            written, end = self._written(at.body, shape.last, shape.candidates)
            return (
                shape._replace(written=written, last=end, end=self._end(at.body, shape.last, end)) if written else shape
            )
        return None if index in at.taken else self._named(at, index, known)

    # -- one name ----------------------------------------------------------------------------------------------------

    def _named(self, at: _Context, index: int, known: frozenset[str]) -> Mention | None:
        """The mention of a name that begins at a word, or None."""
        body, word = at.body, at.body.words[index]
        if not word.capital:
            return None
        run = at.runs.at(index) or (at.runs.at(index + 1) if index + 1 < len(body.words) else None)
        found = self._longest(at, index)
        if found is None:
            return self._unlisted(body, index, at.runs.at(index))
        last, candidates = found
        name = " ".join(w.key for w in body.words[index : last + 1]).removesuffix("'s")
        if last == index and word.plain in self._function and not (word.text.isupper() and len(word.text) > 1):
            return None  # "La" at the start of a sentence is no L.A.
        if name in self._never or (name in ("us", "usa") and not self._is_noun(body, index, last)):
            return None
        written, end_word = self._written(body, last, candidates)
        kinds: set[str] = {f.kind for f in candidates}
        strong = bool(kinds & {"state", "country", "region", "county", "facility"}) or (
            last > index and any(f.population >= _KNOWN_ALONE or f.kind == "neighborhood" for f in candidates)
        )
        if written is None and name not in known:
            if at.headline and word.end <= body.title_end:
                if not strong and max(f.population for f in candidates) < _KNOWN_IN_HEADLINE:
                    return None
            elif run is not None and not self._stands_free(body, run, index, last, strong):
                return None
        cue = "written" if written else self._cue(at, index, last, name, candidates, kinds, strong)
        if cue is None or (self._is_acronym(at, index, last) and cue != "dateline"):
            return None
        return Mention(word.start, self._end(body, last, end_word), index, end_word, name, candidates, cue, written)

    def _longest(self, at: _Context, index: int) -> tuple[int, tuple[Feature, ...]] | None:
        """The last word and the candidates of the longest name that starts at a word."""
        words, last = at.body.words, index
        keys = [words[index].key]
        while (
            len(keys) < _LONGEST_NAME and last + 1 < len(words) and last + 1 not in at.taken and joined(at.body, last)
        ):
            last += 1
            keys.append(words[last].key)
            if at.body.starts_sentence(last):
                break
        for size in range(len(keys), 0, -1):
            end = index + size - 1
            if not words[end].capital and (words[end].plain not in _SMALL_LAST or size == 1):
                continue
            text = " ".join(keys[:size])
            found = self._gazetteer.by_key(text) or self._gazetteer.by_key(text.removesuffix("'s"))
            if not found and size > 1 and words[end].plain == "state" and not words[end].capital:
                found = tuple(f for f in self._gazetteer.by_key(" ".join(keys[: size - 1])) if f.kind == "state")
            if found:
                return end, found
        return None

    def _end(self, body: Body, last: int, end_word: int) -> int:
        """The end of a mention, without possessive and with the period of an abbreviated state."""
        word = body.words[end_word]
        end = word.end - (2 if word.plain.endswith("'s") else 0)
        return end + 1 if end_word > last and body.text[end : end + 1] == "." and end - word.start <= 5 else end

    # -- what stands beside a name -----------------------------------------------------------------------------------

    def _stands_free(self, body: Body, run: Run, first: int, last: int, strong: bool) -> bool:
        """Whether the capital words of the run beside a name leave it a name by itself."""
        words = body.words
        if first > run.first and words[first - 1].capital:
            before = words[first - 1].plain
            if before not in self._before and before not in self._titles and not self._is_named(body, first - 1):
                return strong and body.starts_sentence(first - 1)
        if last < run.last and words[last + 1].capital:
            after = words[last + 1].plain.removesuffix("'s")
            return after in self._after or self._is_named(body, last + 1)
        return True

    def _is_named(self, body: Body, index: int) -> bool:
        """Whether a capital word is a place by itself, so that two stand side by side ("Queens, New York")."""
        features = self._gazetteer.by_key(body.words[index].key.removesuffix("'s"))
        return any(f.kind in ("state", "country") or f.population >= _KNOWN_IN_HEADLINE for f in features)

    def _written(self, body: Body, last: int, candidates: tuple[Feature, ...]) -> tuple[str | None, int]:
        """The state (or country) written after a name, and the index of its last word: "Bell, California"."""
        words = body.words
        if last + 1 >= len(words) or not words[last + 1].capital:
            return None, last
        gap = body.text[words[last].end : words[last + 1].start]
        if gap not in (", ", " (", ",", " ", ",\n"):
            return None, last
        states = {f.state for f in candidates if f.kind in ("city", "county", "neighborhood", "facility")}
        whole = any(f.kind == "state" for f in candidates)  # "Colorado, Wyoming, Utah" is a list
        for size in range(min(4, len(words) - last - 1), 0, -1):
            end = last + size
            code = self._states.get(" ".join(w.key for w in words[last + 1 : end + 1]).removesuffix("'s"))
            if code is None or not all(joined(body, i) for i in range(last + 1, end)):
                continue
            letters = words[end].text.replace(".", "")
            postal = size == 1 and len(letters) == 2 and letters.isupper()
            if size == 1 and len(letters) == 2 and not postal and body.text[words[end].end : words[end].end + 1] != ".":
                continue  # "La" and "De" are no states; "La." and "Pa." are
            if gap == " " and not (postal and code not in _WORD_CODES):
                continue
            unlisted = gap == ", " and candidates and not whole and self._closes(body, end)
            if code in states or (postal and gap == ", ") or unlisted:
                return code, end  # a town that the gazetteer lacks there: the words still say the state
        if gap != " ":
            for size in (3, 2, 1):
                text = " ".join(w.key for w in words[last + 1 : last + 1 + size])
                areas = ("country", "region", "state")  # "Havana, Cuba" and "London, Ontario"
                country = next(
                    (f for f in self._gazetteer.by_key(text) if f.kind in areas and f.country not in ("US", None)), None
                )
                if country and any(f.country == country.country for f in candidates if f.kind == "city"):
                    return country.country, last
        return None, last

    def _closes(self, body: Body, end: int) -> bool:
        """Whether a comma or a stop follows: "Ochopee, Florida, where" is one place, "Ochopee, Florida and" a list."""
        following = body.text[body.words[end].end :][:6]
        return following[:2] in (", ", ". ", ".", ")", ";", " —", "\n", " –") and not following.startswith(
            (", and", ", y ")
        )

    def _unlisted(self, body: Body, index: int, run: Run | None) -> Mention | None:
        """A town that the gazetteer lacks, where the words say its state: "in Ochopee, Florida"."""
        words = body.words
        if run is None or index != run.first or run.last - run.first > 2 or run.last + 1 >= len(words):
            return None
        before = words[index - 1].plain if index else ""
        if body.text[words[run.last].end : words[run.last + 1].start] != ", " or not words[run.last + 1].capital:
            return None
        if (before not in self._locative and not starts_line(body, index)) or words[index].plain in self._given:
            return None
        codes = (
            self._states.get(" ".join(w.key for w in words[run.last + 1 : run.last + 1 + size])) for size in (2, 1)
        )
        code = next((c for c in codes if c), None)
        if code is None:
            return None
        name = " ".join(w.key for w in words[index : run.last + 1])
        return Mention(words[index].start, words[run.last].end, index, run.last, name, (), "written", code)

    def _cue(
        self,
        at: _Context,
        first: int,
        last: int,
        name: str,
        candidates: tuple[Feature, ...],
        kinds: set[str],
        strong: bool,
    ) -> str | None:
        """Why a place is meant, or None where too little says so."""
        body, words = at.body, at.body.words
        cue = self._cue_beside(body, first, last)
        common = name in self._common and not strong
        if cue == "locative" and common:
            largest = max(f.population for f in candidates)
            return None if words[first - 1].plain in _WEAK_PREPOSITIONS and largest < _KNOWN_ALONE else cue
        if cue in ("list", "suffix", "title") and common:
            return None
        if cue in ("bare", "title"):
            says = last + 1 < len(words) and words[last + 1].plain in self._say and joined(body, last)
            if says and last == first and not kinds & {"state", "country"}:
                return None  # "Jackson said": a person
        if cue == "bare" and not strong:
            return self._bare(body, first, last, name, candidates)
        if cue in ("bare", "list", "title") and not kinds & {"state", "country", "region"}:
            abroad = all(f.country != "US" and f.population < _KNOWN_ABROAD for f in candidates)
            return "weak" if abroad else cue  # a town abroad that few know: something must say so
        return cue

    def _cue_beside(self, body: Body, first: int, last: int) -> str:
        words = body.words
        after = body.text[words[last].end : words[last].end + 8].lstrip(" ")
        if after.startswith(_DATELINE) and starts_line(body, first):
            return "dateline"
        at = first - 1
        while at >= 0 and words[at].plain in self._skipped:
            at -= 1
        if at >= 0 and words[at].plain in self._locative:
            between = body.text[words[at].end : words[first].start]
            if "," not in between and not any(mark in between for mark in ".;:—()\n"):
                return "locative"
        follows = words[last + 1] if last + 1 < len(words) else None
        gap = body.text[words[last].end : follows.start] if follows else ""
        if follows and gap in (" ", "-") and follows.plain in self._suffix:
            return "suffix"
        before = body.text[words[first - 1].end : words[first].start] if first else ""
        listed = (before in (", ", "/") and words[first - 1].capital) or (
            gap == ", " and follows is not None and follows.capital
        )
        if listed or (first > 1 and words[first - 1].plain in ("and", "y", "e", "or") and words[first - 2].capital):
            return "list"
        return "title" if words[last].end <= body.title_end else "bare"

    def _bare(self, body: Body, first: int, last: int, name: str, candidates: tuple[Feature, ...]) -> str | None:
        """Whether a name with nothing beside it is a place: well known, or of several words; else weak or none."""
        largest = max(f.population for f in candidates)
        if name in self._common:
            return None
        if last > first:
            return "bare" if largest > 0 or not body.starts_sentence(first) else None
        if name in self._family or name in self._given:
            return "bare" if largest >= _KNOWN_IN_HEADLINE else "weak" if name not in self._given else None
        abroad = all(f.country != "US" and f.population < _KNOWN_ABROAD for f in candidates)
        return "bare" if largest >= _KNOWN_ALONE and not abroad else "weak"

    def _is_acronym(self, at: _Context, first: int, last: int) -> bool:
        """Whether a name is an acronym among ordinary words ("DACA" is not Dhaka), and not a shouted one."""
        words = at.body.words
        text = words[first].text
        if first != last or len(text) < 4 or "." in text or not text.isupper():
            return False
        around = [w.text for w in words[max(0, first - 3) : first + 4] if w is not words[first] and len(w.text) > 3]
        return not any(text.isupper() for text in around) and not starts_line(at.body, first)

    def _is_noun(self, body: Body, first: int, last: int) -> bool:
        """Whether "U.S." stands for the country: with no noun after it that it only describes."""
        words = body.words
        if last + 1 >= len(words):
            return True
        gap, after = body.text[words[last].end : words[last + 1].start], words[last + 1]
        if gap != " " or (not after.capital and after.plain in self._before):
            return gap != "-"
        inside = first > 1 and words[first - 1].plain == "the" and words[first - 2].plain in self._locative
        return inside and not after.capital and after.plain not in self._us_adjective

    def mention_at(self, body: Body, first: int, last: int) -> Mention:
        """The mention of words that somebody else marked as a toponym: candidates, cue and written state as ever.

        The longest name counts that leaves no more of the words than its state; there may be no candidate at all.
        """
        for end in range(last, first - 1, -1):
            name = " ".join(word.key for word in body.words[first : end + 1])
            found = self._gazetteer.by_key(name) or self._gazetteer.by_key(name.removesuffix("'s"))
            written, end_word = self._written(body, end, found)
            if found and (end == last or end_word >= last):
                cue = "written" if written else self._cue_beside(body, first, end)
                stop = self._end(body, end, end_word)
                return Mention(
                    body.words[first].start, stop, first, end_word, name.removesuffix("'s"), found, cue, written
                )
        name, stop = " ".join(body.keys[first : last + 1]), self._end(body, last, last)
        return Mention(body.words[first].start, stop, first, last, name, (), self._cue_beside(body, first, last))
