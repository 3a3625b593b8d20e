"""Write the accuracy table of README.md from `data/accuracy.json`: the part that was held back.

    python -m etl evaluate tests/gold --write && python tools/readme_accuracy.py
"""

from __future__ import annotations

import json
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_START, _END = "<!-- accuracy -->", "<!-- /accuracy -->"
_FIELDS = {
    "relevance": "relevance", "places": "places, all", "event_places": "event places (the pins)",
    "points": "points within 25 km, of those found", "agencies": "agencies", "dates": "dates", "topics": "topics",
    "counts": "counts of people",
}  # fmt: skip


def table(measured: dict[str, dict[str, dict[str, float]]]) -> str:
    """The table in Markdown: F1 by field for all, English and Spanish, with the interval of all."""
    both, english, spanish = (measured[language] for language in ("all", "en", "es"))
    records = {name: max(int(s["records"]) for s in measured[name].values()) for name in ("all", "en", "es")}
    head = f"| field | F1, all {records['all']} | 95% interval | English, {records['en']} | Spanish, {records['es']} |"
    rows = [head, "| --- | ---: | :---: | ---: | ---: |"]
    for name, words in _FIELDS.items():
        what = "precision" if name == "points" else "f1"
        s = both[name]
        interval = "" if name == "points" else f"{s['low']:.3f} to {s['high']:.3f}"
        rows.append(f"| {words} | {s[what]:.3f} | {interval} | {english[name][what]:.3f} | {spanish[name][what]:.3f} |")
    return "\n".join(rows)


def main() -> None:
    """Put the table between its marks in README.md."""
    readme = ROOT / "README.md"
    text = readme.read_text("utf-8")
    before, rest = text.split(_START)
    after = rest.split(_END)[1]
    made = table(json.loads((ROOT / "data" / "accuracy.json").read_text("utf-8"))["held"])
    readme.write_text(f"{before}{_START}\n{made}\n{_END}{after}", "utf-8")


if __name__ == "__main__":
    main()
