"""Why a place is meant: what stands beside a name, strongest first, or nothing where too little says so."""

from __future__ import annotations

from collections.abc import Sequence

from etl.find.mentions import is_dateline
from etl.find.runs import goes_to, joined
from etl.gazetteer import Feature, key
from etl.knowledge import Knowledge
from etl.text import Body

ALONE = 20_000  # a town of this many people is known by its name alone
ABROAD = 300_000  # a foreign one by this many
HEADLINE = 100_000  # in a headline of capitals a word must be better known to count
_WHOLE = frozenset({"state", "country", "region"})
_CITY_WITHIN = 3  # words after a neighborhood's name, within which its city begins
_STOPS = frozenset(".;:—()\n,")  # between a preposition and its name


class CueReader:
    """Reads what stands beside a name. Built once; keeps no state."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Take the word lists."""
        words = knowledge.name_words
        self._common = knowledge.common_words
        self._given, self._family = knowledge.first_names, knowledge.surnames
        self._locative, self._weak, self._say = words["locative"], words["weak_preposition"], words["say"]
        self._of, self._has_place = words["place_of"], words["origin_es"] | words["town_word"] | words["town_of"]
        self._moves, self._function = words["way_es"], words["function"]
        self._campus, self._campus_person = words["campus"], words["campus_person"]
        self._suffix, self._skipped, self._and = (
            words["place_suffix"] | words["neighborhood"],
            words["article"],
            words["and"],
        )

    def cue(
        self, body: Body, first: int, last: int, candidates: Sequence[Feature], *, strong: bool, listed: bool
    ) -> str | None:
        """The cue of a name, or None where too little says that a place is meant.

        A `strong` name is a place by itself; a `listed` one follows another place in a list.
        """
        words, name, kinds = body.words, body.name_key(first, last), {f.kind for f in candidates}
        if name in self._campus and last + 1 < len(words) and words[last + 1].plain in self._campus_person:
            return None  # "a Columbia graduate"
        if kinds == {"city"} and self._is_the(body, first, last, candidates):
            return None  # "a hall known as the Alamo"
        cue = self.beside(body, first, last)
        cue = "list" if cue == "bare" and listed else cue  # "trasladados a Florence y a Eloy"
        common = name in self._common and not strong and "." not in words[first].text
        if cue == "locative" and common and words[first - 1].plain in self._weak and not self._is_of(body, first - 1):
            known = (
                listed or any(f.population >= ALONE for f in candidates) or _is_quarter(body, first, last, candidates)
            )
            return cue if known else None
        if (cue == "list" and common and not listed) or (cue in ("suffix", "title") and common):
            return None
        if cue in ("bare", "title"):
            says = last + 1 < len(words) and words[last + 1].plain in self._say and joined(body, last)
            if says and last == first and not kinds & {"state", "country"}:
                return None  # "Jackson said": a person
        if cue == "bare" and name in self._common and "region" in kinds and body.starts_sentence(first):
            return None  # "Keys were lost"
        if cue == "bare" and not strong:
            return None if common else self._bare(body, first, last, name, candidates)
        if cue in ("bare", "list", "title") and not kinds & _WHOLE:
            return "weak" if _is_unknown_abroad(candidates) else cue  # something must say that it is meant
        return cue

    def _is_the(self, body: Body, first: int, last: int, candidates: Sequence[Feature]) -> bool:
        """Whether "the" stands before a name that is no town's with it, and no noun follows: not "the Omaha plant"."""
        words = body.words
        if not first or words[first - 1].plain != "the" or words[first - 1].capital or not joined(body, first - 1):
            return False
        noun = last + 1 < len(words) and joined(body, last) and words[last + 1].plain not in self._function
        return not noun and not any(f.name.startswith("The ") for f in candidates)

    def beside(self, body: Body, first: int, last: int) -> str:
        """The strongest of what stands beside a name, whatever the name is."""
        words = body.words
        if is_dateline(body, first, last):
            return "dateline"
        at = body.before(first, self._skipped)
        if at >= 0 and words[at].plain in self._locative:
            between = body.text[words[at].end : words[first].start]
            if _STOPS.isdisjoint(between):
                return "locative"
        if (self._is_of(body, at) or goes_to(body, at, self._moves)) and joined(body, at):
            return "locative"  # "un salvadoreño de Usulután", "the village of Cato"
        follows, gap = (words[last + 1] if last + 1 < len(words) else None), body.gaps[last]
        if follows and gap in (" ", "-") and follows.plain in self._suffix:
            return "suffix"
        before = body.gaps[first - 1] if first else ""
        listed = (before in (", ", "/") and words[first - 1].capital) or (
            gap == ", " and follows is not None and follows.capital
        )
        if listed or (first > 1 and words[first - 1].plain in self._and and words[first - 2].capital):
            return "list"
        return "title" if words[last].end <= body.title_end else "bare"

    def _is_of(self, body: Body, at: int) -> bool:
        """Whether a word is "of" after what a place has: "the village of", "vecinos de"."""
        words = body.words
        return at > 0 and words[at].plain in self._of and words[at - 1].plain in self._has_place

    def _bare(self, body: Body, first: int, last: int, name: str, candidates: Sequence[Feature]) -> str | None:
        """Whether a name with nothing beside it is a place: well known, or of several words; else weak or none."""
        largest = max(f.population for f in candidates)
        if last > first:
            return "bare" if largest > 0 or not body.starts_sentence(first) else None
        if name in self._given:
            return "bare" if largest >= HEADLINE else None
        if name in self._family:
            return "bare" if largest >= HEADLINE else "weak"
        return "bare" if largest >= ALONE and not _is_unknown_abroad(candidates) else "weak"


def _is_unknown_abroad(candidates: Sequence[Feature]) -> bool:
    """Whether a name is only of towns abroad that few know."""
    return all(f.country != "US" and f.population < ABROAD for f in candidates)


def _is_quarter(body: Body, first: int, last: int, candidates: Sequence[Feature]) -> bool:
    """Whether a name is a neighborhood of a city that the text names: "the Loop" of Chicago, "Watts in Los Angeles"."""
    article = body.words[first - 1].plain == "the"
    following = body.keys[last + 1 : last + 1 + _CITY_WITHIN]
    for city in (key(f.city).split() for f in candidates if f.kind == "neighborhood" and f.city):
        if (article and all(word in body.where for word in city)) or city[0] in following:
            return True
    return False
