"""Names of places that are ordinary words too: "Mobile", "Reading", "Center". They need more evidence than others.

A key counts where Debian's American or Spanish word list has it in lower case. overrides/common_words.csv adds what
the lists lack (several words, initials) and takes out names that are places in nearly every news text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from places import key
from sources import overrides

# A name whose largest American bearer has so many people is a place in nearly every text that writes it with a capital.
DICTIONARIES = {
    "american-english": ("in lower case in Debian's wamerican", 200_000),
    "spanish": ("in lower case in Debian's wspanish", 10_000),
}
# A foreign bearer must be better known for that.
FOREIGN = 300_000

Rows = Iterable[Mapping[str, str]]


def rows(tables: Iterable[Rows], nations: Iterable[str], folder: Path) -> list[dict[str, object]]:
    """The rows of common_words.csv, from the names and aliases of the gazetteer's tables; `nations` never count."""
    home: dict[str, int] = {}
    abroad: dict[str, int] = {}
    for table in tables:
        for row in table:
            others = row.get("alternates") or row.get("aliases") or ""
            largest = home if row.get("state") else abroad
            for name in (row["name"], *others.split(";")):
                if name:
                    largest[key(name)] = max(largest.get(key(name), 0), int(float(row.get("population") or 0)))
    kept = (home.keys() | abroad.keys()) - {key(nation) for nation in nations}
    found: dict[str, dict[str, object]] = {}
    for dictionary, (source, large) in DICTIONARIES.items():
        for word in (folder / dictionary).read_text(encoding="utf-8").split("\n"):
            name = key(word)
            known = home.get(name, 0) >= large or abroad.get(name, 0) >= FOREIGN
            if word == word.lower() and name in kept and not known:
                found.setdefault(name, {"word": name, "source": source})
    for row in overrides("common_words"):
        name = key(row["word"])
        if row["action"] == "drop":
            found.pop(name, None)
        elif name in kept:
            found[name] = {"word": name, "source": row["reason"]}
    return [found[word] for word in sorted(found)]
