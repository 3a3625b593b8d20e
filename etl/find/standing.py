"""Whether a name stands by itself, or for something else than a place."""

from __future__ import annotations

from collections.abc import Sequence

from etl.find.cues import HEADLINE
from etl.find.mentions import Mention, starts_line
from etl.find.runs import Run, ends_possessive
from etl.gazetteer import Feature, Gazetteer
from etl.knowledge import Knowledge
from etl.text import Body

_LEAST_ACRONYM = 4  # letters: shorter ones are codes
_AROUND = 3  # words beside an acronym that tell whether all is in capitals


class StandingReader:
    """Reads how a name stands among the words beside it. Built once; keeps no state."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Take the gazetteer and the word lists."""
        words = knowledge.name_words
        self._gazetteer: Gazetteer = knowledge.gazetteer
        self._titles, self._locative, self._function = words["title"], words["locative"], words["function"]
        self._metonyms, self._speaks = words["metonym"], words["say"] | words["wants"]
        self._before = words["place_before"] | words["direction"] | words["function"] | words["calendar"]
        self._after = words["place_after"] | words["calendar"] | words["title"]
        self._us_adjective, self._us = words["us_adjective"], words["us"]
        self._saints = words["saint_of"]
        self._name_sides = words["name_side"]
        self._of, self._districts = words["place_of"], words["court_district"]
        self._sides = frozenset(row["word"] for row in knowledge.tables["directions"])

    def is_free(self, body: Body, run: Run, first: int, last: int, *, strong: bool, before: Sequence[Mention]) -> bool:
        """Whether the capital words of the run beside a name leave it a name by itself."""
        words = body.words
        of_other = bool(before) and before[-1].last == first - 1 and ends_possessive(body, first - 1)
        if first > run.first and words[first - 1].capital and not of_other:  # "Chicago's Little Village"
            plain = words[first - 1].plain
            if plain not in self._before and plain not in self._titles and not self._is_named(body, first - 1):
                return strong and body.starts_sentence(first - 1)
        if last < run.last and words[last + 1].capital and not ends_possessive(body, last):
            after = words[last + 1].plain.removesuffix("'s")
            return after in self._after or self._is_named(body, last + 1)
        return True

    def _is_named(self, body: Body, index: int) -> bool:
        """Whether a capital word is a place by itself, so that two stand side by side ("Queens, New York")."""
        features = self._gazetteer.by_key(body.keys[index])
        return any(f.kind in ("state", "country") or f.population >= HEADLINE for f in features)

    def is_side(self, body: Body, first: int, candidates: Sequence[Feature]) -> bool:
        """Whether a town's name is only the end of one that the gazetteer lacks: "Upper Bern Township"."""
        before = body.words[first - 1] if first and body.gaps[first - 1] == " " else None
        side = before is not None and before.capital and before.plain in self._name_sides
        return side and all(f.kind == "city" for f in candidates)

    def is_other(self, body: Body, first: int, last: int, name: str, candidates: Sequence[Feature]) -> bool:
        """Whether a name stands for something else: "U.S. officials", "Washington said", a Washington State student."""
        if name in self._us:
            return not self._is_noun(body, first, last)
        words, gap = body.words, body.gaps[last]
        if first > 1 and words[first - 1].plain in self._of:
            if words[first - 2].plain in self._saints:
                return True  # "Our Lady of Guadalupe"
            if self._is_district(body, first - 2):
                return any(f.kind == "state" for f in candidates)
        if last + 1 >= len(words) or gap != " ":
            return False
        if name in self._metonyms:
            return words[last + 1].plain in self._speaks
        if any(f.kind == "state" for f in candidates):
            state = last if words[last].text == "State" else last + 1
            if words[state].text == "State" and state + 1 < len(words) and body.gaps[state] == " ":
                located = first > 0 and words[first - 1].plain in self._locative
                noun = words[state + 1]
                return not located and not noun.capital and noun.plain not in self._function
        return False

    def _is_district(self, body: Body, index: int) -> bool:
        """Whether a court's district ends at a word: "the Southern District of Texas", "Distrito Sur de Texas"."""
        words = body.words
        named = index >= 0 and words[index].plain in self._districts
        return named or (index > 0 and words[index].plain in self._sides and words[index - 1].plain in self._districts)

    def _is_noun(self, body: Body, first: int, last: int) -> bool:
        """Whether "U.S." stands for the country: with no noun after it that it only describes."""
        words = body.words
        if last + 1 >= len(words):
            return True
        gap, after = body.gaps[last], words[last + 1]
        if gap != " " or (not after.capital and after.plain in self._before):
            return gap != "-"
        inside = first > 1 and words[first - 1].plain == "the" and words[first - 2].plain in self._locative
        return inside and not after.capital and after.plain not in self._us_adjective


def is_acronym(body: Body, first: int, last: int) -> bool:
    """Whether a name is an acronym among ordinary words ("DACA" is not Dhaka), and not a shouted one."""
    words, text = body.words, body.words[first].text
    if first != last or len(text) < _LEAST_ACRONYM or "." in text or not text.isupper():
        return False
    around = [
        w.text
        for w in words[max(0, first - _AROUND) : first + _AROUND + 1]
        if w is not words[first] and len(w.text) >= _LEAST_ACRONYM
    ]
    return not any(text.isupper() for text in around) and not starts_line(body, first)
