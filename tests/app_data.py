"""The articles that the tests of the dashboard stand on: invented, with titles that try to be more than text."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from etl.coverage import Coverage
from etl.location import Location
from etl.prepared import prepare
from etl.relate import Rules
from etl.stories import stories_of
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


def open_dataset(folder: Path, *, where: Location | None = None) -> Coverage:
    """The dataset of these articles, built in `folder / "coverage"` or at `where`, and opened."""
    return dataset(folder, *articles(), where=where)


def prepared_dataset(folder: Path) -> Path:
    """Where the dataset of these articles lies, built and made ready to be shown."""
    open_dataset(folder)
    prepare(folder / "coverage")
    return folder / "coverage"


_WIRE = (
    "BELL, Calif. — Federal agents of ICE took 44 people from a car wash in Bell on 2025-06-07, two witnesses and an"
    " official said. The agents came in four unmarked vehicles shortly after the place had opened and stayed for less"
    " than ten minutes. A spokeswoman of DHS confirmed the arrests and gave no names. The owner said that he had been"
    " shown no warrant, and that he would close for the week. The council will meet on Tuesday to hear the chief of"
    " police, who said that his officers had taken no part. Neighbors left flowers and candles at the gate."
)
_LOCAL = (
    "The news reached Bell Gardens within the hour, and a bakery on the main street closed its doors before noon."
    " Parents were asked to fetch their children themselves. "
)
_OTHER = (
    "The county's school board voted on Monday to keep its doors shut to ERO officers who come without an order of a"
    " judge, after parents in Cañon City had filled the hall for three hours on 2025-06-21. Four members were for it"
    " and one was against. The rule takes effect at once and covers buses, fields and the district's two kitchens as"
    " well."
)


def copies() -> list[dict[str, Any]]:
    """A wire report, what four papers made of it (whole, cut, with a new beginning, edited), and a report alone."""
    cut = _WIRE.partition(" The owner said")[0]
    edited = _WIRE.replace("in four unmarked vehicles", "in unmarked vans").replace(
        "shown no warrant", "given no papers"
    )
    rows: list[dict[str, Any]] = [
        {"id": "w-1", "title": "Agents take 44 from car wash in Bell", "text": _WIRE, "media_name": "The Wire"},
        {"id": "w-2", "title": "Agents take 44 from car wash in Bell", "text": _WIRE, "media_name": "Bell Post"},
        {"id": "w-3", "title": "Car wash raided by ICE", "text": cut, "media_name": "Canyon Daily"},
        {"id": "w-4", "title": "Fear after a raid", "text": _LOCAL + _WIRE, "media_name": "Gardens News"},
        {"id": "w-5", "title": "44 taken at car wash", "text": edited, "media_name": "Harbor Times"},
        {"id": "w-6", "title": "Board shuts doors to ERO", "text": _OTHER, "media_name": "Canyon Daily"},
    ]
    days = (8, 8, 9, 9, 10, 22)
    return [{**row, "publish_date": f"2025-06-{day:02}"} for row, day in zip(rows, days, strict=True)]


def open_copies(folder: Path) -> Coverage:
    """The dataset of the copies, with its stories, built in `folder / "coverage"` and opened."""
    return dataset(folder, *copies(), relate=partial(stories_of, rules=Rules.load()))
