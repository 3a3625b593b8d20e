"""Focus: where and when the reported thing happened, against the places and days that are only mentioned."""

from __future__ import annotations

import pytest
from extraction import article

from etl.models import Record
from etl.pipeline import Pipeline

# Published on Monday, June 23, 2025: headline, language, text -> places of the event and others, dates of the event and
# others. Origin, transfer, comparison, the speaker's place and a wire's dateline are no events.
CASES = [
    ("Nine arrested at Fresno plant", "en",
     "ICE officers arrested nine people at a packing plant in Fresno, California, on Saturday. One of them is "
     "from Guatemala and came through Arizona in 2011.",
     ["Fresno"], ["Guatemala", "Arizona"], ["2025-06-21"], ["2011"]),
    ("Mother held in Denver", "en",
     "ICE officers arrested a mother of two in Denver on Friday. She was moved to a detention center in El "
     "Paso, Texas, lawyers said.",
     ["Denver"], ["El Paso"], ["2025-06-20"], []),
    ("Raid at Omaha meat plant", "en",
     "Agents raided a meat plant in Omaha, Nebraska, on Tuesday and arrested 76 workers. A 2019 raid in Morton, "
     "Mississippi, led to 680 arrests.",
     ["Omaha"], ["Morton"], ["2025-06-17"], ["2019"]),
    ("Nine held at mill", "en",
     "MONROE, La. (AP) — Immigration agents arrested nine workers at a sawmill on Tuesday.",
     ["Monroe"], [], ["2025-06-17"], []),
    ("Raids in Chicago", "en",
     "Agents arrested 40 people in Chicago on Sunday. A lawyer in Boston called it cruel. A spokesman in "
     "Washington, D.C., defended it.",
     ["Chicago"], ["Boston", "Washington, D.C."], ["2025-06-22"], []),
    ("Marches in three towns", "en",
     "Protesters marched against ICE in Salem, Eugene and Medford, Oregon, on Saturday.",
     ["Salem", "Eugene", "Medford"], [], ["2025-06-21"], []),
    ("Student arrested in Boston", "en",
     "ICE officers arrested a student in Boston on Thursday. A hearing is set for July 8.",
     ["Boston"], [], ["2025-06-19"], ["2025-07-08"]),
    ("Guard patrols Washington", "en",
     "National Guard troops and ICE officers set up checkpoints in Washington, D.C., on Friday and arrested 20 "
     "people.",
     ["Washington, D.C."], [], ["2025-06-20"], []),
    ("Protest at Broadview", "en",
     "Hundreds protested on Friday outside an ICE building in Broadview, Illinois. They came from Chicago and "
     "Milwaukee.",
     ["Broadview"], ["Chicago", "Milwaukee"], ["2025-06-20"], []),
    ("Family of Tulsa man waits", "en",
     "ICE officers arrested a roofer in Tulsa, Oklahoma, on June 9. His brother in Monterrey, Mexico, has had "
     "no call.",
     ["Tulsa"], ["Monterrey"], ["2025-06-09"], []),
    ("Deportation flight leaves Alexandria", "en",
     "A plane with 120 people left Alexandria, Louisiana, for Honduras on Saturday, ICE said.",
     ["Alexandria"], ["Honduras"], ["2025-06-21"], []),
    ("Agents in Columbia Heights", "en",
     "ICE officers arrested four men in Columbia Heights, in Washington, D.C., on Friday.",
     ["Columbia Heights", "Washington, D.C."], [], ["2025-06-20"], []),
    ("Raid in Omaha", "en",
     "ICE officers raided a plant in Omaha in June. The raid on June 10 led to 76 arrests.",
     ["Omaha"], [], ["2025-06", "2025-06-10"], []),
    ("Farmhand held", "en",
     "A woman originally from San Salvador was arrested by ICE in Oxnard, California, on her way to work.",
     ["Oxnard"], ["San Salvador"], [], []),
    ("Guard sent", "en",
     "Some 300 National Guard members from Texas and California were deployed to Portland, Oregon, on Saturday.",
     ["Portland"], ["Texas", "California"], ["2025-06-21"], []),
    ("Redada en Fresno", "es",
     "Agentes del ICE arrestaron el sábado a nueve personas en una empacadora de Fresno, California. Una de "
     "ellas es de Guatemala y llegó por Arizona en 2011.",
     ["Fresno"], ["Guatemala", "Arizona"], ["2025-06-21"], ["2011"]),
    ("Detienen a una madre en Denver", "es",
     "Agentes del ICE detuvieron el viernes a una madre en Denver. Fue trasladada a un centro de detención en "
     "El Paso, Texas.",
     ["Denver"], ["El Paso"], ["2025-06-20"], []),
    ("Deportan a un padre de Houston", "es",
     "El ICE arrestó el martes en Houston a un padre de familia, nacido en Tegucigalpa, Honduras, que vive en "
     "Texas desde 2004.",
     ["Houston"], ["Tegucigalpa", "Texas"], ["2025-06-17"], ["2004"]),
    ("Redada en Santa Ana", "es",
     "Agentes de inmigración arrestaron el jueves a seis jornaleros en Santa Ana, California. El cónsul de "
     "México en Los Ángeles habló con ellos.",
     ["Santa Ana"], ["Mexico", "Los Angeles"], ["2025-06-19"], []),
    ("Vota el concejo de Dallas", "es",
     "El concejo de Dallas votó el miércoles contra un acuerdo con el ICE. Houston firmó uno en marzo.",
     ["Dallas"], ["Houston"], ["2025-06-18"], ["2025-03"]),
    ("Detenido en Boise", "es",
     "Un padre que nació en Jalisco, México, fue arrestado por el ICE el lunes en Boise, Idaho.",
     ["Boise"], ["Jalisco", "Mexico"], ["2025-06-23"], []),
]  # fmt: skip


def roles(record: Record) -> tuple[list[str], list[str], list[str], list[str]]:
    """The places of the event and the others, the dates of the event and the others."""
    return (
        [p.name for p in record.places if p.role == "event"],
        [p.name for p in record.places if p.role == "mention"],
        [d.date for d in record.dates if d.role == "event"],
        [d.date for d in record.dates if d.role == "mention"],
    )


@pytest.mark.parametrize(("title", "language", "text", "places", "others", "dates", "other_dates"), CASES)
def test_roles(
    pipeline: Pipeline,
    title: str,
    language: str,
    text: str,
    places: list[str],
    others: list[str],
    dates: list[str],
    other_dates: list[str],
) -> None:
    record = pipeline.extract(article(text, title=title, language=language))
    assert roles(record) == (places, others, dates, other_dates)
    assert record.event_date == max(dates, key=len, default=None)  # the first of the finest


def test_without_a_date_there_is_no_event_date(pipeline: Pipeline) -> None:
    assert pipeline.extract(article("ICE officers arrested nine people in Fresno.", published=None)).event_date is None
