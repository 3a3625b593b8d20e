"""The state or country that the words write after a town: "Monroe, La.", "Bell, California", "Tbilisi, Georgia"."""

from __future__ import annotations

from collections.abc import Sequence

from etl.find.runs import joined
from etl.gazetteer import ABROAD, Feature, Gazetteer, key, most_words
from etl.knowledge import Knowledge
from etl.text import Body

LARGE_CITY = 400_000  # people: "New York" and "Washington" are cities first, and states where something says so
_DWARF = 20  # a town with so many times fewer people than a metropolis of its name is not meant before "New York"
_LONGEST_COUNTRY = 3
_GAPS = frozenset({", ", " (", ",", " ", ",\n"})
_CLOSING = (", ", ". ", ".", ")", ";", " —", "\n", " –")  # after "Ochopee, Florida"
_GOES_ON = (", and", ", y ")  # after "Ochopee, Florida": a list
_HUNG = frozenset({"city", "county", "neighborhood", "facility"})
_WHOLES = ("country", "region", "state")  # "Havana, Cuba" and "London, Ontario"


class WrittenStates:
    """Reads the state after a name. Built once; keeps no state."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Take the forms of the states' names, and the postal codes that are words too."""
        self._gazetteer: Gazetteer = knowledge.gazetteer
        self._states = knowledge.state_forms
        self._with_period = knowledge.state_abbreviations
        self._initials = frozenset(key(row["ap"]) for row in knowledge.tables["states"] if row["ap"].count(".") > 1)
        self._most_words = most_words(self._states)
        self._word_codes = frozenset(word.upper() for word in knowledge.name_words["word_code"])

    def after(self, body: Body, last: int, candidates: Sequence[Feature]) -> tuple[str | None, int]:
        """The two letters of a state, or "country:CU", and the index of the last word that belongs to the mention.

        "Nogales, Sonora" and "Ciudad Acuña, Mexico" are one place each, as "Bell, Calif." is.
        """
        at = last + 1
        if at >= len(body.words) or not body.words[at].capital or body.gaps[last] not in _GAPS:
            return None, last
        found = self._state(body, last, candidates)
        if found is not None:
            return found
        if body.gaps[last] != " ":
            for end in range(min(at + _LONGEST_COUNTRY, len(body.words)) - 1, at - 1, -1):
                wholes = self._gazetteer.by_key(body.name_key(at, end))
                country = next((f.country for f in wholes if f.kind in _WHOLES and f.country not in ("US", None)), None)
                if country and any(f.country == country for f in candidates if f.kind in ("city", "facility")):
                    return f"{ABROAD}{country}", end
        return None, last

    def named(self, body: Body, at: int) -> tuple[str, int] | None:
        """The state that the words from `at` on name in any form, and the index of its last word; the longest one."""
        words = body.words
        most = self._most_words.get(body.keys[at], 0)
        for end in range(min(at + most, len(words)) - 1, at - 1, -1):
            code = self._states.get(body.name_key(at, end))
            if code is None or not all(joined(body, i) for i in range(at, end)):
                continue
            text = words[end].text
            if (
                at == end
                and len(text) == 2
                and not text.isupper()
                and body.text[words[end].end : words[end].end + 1] != "."
            ):
                continue  # "La" and "De" are no states; "La." and "Pa." are
            if body.gaps[end] == "-" and body.words[end + 1].text.isdecimal():
                continue  # "MS-13"
            if at == end and "." in text and words[end].key not in self._initials:
                continue  # "L.A." is no Louisiana
            return code, end
        return None

    def end(self, body: Body, last: int, end_word: int) -> int:
        """The end of a mention, without possessive and with the period of an abbreviated state."""
        word = body.words[end_word]
        end = word.bare_end
        if end_word > last and word.key in self._with_period and body.text[end : end + 1] == ".":
            return end + 1
        return end

    def _state(self, body: Body, last: int, candidates: Sequence[Feature]) -> tuple[str, int] | None:
        """The state after a name, where the name lies in it or the form and the commas leave no doubt."""
        named, gap = self.named(body, last + 1), body.gaps[last]
        if named is None:
            return None
        code, end = named
        letters = body.words[end].text.replace(".", "")
        postal = end == last + 1 and len(letters) == 2 and letters.isupper()
        if gap == " " and not (postal and code not in self._word_codes):
            return None
        states = {f.state for f in candidates if f.kind in _HUNG}
        if code in states and not postal and self._is_listed(body, last + 1, end, code, candidates):
            return None
        if code in states or (postal and gap == ", "):
            return code, end
        # a town that the gazetteer lacks there: the words still say the state; "Colorado, Wyoming, Utah" is a list
        whole = any(f.kind in ("state", "country") for f in candidates)
        if (
            gap == ", "
            and candidates
            and not whole
            and not self._ends_in_state(body, last)
            and self._closes(body, end)
            and not self._is_city(body, last + 1, end)
        ):
            return code, end
        return None

    def _closes(self, body: Body, end: int) -> bool:
        """Whether a comma or a stop follows: "Ochopee, Florida, where" is one place, "Ochopee, Florida and" a list."""
        after = body.words[end].end
        following = body.text[after : after + 6]
        return following.startswith(_CLOSING) and not following.startswith(_GOES_ON)

    def _is_listed(self, body: Body, first: int, last: int, code: str, candidates: Sequence[Feature]) -> bool:
        """Whether a state's name is the next city of a list: "Boston, New York or Chicago".

        The name before it is a metropolis's of another state, and the Boston in this one is a dwarf beside it.
        """
        if not self._is_city(body, first, last):
            return False
        largest = max(candidates, key=lambda f: f.population if f.country == "US" else 0)
        there = max((f.population for f in candidates if f.state == code), default=0)
        return largest.state != code and largest.population > max(LARGE_CITY, _DWARF * there)

    def _ends_in_state(self, body: Body, last: int) -> bool:
        """Whether the last words of a name are a state's: "northern New York, Vermont" is a list."""
        return any(first >= 0 and body.name_key(first, last) in self._states for first in (last, last - 1))

    def _is_city(self, body: Body, first: int, last: int) -> bool:
        """Whether a state's name is a large city's too: "Miami, West Palm Beach, New York" is a list."""
        named = self._gazetteer.by_key(body.name_key(first, last))
        return any(f.kind == "city" and f.population > LARGE_CITY for f in named)
