"""What speaks against a feature that the passes found, once all of an article is settled.

A capital that stands for its government is no place ("she got no answers from Washington"). A small town far from all
that the text names, with nothing beside it that says its state, is a site's name or a word that a town happens to
have: "from Union Park to Federal Plaza in Chicago", "apartment complexes, among them Whispering Pines".
"""

from __future__ import annotations

from typing import Literal

from etl.find.mentions import SURE, Mention
from etl.gazetteer import ABROAD, Feature, key, kilometres
from etl.knowledge import Knowledge
from etl.resolve.evidence import Evidence, Name

Doubt = Literal["government", "site", "far"]
_NEIGHBOURING_KM = 80  # kilometres: a city and its suburbs
_WAY = 5  # words before a capital among which a movement is said
_LARGE_TOWN = 250_000  # people: such a town is named in other countries' news too
_MOSTLY_ABROAD = 2  # times as many places abroad as states with a place at home: an article on another country
_SMALL_TOWN = 50_000  # people: a larger town may be meant wherever the article is from


class DoubtReader:
    """Reads the doubts about features. Built once; keeps no state."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Take the heads of facilities' names, the capitals that stand for governments, and "in"."""
        words = knowledge.name_words
        self._heads = frozenset(key(word) for word in words["facility"])
        self._moves = words["moves"] | words["way_es"]
        self._ways = words["place_from"] | words["place_to"]
        self._metonyms = words["metonym"]
        self._in = words["place_in"] | words["town_word"] | words["neighborhood"]

    def of(self, name: Name, feature: Feature, evidence: Evidence) -> Doubt | None:
        """What speaks against the feature of a name, or None."""
        if feature.kind == "neighborhood" and self._is_of_another_city(name, feature, evidence):
            return "site" if name.key.rpartition(" ")[2] in self._heads else "far"
        if feature.kind != "city" or feature.country != "US" or any(m.cue in SURE or m.written for m in name.mentions):
            return None
        if name.key in self._metonyms and feature.state == "DC":
            inside = any(evidence.before(mention) in self._in for mention in name.mentions)
            return None if inside or any(self._is_way(mention, evidence) for mention in name.mentions) else "government"
        if self._is_from_abroad(feature, evidence):
            return "far"
        if not self._is_far(feature, evidence):
            return None
        if name.key.rpartition(" ")[2] in self._heads:
            return "site"
        return None if any(m.group in evidence.located_lists for m in name.mentions) else "far"

    def _is_way(self, mention: Mention, evidence: Evidence) -> bool:
        """Whether somebody goes or speaks there: "flew from Washington to Miami", and not "answers from Washington"."""
        before = evidence.words_before(mention, _WAY)
        return bool(before) and before[-1] in self._ways and not self._moves.isdisjoint(before)

    def _is_of_another_city(self, name: Name, feature: Feature, evidence: Evidence) -> bool:
        """Whether a neighborhood, one of several of its name, is of a city that is not named and far from all that are.

        "San Francisco marchers came to Ocean Beach" is not San Diego's.
        """
        city = (feature.city, feature.state)
        at_home = evidence.home is not None and (evidence.home.name, evidence.home.state) == city
        known = len(name.candidates) == 1 or feature.population >= _SMALL_TOWN  # "Brooklyn"
        if known or at_home or city in evidence.cities or any(m.written for m in name.mentions):
            return False
        others = [place for place in evidence.neighbours if place != feature]
        return bool(others) and all(kilometres(feature, place) > _NEIGHBOURING_KM for place in others)

    def _is_from_abroad(self, feature: Feature, evidence: Evidence) -> bool:
        """Whether a town is one of few of the U.S. in an article on another country: Kent, beside London and Paris."""
        named = evidence.home_state or any(not state.startswith(ABROAD) for state in evidence.states)
        if named or feature.population >= _LARGE_TOWN:
            return False
        alone = evidence.settled_states[feature.state or ""] == 1
        return alone and evidence.towns_abroad >= _MOSTLY_ABROAD * len(evidence.town_states)

    def _is_far(self, feature: Feature, evidence: Evidence) -> bool:
        """Whether nothing else that the article names lies in the state of a small town."""
        if feature.population >= _SMALL_TOWN or feature.state == evidence.home_state:
            return False
        state = feature.state or ""
        alone = evidence.settled_states[state] == 1 and not evidence.states.get(state)
        return alone and len(evidence.neighbours) > 1
