"""Universities that are only where somebody works or learns: "a student of Columbia University"."""

from __future__ import annotations

from etl.gazetteer import key
from etl.knowledge import Knowledge
from etl.text import Body

_AHEAD = 3  # and words after it
_BACK = 4  # words before a university among which an employment is said


class WorkplaceReader:
    """Reads who is said to work or learn at a name. Built once; keeps no state."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Take the words of employment, and those of universities' names."""
        self._employed, self._schools = knowledge.name_words["employed"], knowledge.name_words["school"]

    def is_employed(self, body: Body, index: int) -> bool:
        """Whether the words before say who works there: "a professor at"."""
        return any(word.plain in self._employed for word in body.words[max(0, index - _BACK) : index])

    def is_workplace(self, body: Body, first: int, name: str) -> bool:
        """Whether a name from the word `first` on is a university's, and only says where somebody works or learns."""
        words = key(name).split()
        if self._schools.isdisjoint(words):
            return False
        return self.is_employed(body, first) or self._names_people(body, first + len(words))

    def _names_people(self, body: Body, after: int) -> bool:
        """Whether the words after a name say who learns or works there: "a Tufts University doctoral student"."""
        for index in range(after, min(after + _AHEAD, len(body.words))):
            if body.gaps[index - 1] != " " or body.words[index].capital:
                return False
            if body.words[index].plain in self._employed:
                return True
        return False
