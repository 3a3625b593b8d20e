"""A mention of a place: what recognition hands to resolution."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from etl.gazetteer import Feature
from etl.models import PlaceKind
from etl.text import Body

SURE = frozenset({"written", "dateline"})  # cues that leave no doubt that a place is meant, in all of the article
LIST_GAPS = frozenset(
    [
        ", ",
        ", and ",
        " and ",
        " y ",
        ", y ",
        " e ",
        " & ",
        "/",
        " or ",
        ", or ",
        " o ",
        ", in ",
        " and in ",
        "; ",
        " to ",
        " and from ",
        " y a ",
        " y en ",
        " y de ",
        " o a ",
        " o en ",
        " o de ",
    ]
)
# What follows a dateline: a dash or the wire's name. "LOS ÁNGELES, 10 jun (EFE).-" ends so too.
_DATELINE_WITHIN = 8  # characters
_SHOUTED = 5  # letters: shorter words in capitals are acronyms
_DASHES = ("—", "–", "--", " - ")
_WIRE = re.compile(r"\([A-Z]\w+\)")  # "(AP)", "(Reuters)"
_WIRE_WITHIN = 30  # characters that a state and a wire's name take
_DATELINE = ("—", "–", "(", "--", "- ", ". —", ".—", ". –", ". --", ". (", ".-")


class Mention(NamedTuple):
    """A span that may name a place. `first` and `last` index its words; `end` takes in a written state.

    `cue` says why a place is meant here, strongest first: written, dateline, counties, locative, suffix, list, name,
    title, again where another mention settles the name, bare, and weak where only a capital says so and something
    near must confirm it.
    `site` is the name of a facility that the text itself makes ("Newport Municipal Airport"), or of what `site_kind`
    says: a region ("Snake River") or a neighborhood ("the College Town neighborhood").
    """

    start: int
    end: int
    first: int
    last: int
    key: str
    candidates: tuple[Feature, ...]
    cue: str
    written: str | None = None  # two letters of the state that is written beside it, or a country's "country:CU"
    site: str | None = None
    site_kind: PlaceKind = "facility"
    city_hint: str | None = None  # key of a city's or county's name inside a facility's name
    group: int = -1  # number of the list that it stands in


def with_lists(body: Body, mentions: Sequence[Mention]) -> list[Mention]:
    """The mentions with the number of the list that each stands in ("Salem, Eugene and Medford" is one list)."""

    def numbered() -> Iterator[Mention]:
        group = -1
        for index, mention in enumerate(mentions):
            if index == 0 or body.text[mentions[index - 1].end : mention.start] not in LIST_GAPS:
                group += 1
            yield Mention(*mention[:-1], group)

    return list(numbered())


def is_dateline(body: Body, first: int, last: int) -> bool:
    """Whether a name begins a paragraph, or a sentence in capitals, and a dash or a wire's name follows.

    "DETROIT (AP) —"; and in capitals at the start of the text, before a word that is not: "DETROIT The union said".
    """
    words, after = body.words, body.words[last].end
    begins, shouted = starts_line(body, first), body.text[words[first].start : after].isupper()
    if not begins and not (shouted and body.starts_sentence(first)):
        return False
    if body.text[after : after + _DATELINE_WITHIN].lstrip(" ").startswith(_DATELINE):
        return True
    long = shouted and after - words[first].start >= _SHOUTED and words[first].start > body.title_end
    following = words[last + 1] if last + 1 < len(words) and body.gaps[last] == " " else None
    return begins and long and following is not None and following.capital and not following.text.isupper()


def in_dateline(body: Body, first: int, last: int) -> bool:
    """Whether words in capitals begin a paragraph or a sentence, and a dash or a wire's name stands near."""
    if not body.words[first].text.isupper():
        return False
    start, end = body.words[first].start, body.words[last].end
    if not body.text[start:end].isupper() or not (starts_line(body, first) or body.starts_sentence(first)):
        return False
    following = body.text[end : end + _WIRE_WITHIN]
    return any(dash in following for dash in _DASHES) or bool(_WIRE.search(following))


def starts_line(body: Body, first: int) -> bool:
    """Whether a word begins a paragraph, where datelines stand."""
    start = body.words[first].start
    return start == 0 or body.text[start - 1] == "\n"
