"""The signals of a place: where it stands, what is told beside it, and how it stands to the other places."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from etl.focus.beside import BesideReader
from etl.focus.cues import Cues, Signals, lateness
from etl.gazetteer import Feature, key
from etl.knowledge import Knowledge
from etl.resolve.evidence import LOCAL
from etl.resolve.places import Resolved
from etl.text import LEAD_PARAGRAPH, Body

_KINDS = ("action", "protest", "background", "transfer")
_NEXT_KINDS = ("action", "protest")
_HERE_WORDS = 4  # words right before a place
_MANY_TOWNS = 5  # an article with more is a round-up
_SHARED = 2  # places in a list that has one role


class Group(NamedTuple):
    """A distinct place and its mentions, in order."""

    feature: Feature
    mentions: list[Resolved]


class Told(NamedTuple):
    """What else is known of the article."""

    cues: Cues
    old: frozenset[int]  # sentences that tell of times long past
    fresh: frozenset[int]  # other sentences with a day
    home: Feature | None
    home_state: str | None
    agencies: frozenset[str]  # names of those found


class _Others(NamedTuple):
    """The places of the article together."""

    ranks: Mapping[int, int]  # number of a town among the towns by its number among all
    states: frozenset[str | None]  # of the towns
    titled: bool  # a town stands in the headline
    in_list: Mapping[int, int]  # how many mentions a list has
    counties: Counter[str | None]  # of the towns
    facility_cities: frozenset[str | None]
    mentions: int


class PlaceSignals:
    """Reads the signals of places. Built once; keeps no state."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Take the word lists."""
        words = knowledge.name_words
        self._beside = BesideReader(knowledge)
        self._in, self._from = words["place_in"], words["place_from"]
        self._of, self._across = words["place_of"], words["place_across"]
        # the class of a facility by a word of its name, and its rank where several words say one
        self._classes = {row["word"]: (rank, row["class"]) for rank, row in enumerate(knowledge.tables["site_classes"])}

    def signals(self, body: Body, groups: Sequence[Group], told: Told) -> list[Signals]:
        """The signals of each distinct place, in order of first mention."""
        others = _others(body, groups)
        return [self._of_one(body, number, group, others, told) for number, group in enumerate(groups)]

    def _of_one(self, body: Body, number: int, group: Group, others: _Others, told: Told) -> Signals:
        feature, mentions = group
        s: Signals = {"bias": 1.0, f"kind_{feature.kind}": 1.0}
        sentences = {body.sentences[r.mention.first] for r in mentions}
        self._where_it_stands(body, group, others, s)
        s["late"] = lateness(body, mentions[0].mention.start)
        s["order"] = 1.0 / (1 + number)
        _among_places(number, group, others, told, s)
        _what_is_told(body, group, sentences, told.cues, s)
        if feature.kind == "facility":
            s[f"site_{self._class_of(feature)}"] = 1.0
        self._words_before(body, group, s)
        if feature.kind == "city" and f"{feature.name} Police Department" in told.agencies:
            s["agency_place"] = 1.0
        self._words_beside(body, group, s)
        if not told.fresh.isdisjoint(sentences):
            s["dated"] = 1.0
        if sentences <= told.old:
            s["old"] = 1.0
        return s

    def _where_it_stands(self, body: Body, group: Group, others: _Others, s: Signals) -> None:
        """Headline, lead, dateline, and how often."""
        mentions = group.mentions
        titled = mentions[0].mention.start < body.title_end
        paragraphs = {body.paragraph_of(r.mention.start) for r in mentions}
        dateline = any(r.mention.cue == "dateline" for r in mentions)
        if titled:
            s["title"] = 1.0
        if LEAD_PARAGRAPH in paragraphs:
            s["lead"] = 1.0
        if LEAD_PARAGRAPH + 1 in paragraphs:
            s["second_paragraph"] = 1.0
        if dateline:
            capital = group.feature.state == "DC" and group.feature.kind == "city"
            s["dateline_capital" if capital else "dateline"] = 1.0
            if not titled and others.titled:
                s["dateline_not_titled"] = 1.0
        s["share"] = len(mentions) / others.mentions
        if any(_begins_sentence(body, r.mention.first) for r in mentions):
            s["sentence_start"] = 1.0

    def _class_of(self, feature: Feature) -> str:
        """What kind of facility it is by the words of its name: a jail is seldom where an arrest is made."""
        found = [self._classes[word] for word in key(feature.name).split() if word in self._classes]
        return min(found)[1] if found else "other"

    def _words_before(self, body: Body, group: Group, s: Signals) -> None:
        """The preposition before it."""
        before = {self._beside.before(body, r.mention) for r in group.mentions}
        inside = not before.isdisjoint(self._in)
        if not before.isdisjoint(self._from):
            s["from"] = 1.0
        if not inside and not before.isdisjoint(self._of):
            s["of"] = 1.0
        if not before.isdisjoint(self._across):
            s["across"] = 1.0

    def _words_beside(self, body: Body, group: Group, s: Signals) -> None:
        """What the words beside it make of it."""
        mentions = [r.mention for r in group.mentions]
        if any(self._beside.is_beside(body, mention) for mention in mentions):
            s["beside"] = 1.0
        if all(self._beside.is_modifier(body, mention) for mention in mentions):
            s["modifier"] = 1.0
        if any(self._beside.is_office(body, mention) for mention in mentions):
            s["office"] = 1.0


def _among_places(number: int, group: Group, others: _Others, told: Told, s: Signals) -> None:
    """How it stands to the other places and to the outlet's home."""
    feature, mentions = group
    towns = len(others.ranks)
    if feature.kind not in LOCAL:
        if feature.kind == "state":
            if feature.state in others.states:
                s["state_of_towns"] = 1.0
            if not towns:
                s["state_alone"] = 1.0
        return
    rank = others.ranks[number]
    s["rank"] = 1.0 / (1 + rank)
    if towns > _MANY_TOWNS:
        s["many_towns"] = 1.0
    if others.in_list[mentions[0].mention.group] > _SHARED:
        s["listed"] = 1.0
    if feature.kind == "city":
        if told.home is not None and (feature.name, feature.state) == (told.home.name, told.home.state):
            s["home"] = 1.0
        if feature.name in others.facility_cities:
            s["has_facility"] = 1.0
    elif feature.kind == "county" and others.counties[feature.name] > (feature.county == feature.name):
        s["county_of_towns"] = 1.0
    if told.home_state is not None:
        s["home_state" if feature.state == told.home_state else "other_state"] = 1.0
    if feature.country not in ("US", None):
        s["abroad_town"] = 1.0


def _what_is_told(body: Body, group: Group, sentences: set[int], cues: Cues, s: Signals) -> None:
    """The cue words in its sentences, right before it and in the sentence after."""
    told = {kind for sentence in sentences for kind in cues.in_sentence(sentence)}
    here = {kind for r in group.mentions for kind in cues.between(r.mention.first - _HERE_WORDS, r.mention.first)}
    after = {kind for n in sentences if _goes_on(body, n) for kind in cues.in_sentence(n + 1)}
    for kind in _KINDS:
        if kind in told:
            s[kind] = 1.0
    for kind in _NEXT_KINDS:
        if kind in after:
            s[f"{kind}_next"] = 1.0
    if "action" in here:
        s["action_here"] = 1.0


def _begins_sentence(body: Body, first: int) -> bool:
    """Whether a mention is the first word of its sentence, or the second after another one: "In Yakima, agents"."""
    return body.starts_sentence(first) or (first > 0 and body.starts_sentence(first - 1))


def _goes_on(body: Body, sentence: int) -> bool:
    """Whether the next sentence stands in the same paragraph; the headline has no next one."""
    if sentence < 1 or sentence + 1 >= len(body.sentence_starts):
        return False
    here, there = body.sentence_starts[sentence], body.sentence_starts[sentence + 1]
    return body.paragraph_of(here) == body.paragraph_of(there)


def _others(body: Body, groups: Sequence[Group]) -> _Others:
    """What the places of an article are together, counted once."""
    towns = [number for number, group in enumerate(groups) if group.feature.kind in LOCAL]
    features = [groups[number].feature for number in towns]
    return _Others(
        {number: rank for rank, number in enumerate(towns)},
        frozenset(f.state for f in features),
        any(groups[number].mentions[0].mention.start < body.title_end for number in towns),
        Counter(r.mention.group for group in groups for r in group.mentions),
        Counter(f.county for f in features),
        frozenset(f.city for f in features if f.kind == "facility"),
        max(sum(len(group.mentions) for group in groups), 1),
    )


def shared_in_lists(scores: Sequence[float], groups: Sequence[Group]) -> list[float]:
    """The scores, with the mean of its list for a town that is mentioned only in a list of towns: they share a role."""
    lists: defaultdict[int, list[int]] = defaultdict(list)
    for number, (feature, mentions) in enumerate(groups):
        if feature.kind in ("city", "neighborhood", "county") and len({r.mention.group for r in mentions}) == 1:
            lists[mentions[0].mention.group].append(number)
    shared = list(scores)
    for members in lists.values():
        if len(members) > _SHARED:
            mean = sum(scores[member] for member in members) / len(members)
            for member in members:
                shared[member] = mean
    return shared
