"""The states and countries that an article names, before any mention is resolved: what local agencies are told by."""

from __future__ import annotations

from etl.gazetteer import ABROAD, Gazetteer, most_words
from etl.knowledge import Knowledge
from etl.models import Article
from etl.text import Body

_WELL_KNOWN = 300_000  # people: such a city's name says its state
_LONGEST_NAME = 3  # words
_SHORT = 2  # letters: so short a form by itself is a word as often as a state


class StateFinder:
    """Finds the names of states, countries and well-known cities. Built once; `find` keeps no state."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Take every name that says an area."""
        self._knowledge = knowledge
        self._forms = knowledge.state_forms
        self._areas = _areas(knowledge.gazetteer)
        names = (*self._forms, *self._areas)
        self._most_words = most_words(name for name in names if name.count(" ") < _LONGEST_NAME)

    def find(self, body: Body, article: Article) -> frozenset[str]:
        """The states that the text or the outlet's home names, by two letters, and foreign countries as "country:MX".

        The state of a well-known city stands as "near:CA": where it is, its bodies are, but nobody named the state.
        """
        found: set[str] = set()
        for index in body.capitals:
            most = self._most_words.get(body.keys[index])
            for size in range(1, most + 1) if most else ():
                name = " ".join(body.keys[index : index + size])
                code = self._forms.get(name)
                if code and (size > 1 or len(body.words[index].text) > _SHORT):
                    found.add(code)
                found.update(self._areas.get(name, ()))
        _, home = self._knowledge.area(article.media_place)
        return frozenset(found | {home} if home else found)


def _areas(gazetteer: Gazetteer) -> dict[str, tuple[str, ...]]:
    """What the names of well-known cities and of foreign countries, states and regions say, by their key."""
    areas: dict[str, set[str]] = {}
    for name, feature in gazetteer.named():
        if feature.kind == "city" and feature.state and feature.population >= _WELL_KNOWN:
            areas.setdefault(name, set()).add(f"near:{feature.state}")
        elif feature.kind in ("country", "region", "state") and feature.country not in ("US", None):
            areas.setdefault(name, set()).add(f"{ABROAD}{feature.country}")
    return {name: tuple(sorted(said)) for name, said in areas.items()}
