"""What stands right before and after a mention of a place."""

from __future__ import annotations

from etl.find.mentions import Mention
from etl.knowledge import Knowledge
from etl.text import Body

_INSIDE = "in"


class BesideReader:
    """Reads the words beside a mention. Built once; keeps no state."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Take the word lists."""
        words = knowledge.name_words
        self._skipped, self._towns, self._of = words["article"], words["town_word"], words["place_of"]
        self._beside, self._links = words["beside_town"], words["article"] | words["place_of"] | words["place_from"]
        self._function, self._offices = words["function"], words["office_after"]

    def before(self, body: Body, mention: Mention) -> str:
        """The plain word before a mention, articles left out; "in" for "the city of Bell"; empty at the start."""
        words, at = body.words, body.before(mention.first, self._skipped)
        if at > 0 and words[at].plain in self._of and words[at - 1].plain in self._towns:
            return _INSIDE
        return words[at].plain if at >= 0 else ""

    def is_beside(self, body: Body, mention: Mention) -> bool:
        """Whether the words before say that the thing is by the town: "a suburb of Tucson", "south of Tampa"."""
        words, at = body.words, body.before(mention.first, self._links)
        return at >= 0 and words[at].plain in self._beside and body.sentences[at] == body.sentences[mention.first]

    def is_modifier(self, body: Body, mention: Mention) -> bool:
        """Whether a noun follows that the name only describes: "a Tennessee town"."""
        at = mention.last + 1
        if at >= len(body.words) or body.text[mention.end : body.words[at].start] != " ":
            return False
        word = body.words[at]
        return not word.capital and word.plain not in self._function

    def is_office(self, body: Body, mention: Mention) -> bool:
        """Whether what follows is somebody's trade or office: "a Boston attorney"."""
        at = mention.last + 1
        return at < len(body.words) and body.words[at].plain in self._offices
