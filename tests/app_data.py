"""The articles that the tests of the dashboard stand on: invented, with titles that try to be more than text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from etl.coverage import Coverage
from tests.fake import dataset

HOSTILE = (
    "<script>window.hacked = 1</script><img src=x onerror='window.hacked = 2'> and **bold** [link](javascript:hack())",
    "$x^2$ :red[loud] :material/home: :smile: `code` -> www.example.org mail@example.org https://example.org",
    "\u202eright to left\u202c اعتقال في المدينة " + "long" * 2500,
)


def articles() -> list[dict[str, Any]]:
    """Articles of three cities, of a state without a city, one that is not relevant, three with hostile titles."""
    rows: list[dict[str, Any]] = []

    def add(title: str, text: str, **values: Any) -> None:
        n = len(rows) + 1
        rows.append(
            {"id": f"t-{n:02}", "title": title, "text": text, "publish_date": f"2025-06-{n % 28 + 1:02}", **values}
        )

    for n in range(12):
        add(f"ICE in Bell, report {n}", "ICE arrested 44 people in Bell on 2025-06-07. The LAPD was not there.")
    for n in range(6):
        add(f"A morning in Bell Gardens, part {n}", "DHS said that ERO went to Bell Gardens on 2025-06-21.")
    for n in range(4):
        add(
            f"En Cañon City, parte {n}",
            "Agentes de ICE en Cañon City, in June.",
            language="es",
            media_name="El Ejemplo",
        )
    for n in range(3):
        add(f"California and the agency, {n}", "ICE spoke of California. Nothing nearer was said of Springfield.")
    add("The hockey season", "Ice hockey in Bell, with no agency at all.")
    for title in HOSTILE:
        add(
            title,
            "ICE was near Tijuana and in Boyle Heights on 2025-06-07.",
            url="javascript:alert(1)",
            media_name=title[:60],
        )
    return rows


def open_dataset(folder: Path) -> Coverage:
    """The dataset of these articles, built in `folder / "coverage"` and opened."""
    return dataset(folder, *articles())
