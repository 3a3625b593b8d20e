"""Toponym resolution: each mention gets the feature that it means, or none and an issue that says so.

One name has one sense in an article, except where different states stand beside it. The passes decide in order;
facilities that only the text knows hang on the city named beside them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from etl.find.agencies import FoundAgency
from etl.find.mentions import Mention
from etl.gazetteer import ABROAD, Feature, Gazetteer, key
from etl.knowledge import Knowledge
from etl.models import Article, Issue
from etl.resolve.doubts import DoubtReader
from etl.resolve.evidence import Evidence, Name, TitleWords
from etl.resolve.passes import LAST_PASSES, PASSES, PASSES_FOR_SITES, only
from etl.resolve.sites import Resolved, SiteResolver
from etl.resolve.wholes import STATE_BEFORE
from etl.text import Body

# What the last passes settle is evidence for the first: "Orange County ... Santa Ana".
_ROUNDS = 2
_SHOWN = 6  # candidates in the issue of a tie


@dataclass(frozen=True, slots=True)
class Resolution:
    """What resolving gives: mentions with features in order of the text, and what could not be placed."""

    resolved: tuple[Resolved, ...]
    issues: tuple[Issue, ...]
    hits: Counter[str]  # how often each pass decided


class PlaceResolver:
    """Resolves the mentions of an article. Built once; `resolve` keeps no state."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Take the gazetteer and the words that tell a state from its city."""
        self._knowledge = knowledge
        self._gazetteer: Gazetteer = knowledge.gazetteer
        self._titles = TitleWords(knowledge.name_words["state_title"], knowledge.name_words["city_title"])
        self._sites, self._doubts = SiteResolver(knowledge), DoubtReader(knowledge)

    def resolve(
        self, body: Body, mentions: Sequence[Mention], article: Article, agencies: Sequence[FoundAgency] = ()
    ) -> Resolution:
        """Every mention with the feature that it means; two equal candidates give an issue and no feature."""
        home, home_state = self._knowledge.area(article.media_place)
        evidence = Evidence(
            body, mentions, self._gazetteer, self._titles,
            home=home, home_state=home_state, agency_states=(a.state for a in agencies if a.state),
        )  # fmt: skip
        names = list(self._names([m for m in mentions if m.site is None or m.candidates], evidence))
        decided = _decide(names, evidence)
        resolved: list[Resolved] = []
        issues: list[Issue] = []
        strays: list[Mention] = []
        by_mention = {id(m): name.key for name in names for m in name.mentions}
        settled = evidence.settled
        doubts = {name.key: self._doubts.of(name, settled[name.key], evidence) for name in names if name.key in settled}
        for mention in mentions:
            name_key = by_mention.get(id(mention))
            if name_key is None:
                continue
            doubt = doubts.get(name_key)
            if doubt == "site":
                strays.append(mention._replace(site=body.text[mention.start : mention.end], candidates=()))
            elif doubt == "far":
                issues.append(_issue(body, mention, _far(settled[name_key])))
            elif name_key in settled and doubt is None:
                resolved.append(Resolved(mention, settled[name_key], decided[name_key]))
            elif mention.written and not _in_state([mention]):
                resolved.append(Resolved(mention, _unlisted(body, mention), "written", located=False))
                issues.append(_issue(body, mention, "is not in the gazetteer: kept without coordinates"))
            elif mention.site is None and mention.cue != "weak" and doubt is None:
                issues.append(_issue(body, mention, _tie(mention.candidates)))
        resolved += self._sites.resolve(body, [*mentions, *strays], resolved, evidence)
        resolved.sort(key=lambda r: r.mention.start)
        return Resolution(tuple(resolved), tuple(dict.fromkeys(issues)), Counter(r.decided_by for r in resolved))

    def _names(self, mentions: Sequence[Mention], evidence: Evidence) -> Iterable[Name]:
        """Mentions by name; a name with different states or kinds beside it is as many names."""
        senses = [mention.written or self._sense(mention, evidence) for mention in mentions]
        by_key: dict[str, set[str]] = {}
        for mention, sense in zip(mentions, senses, strict=True):
            by_key.setdefault(mention.key, set()).add(sense)
        groups: dict[tuple[str, str], list[Mention]] = {}
        for mention, sense in zip(mentions, senses, strict=True):
            said = by_key[mention.key]
            apart = sense if len(said - {""}) > 1 or "state" in said else ""
            groups.setdefault((mention.key, apart), []).append(mention)
        for (name, apart), group in groups.items():
            yield Name(f"{name}, {apart}" if apart else name, tuple(group), _own(name, _in_state(group)))

    def _sense(self, mention: Mention, evidence: Evidence) -> str:
        """ "state" or "city" where a name that is both has it beside it: "estado de Nueva York", "NEW YORK (AP)"."""
        if not {"state", "city"} <= {f.kind for f in mention.candidates}:
            return ""
        if mention.cue == "dateline":
            return "city"
        before, after = evidence.before(mention), evidence.after(mention)
        said = after == "state" or after in self._titles.state or before in STATE_BEFORE
        return "state" if said else ""


def _decide(names: Sequence[Name], evidence: Evidence) -> dict[str, str]:
    """The pass that settled each name, by its key; `evidence` holds the features."""
    decided: dict[str, str] = {}
    left = [(name, all(m.site for m in name.mentions)) for name in names]
    keys = {name.key for name in names}
    # "Nassau" beside "condado de Nassau" waits for the county, and so does DeKalb, which is one town in another state
    waiting = {key for key in keys if f"{key} county" in keys or f"{key} parish" in keys}
    for number in range(_ROUNDS):
        for decide in PASSES if left else ():  # a pass sees what the passes before it settled, and nothing of its own
            made = {}
            for name, is_site in left:
                if is_site and decide not in PASSES_FOR_SITES:
                    continue
                if number == 0 and name.key in waiting and (decide is only or decide in LAST_PASSES):
                    continue
                if (feature := decide(name, evidence)) is not None:
                    made[name.key] = feature
                    decided[name.key] = decide.__name__
            if made:
                evidence.settle(made)
                left = [item for item in left if item[0].key not in made]
        # a capital alone is no reason to look twice, nor is a town abroad, whose neighbours news seldom names
        left = [
            (name, site) for name, site in left if not name.is_weak and any(f.country == "US" for f in name.candidates)
        ]
    return decided


def _in_state(mentions: Sequence[Mention]) -> tuple[Feature, ...]:
    """The candidates of a name, none where they lie in other states than the one of the U.S. that stands beside it."""
    candidates = mentions[0].candidates
    written = {m.written for m in mentions if m.written and not m.written.startswith(ABROAD)}
    return candidates if not written or any(f.state in written for f in candidates) else ()


def _own(name: str, candidates: tuple[Feature, ...]) -> tuple[Feature, ...]:
    """The candidates without facilities that go by the name of their own town for short: "Dilley".

    A town abroad is not meant where a facility of this subject goes by its name: "Guantánamo".
    """
    if "facility" not in {f.kind for f in candidates}:
        return candidates
    abroad = tuple(f for f in candidates if f.kind == "facility" and f.country != "US")
    if abroad:
        return abroad
    towns = {(f.name, f.state) for f in candidates if f.kind == "city"}
    return tuple(f for f in candidates if f.kind != "facility" or (f.city, f.state) not in towns or key(f.name) == name)


def _unlisted(body: Body, mention: Mention) -> Feature:
    """A town that the gazetteer lacks, by its own name and the written state; it has no coordinates."""
    name = body.text[mention.start : mention.end].partition(", ")[0]  # without the state
    name = name.title() if name.isupper() else name
    return Feature(name, "city", name, None, mention.written, "US", 0.0, 0.0, None, None, 0)


def _tie(candidates: Sequence[Feature]) -> str:
    """What an unresolved mention's issue says: the candidates that are equal."""
    shown = ", ".join(sorted({f"{f.name}, {f.state or f.country}" for f in candidates})[:_SHOWN])
    return f"may be any of {len(candidates)} places ({shown}): left unplaced; name its state in corrections.csv"


def _far(feature: Feature) -> str:
    """What the issue of a small town says that nothing else in the text speaks for."""
    town = f"{feature.name}, {feature.state}"
    return f"may be {town}, far from all else that is named: left unplaced; name its state in corrections.csv"


def _issue(body: Body, mention: Mention, message: str) -> Issue:
    text = body.text[mention.start : mention.end]
    return Issue("resolve", "warning", f"{text!r} {message}", text)


__all__ = ["PlaceResolver", "Resolution", "Resolved"]
