"""Whether a name that ends in a head is a person's: "Sandra Plaza", "Maria Lake"; "at Lincoln Park" is a place.

No private person's name may come out as a place's, and no list of given names is whole. So where the head is a surname
too and one word stands before it, something must say that a place is meant.
"""

from __future__ import annotations

from etl.find.runs import TO_ES, goes_to, joined
from etl.gazetteer import Gazetteer
from etl.knowledge import Knowledge
from etl.text import Body


class PersonOrSite:
    """Tells persons from places by what stands before them. Built once; keeps no state."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Take the names of persons and the words before places."""
        words = knowledge.name_words
        self._gazetteer: Gazetteer = knowledge.gazetteer
        self._given, self._family = knowledge.first_names, knowledge.surnames
        self._there, self._by = words["at_site"], words["place_in"] | words["at"] | words["way_to"]
        self._moves = words["way_es"]

    def is_person(self, body: Body, first: int, head: int, *, weak: bool = False) -> bool:
        """Whether the name from a word to its head may be a person's. After a given name a `weak` head is a surname."""
        words = body.words
        given = all(words[i].plain in self._given for i in range(first, head))
        surname = words[head].plain in self._family or (weak and given)
        if not surname or not (given or first == head - 1):
            return False
        return not self._gazetteer.by_key(body.name_key(first, head)) and not self._is_there(body, first, given=given)

    def _is_there(self, body: Body, first: int, *, given: bool) -> bool:
        """Whether the word before says that a place is meant: "at", "the"; "near" only before what is no given name."""
        words, at = body.words, first - 1
        if at < 0 or not joined(body, at):
            return False
        plain = words[at].plain
        if plain == TO_ES:  # "visitó a Ana Plaza", "fueron llevados a Grant Park"
            return goes_to(body, at, self._moves)
        return plain in self._there or (not given and plain in self._by)
