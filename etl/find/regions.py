"""Regions of a state by a direction: "southern Arizona", "el sur de Texas"."""

from __future__ import annotations

from collections.abc import Iterator

from etl.find.mentions import Mention
from etl.find.runs import ends_after, joined
from etl.gazetteer import Feature, Gazetteer
from etl.knowledge import Knowledge
from etl.text import Body

_LONGEST_STATE = 3  # words
_MOST_LINKS = 2  # words between a direction and its state: "sur de la Florida"


class RegionFinder:
    """Finds regions of a state by a direction. Built once; keeps no state."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Take the gazetteer and the directions."""
        self._gazetteer: Gazetteer = knowledge.gazetteer
        self._directions = {row["word"]: row["english"] for row in knowledge.tables["directions"]}
        self._links, self._districts = knowledge.name_words["article_es"], knowledge.name_words["court_district"]

    def find(self, body: Body) -> Iterator[Mention]:
        """The regions, each at its direction."""
        for index in body.at_keys(self._directions):
            if index and body.words[index - 1].plain in self._districts:
                continue  # "Distrito Sur de Texas" is a court's
            if (mention := self._region(body, index)) is not None:
                yield mention

    def _region(self, body: Body, index: int) -> Mention | None:
        """The region that begins at a direction, unless the gazetteer has a place of that name."""
        words, at = body.words, index + 1
        while (
            at < len(words) and words[at].plain in self._links and not words[at].capital and at - index <= _MOST_LINKS
        ):
            at += 1
        for end in ends_after(body, index, at, _LONGEST_STATE):
            named = self._gazetteer.by_key(body.name_key(at, end))
            state = next((f for f in named if f.kind == "state" and f.country == "US"), None)
            if state is not None:
                return self._made(body, index, end, state)
        return None

    def _made(self, body: Body, index: int, last: int, state: Feature) -> Mention | None:
        """The mention of a direction and a state: the gazetteer's region of that name, or one made of the state."""
        words = body.words
        whole = self._gazetteer.by_key(body.name_key(index, last))
        if any(f.kind != "region" for f in whole):
            return None  # "North Dakota", "West Virginia"
        if last + 1 < len(words) and words[last + 1].capital and joined(body, last):
            return None  # "Northern California Coalition", "Southern Texas Highway"
        name = f"{self._directions[words[index].plain]} {state.name}"
        made = state._replace(name=name, kind="region", fips_code=None, geonames_id=None, population=0)
        known = tuple(f for f in (*whole, *self._gazetteer.candidates(name)) if f.kind == "region")[:1]
        key = " ".join([word.key for word in words[index : last + 1]])
        return Mention(words[index].start, words[last].bare_end, index, last, key, known or (made,), "name")
