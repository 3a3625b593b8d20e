"""Toponym recognition: spans that name a place, with the words beside them that later tell which.

Recognition looks names up in the gazetteer, longest first, and leaves out what only borrows a place's name:
persons, agencies, organisations, outlets, teams and streets. It never decides which Springfield is meant.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from etl.find.names import title_case
from etl.find.runs import Run, Runs, joined
from etl.gazetteer import Feature, Gazetteer, key
from etl.knowledge import Knowledge
from etl.text import Body

_LIST_GAPS = frozenset(
    {", ", ", and ", " and ", " y ", ", y ", " e ", " & ", "/", " or ", ", or ", " o ", ", in ", " and in ", "; ", " to "}
)
_DATELINE = ("—", "–", "(", "--", "- ", ". —", ".—", ". –", ". --", ". (", ".-")
_LONGEST_NAME = 9  # words in the longest name of the gazetteer that news uses
_KNOWN_ALONE = 20_000  # a town of this many people is known by its name alone
_KNOWN_IN_HEADLINE = 100_000  # in a headline of capitals a word must be better known to count
# Postal codes that are words too: "in", "or", "me", "ok", "hi" in capitals need a comma before them.
_WORD_CODES = frozenset({"OR", "IN", "ME", "OK", "HI", "LA", "DE", "AL", "PA", "MA", "ID", "OH"})


class Mention(NamedTuple):
    """A span that may name a place. `first` and `last` index its words; `end` takes in a written state.

    `cue` says why a place is meant here: written, dateline, locative, list, suffix, name, title or bare.
    `site` is the name of a facility that the text itself makes ("Newport Municipal Airport").
    """

    start: int
    end: int
    first: int
    last: int
    key: str
    candidates: tuple[Feature, ...]
    cue: str
    written: str | None = None  # two letters of the state, or ISO code of the country, written beside it
    site: str | None = None
    city_hint: str | None = None  # key of a city's name inside a facility's name
    group: int = -1  # number of the list that it stands in


class PlaceFinder:
    """Finds toponyms. Built once; `find` keeps no state."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Take the gazetteer and the word lists."""
        words = knowledge.name_words
        self._gazetteer: Gazetteer = knowledge.gazetteer
        self._states = knowledge.state_forms
        self._common = knowledge.common_words
        self._given, self._family = knowledge.first_names, knowledge.surnames
        self._titles = words["title"]
        self._locative = words["locative"]
        self._say = words["say"]
        self._directions = words["direction"]
        self._before = words["place_before"] | words["direction"] | words["function"]
        self._after = words["place_after"] | words["calendar"] | words["title"]
        self._suffix = words["place_suffix"]
        self._neighborhood = words["neighborhood"]

    def find(
        self, body: Body, runs: Runs, *, busy: frozenset[int], no_place: frozenset[int], sites: Mapping[int, Mention]
    ) -> list[Mention]:
        """Every mention, left to right, none overlapping.

        `busy` words are held by agencies and dates, `no_place` ones by persons, organisations and streets;
        `sites` are the facilities that were found by their shape, by first word.
        """
        mentions: list[Mention] = []
        headline = title_case(body)
        index = 0
        while index < len(body.words):
            site = sites.get(index)
            if site is not None:
                mentions.append(site)
                index = site.last + 1
                continue
            found = None
            if index not in busy and index not in no_place:
                found = self._county_of(body, index) or self._at(body, index, runs, busy, no_place, headline)
            if found is not None:
                mentions.append(found)
                index = max(found.last, index) + 1
            else:
                index += 1
        return _with_lists(body, self._plural_counties(body, mentions))

    # -- one word ----------------------------------------------------------------------------------------------------

    def _at(
        self, body: Body, index: int, runs: Runs, busy: frozenset[int], no_place: frozenset[int], headline: bool
    ) -> Mention | None:
        """The mention that begins at a word, or None."""
        words = body.words
        word = words[index]
        if word.plain in self._directions:
            region = self._direction_and_state(body, index)
            if region is not None:
                return region
        if not word.capital:
            return None
        run = runs.at(index)
        found = self._longest(body, index, busy | no_place)
        if found is None:
            return self._unlisted(body, index, run)
        last, candidates = found
        in_title = word.end <= body.title_end
        written, end_word = self._written(body, last, candidates)
        kinds = {f.kind for f in candidates}
        strong = bool(kinds & {"state", "country", "region", "county", "facility"}) or (
            last > index and any(f.population >= _KNOWN_ALONE or f.kind == "neighborhood" for f in candidates)
        )
        name = " ".join(w.key for w in words[index : last + 1]).removesuffix("'s")
        if name in ("us", "u s") and not self._is_noun(body, last):
            return None
        if in_title and headline:
            if not (written or strong or max(f.population for f in candidates) >= _KNOWN_IN_HEADLINE):
                return None
        elif run is not None and written is None and not self._stands_free(body, run, index, last, busy, strong):
            return None
        cue = "written" if written else self._cue(body, index, last, busy)
        if cue == "bare" and not strong and not self._known_alone(body, index, last, name, candidates):
            return None
        if cue in ("bare", "title") and self._speaks(body, last) and not kinds & {"state", "country"} and last == index:
            return None  # "Jackson said": a person
        if cue in ("list", "suffix", "title") and name in self._common and not strong:
            return None
        if cue == "locative" and name in self._common and self._weak(body, index, candidates):
            return None
        end = words[end_word].end - (2 if words[end_word].plain.endswith("'s") else 0)
        if end_word > last and body.text[end : end + 1] == "." and end - words[end_word].start <= 5:
            end += 1
        return Mention(word.start, end, index, end_word, name, candidates, cue, written)

    def _longest(self, body: Body, index: int, taken: frozenset[int]) -> tuple[int, tuple[Feature, ...]] | None:
        """The last word and the candidates of the longest name that starts at a word."""
        words, last = body.words, index
        keys = [words[index].key]
        while len(keys) < _LONGEST_NAME and last + 1 < len(words) and last + 1 not in taken and joined(body, last):
            last += 1
            keys.append(words[last].key)
            if body.starts_sentence(last):
                break
        for size in range(len(keys), 0, -1):
            end = index + size - 1
            if not words[end].capital and words[end].plain != "state":
                continue
            text = " ".join(keys[:size])
            found = self._gazetteer.by_key(text) or self._gazetteer.by_key(text.removesuffix("'s"))
            if not found and size > 1 and words[end].plain == "state" and not words[end].capital:
                bare = self._gazetteer.by_key(" ".join(keys[: size - 1]))
                found = tuple(f for f in bare if f.kind == "state")
            if found:
                return end, found
        return None

    # -- what stands beside a name -----------------------------------------------------------------------------------

    def _stands_free(self, body: Body, run: Run, first: int, last: int, busy: frozenset[int], strong: bool) -> bool:
        """Whether the capital words of the run beside a name leave it a name by itself."""
        words = body.words
        if first > run.first and words[first - 1].capital:
            before = words[first - 1].plain
            if before not in self._before and before not in self._titles and not self._is_named(body, first - 1):
                return strong and body.starts_sentence(first - 1)
        if last < run.last and words[last + 1].capital:
            after = words[last + 1].plain.removesuffix("'s")
            if after not in self._after and not self._is_named(body, last + 1):
                return False
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
        if gap not in (", ", " (", ",", " ", ",\n", ", en "):
            return None, last
        states = {f.state for f in candidates if f.kind in ("city", "county", "neighborhood", "facility")}
        for size in range(min(4, len(words) - last - 1), 0, -1):
            end = last + size
            if size > 1 and not all(joined(body, i) for i in range(last + 1, end)):
                continue
            text = " ".join(w.key for w in words[last + 1 : end + 1]).removesuffix("'s")
            code = self._states.get(text)
            if code is None:
                continue
            postal = len(text.replace(" ", "")) == 2
            if postal and not words[end].text.replace(".", "").isupper():
                continue
            if gap == " " and not (postal and code not in _WORD_CODES):
                continue
            if code in states or (postal and gap == ", "):
                return code, end
            if gap == ", " and candidates and self._closes(body, end):
                return code, end  # a town that the gazetteer lacks in this state: the words still say the state
        if gap != " ":
            for size in (3, 2, 1):
                text = " ".join(w.key for w in words[last + 1 : last + 1 + size])
                country = next((f for f in self._gazetteer.by_key(text) if f.kind == "country"), None)
                if country and any(f.country == country.country for f in candidates if f.kind == "city"):
                    return (country.country if country.country != "US" else None), last
        return None, last

    def _closes(self, body: Body, end: int) -> bool:
        """Whether a comma or a stop follows: "Ochopee, Florida, where" is one place, "Ochopee, Florida and" a list."""
        return body.text[body.words[end].end : body.words[end].end + 2] in (", ", ". ", ".", ")", ";", " —", "\n", " –")

    def _unlisted(self, body: Body, index: int, run: Run | None) -> Mention | None:
        """A town that the gazetteer lacks, where the words say its state: "in Ochopee, Florida,"."""
        words = body.words
        if run is None or index != run.first or run.last - run.first > 2 or run.last + 1 >= len(words):
            return None
        before = words[index - 1].plain if index else ""
        if body.text[words[run.last].end : words[run.last + 1].start] != ", ":
            return None
        if before not in self._locative and not _starts_line(body, index):
            return None
        code = None
        for size in (2, 1):
            text = " ".join(w.key for w in words[run.last + 1 : run.last + 1 + size])
            code = code or self._states.get(text)
        if code is None or not words[run.last + 1].capital or words[index].plain in self._given:
            return None
        name = key(body.text[words[index].start : words[run.last].end])
        return Mention(words[index].start, words[run.last].end, index, run.last, name, (), "written", code)

    def _cue(self, body: Body, first: int, last: int, busy: frozenset[int]) -> str:
        """Why a place is meant, strongest first."""
        words = body.words
        after = body.text[words[last].end : words[last].end + 8].lstrip(" ")
        if after.startswith(_DATELINE) and _starts_line(body, first):
            return "dateline"
        at = first - 1
        while at >= 0 and words[at].plain in ("the", "la", "el", "los", "las", "downtown", "nearby", "neighboring", "greater"):
            at -= 1
        if at >= 0 and words[at].plain in self._locative and body.text[words[at].end : words[first].start].count(",") == 0:
            if not body.text[words[at].end : words[first].start].strip(" abcdefghijklmnopqrstuvwxyz"):
                return "locative"
        follows = words[last + 1] if last + 1 < len(words) else None
        gap = body.text[words[last].end : follows.start] if follows else ""
        if follows and gap in (" ", "-") and (follows.plain in self._suffix or follows.plain in self._neighborhood):
            return "suffix"
        before = body.text[words[first - 1].end : words[first].start] if first else ""
        listed = (before in (", ", "/") and words[first - 1].capital) or (gap == ", " and follows and follows.capital)
        if listed or (first > 1 and words[first - 1].plain in ("and", "y", "e", "or") and words[first - 2].capital):
            return "list"
        return "title" if words[last].end <= body.title_end else "bare"

    def _known_alone(self, body: Body, first: int, last: int, name: str, candidates: tuple[Feature, ...]) -> bool:
        """Whether a name with nothing beside it is a place: well known, or of several words, and no ordinary word."""
        largest = max(f.population for f in candidates)
        if name in self._common:
            return False
        if last > first:
            return largest > 0 or not body.starts_sentence(first)
        if name in self._family or name in self._given:
            return largest >= _KNOWN_IN_HEADLINE
        return largest >= _KNOWN_ALONE or not body.starts_sentence(first)

    def _weak(self, body: Body, first: int, candidates: tuple[Feature, ...]) -> bool:
        """Whether a preposition says too little: "of", "by" and "de" before an ordinary word, or a hamlet's name."""
        return body.words[first - 1].plain in ("of", "de", "at", "to", "the") and max(f.population for f in candidates) < _KNOWN_ALONE

    def _speaks(self, body: Body, last: int) -> bool:
        words = body.words
        return last + 1 < len(words) and words[last + 1].plain in self._say and joined(body, last)

    def _is_noun(self, body: Body, last: int) -> bool:
        """Whether "U.S." stands for the country: after "the" or "in", with no noun that it only describes."""
        words = body.words
        if last + 1 >= len(words):
            return True
        gap = body.text[words[last].end : words[last + 1].start]
        return gap != " " or (not words[last + 1].capital and words[last + 1].plain in self._before)

    # -- shapes --------------------------------------------------------------------------------------------------------

    def _county_of(self, body: Body, index: int) -> Mention | None:
        """ "condado de Ventura", "condados de Lake y Cook" (the first; the rest follow as a list)."""
        words = body.words
        if words[index].plain not in ("condado", "parroquia", "condados", "parroquias") or index + 2 >= len(words):
            return None
        if words[index + 1].plain not in ("de", "del"):
            return None
        head = "parish" if words[index].plain.startswith("parroquia") else "county"
        for last in range(min(index + 5, len(words) - 1), index + 1, -1):
            if not words[index + 2].capital or not all(joined(body, i) for i in range(index + 2, last)):
                continue
            name = " ".join(w.key for w in words[index + 2 : last + 1])
            found = tuple(f for f in self._gazetteer.by_key(f"{name} {head}") if f.kind == "county")
            if found:
                written, end = self._written(body, last, found)
                return Mention(
                    words[index].start, words[end].end, index, end, f"{name} {head}", found, "locative", written
                )
        return None

    def _direction_and_state(self, body: Body, index: int) -> Mention | None:
        """ "southern Arizona", "el sur de Texas": a region of a state, unless the gazetteer has it by name."""
        words = body.words
        step = index + 1
        while step < len(words) and words[step].plain in ("de", "del", "la") and step - index < 3:
            step += 1
        if step >= len(words) or not words[step].capital or not joined(body, index):
            return None
        whole = self._longest(body, index, frozenset()) if words[index].capital else None
        if whole and whole[0] >= step:
            return None  # "South Dakota", "North Bend"
        found = self._longest(body, step, frozenset())
        if found is None or not any(f.kind == "state" for f in found[1]):
            return None
        last, candidates = found
        if last + 1 < len(words) and words[last + 1].capital and joined(body, last):
            return None  # "northern California Coalition"
        state = next(f for f in candidates if f.kind == "state")
        name = " ".join(w.key for w in words[index : last + 1])
        listed = tuple(f for f in self._gazetteer.by_key(name) if f.kind == "region")
        made = state._replace(
            name=body.text[words[index].start : words[last].end], kind="region", fips_code=None, geonames_id=None, population=0
        )
        return Mention(words[index].start, words[last].end, index, last, name, listed or (made,), "name")

    def _plural_counties(self, body: Body, mentions: list[Mention]) -> list[Mention]:
        """ "Douglas and Lyon counties", "condados de Lake y Cook": every name of the list is a county."""
        words, result = body.words, list(mentions)
        for at, mention in enumerate(mentions):
            after = mention.last + 1
            if after < len(words) and words[after].plain in ("counties", "parishes") and joined(body, mention.last):
                head = "parish" if words[after].plain == "parishes" else "county"
                self._as_counties(body, result, range(at, -1, -1), head)
            elif words[mention.first].plain in ("condados", "parroquias"):
                head = "parish" if words[mention.first].plain == "parroquias" else "county"
                self._as_counties(body, result, range(at, len(result)), head)
        return result

    def _as_counties(self, body: Body, mentions: list[Mention], order: Iterable[int], head: str) -> None:
        previous = -1
        for index in order:
            mention = mentions[index]
            if previous >= 0:
                left, right = sorted((index, previous))
                if body.text[mentions[left].end : mentions[right].start] not in _LIST_GAPS:
                    return
            name = mention.key if mention.key.endswith(f" {head}") else f"{mention.key} {head}"
            found = tuple(f for f in self._gazetteer.by_key(name) if f.kind == "county")
            if found:
                mentions[index] = mention._replace(key=name, candidates=found, cue="locative")
            previous = index

    # -- spans that somebody else marked ----------------------------------------------------------------------------

    def mentions_at(self, body: Body, spans: Iterable[tuple[int, int]]) -> list[Mention]:
        """The mentions of spans that are known to be toponyms (offsets), with candidates, cue and written state.

        For measuring resolution by itself, and for places that a person marked. Spans are taken from left to right; one
        that is the state written beside the mention before it belongs to that mention.
        """
        mentions: list[Mention] = []
        for start, end in sorted(spans):
            held = sorted(body.words_in([(start, end)]))
            if not held or (mentions and held[0] <= mentions[-1].last):
                continue
            first = held[0] if body.words[held[0]].plain not in ("the", "el", "la") or len(held) == 1 else held[1]
            name, last, candidates = self._named_by(body, first, held[-1])
            written, end_word = self._written(body, last, candidates)
            cue = "written" if written else self._cue(body, first, last, frozenset())
            ends = body.words[first].start, body.words[end_word].end
            mentions.append(Mention(*ends, first, end_word, name, candidates, cue, written))
        return _with_lists(body, mentions)

    def _named_by(self, body: Body, first: int, last: int) -> tuple[str, int, tuple[Feature, ...]]:
        """The key, last word and candidates of the longest name in these words that leaves no more than its state."""
        for end in range(last, first - 1, -1):
            name = " ".join(word.key for word in body.words[first : end + 1])
            for form in (name, name.removesuffix("'s")):
                found = self._gazetteer.by_key(form)
                if found and (end == last or self._written(body, end, found)[1] >= last):
                    return form, end, found
        return " ".join(body.keys[first : last + 1]), last, ()


def _starts_line(body: Body, first: int) -> bool:
    """Whether a word begins a paragraph, where datelines stand."""
    start = body.words[first].start
    return start == 0 or body.text[start - 1] == "\n"


def _with_lists(body: Body, mentions: list[Mention]) -> list[Mention]:
    """The mentions with the number of the list that each stands in ("Salem, Eugene and Medford" is one list)."""

    def numbered() -> Iterator[Mention]:
        group = -1
        for index, mention in enumerate(mentions):
            if index == 0 or body.text[mentions[index - 1].end : mention.start] not in _LIST_GAPS:
                group += 1
            yield mention._replace(group=group)

    return list(numbered())
