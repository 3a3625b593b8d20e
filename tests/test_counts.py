"""Counts: how many people were arrested, detained, deported, killed or hurt, or took to the street."""

from __future__ import annotations

import pytest

from etl.pipeline import Pipeline
from etl.text import analyse

Found = list[tuple[str, str, int]]

# text -> its words, what happened to the people or what they did, and how many they are
CASES: list[tuple[str, Found]] = [
    ("About 44 people were arrested.", [("About 44 people were arrested", "arrested", 44)]),
    ("Agents arrested nine workers.", [("arrested nine", "arrested", 9)]),
    ("More than 1,300 people were detained.", [("More than 1,300 people were detained", "detained", 1300)]),
    ("Two dozen people were arrested at the plant.", [("Two dozen people were arrested", "arrested", 24)]),
    ("Police said 500 protesters sat down and 12 were arrested.",
     [("500 protesters", "protesters", 500), ("12 were arrested", "arrested", 12)]),
    ("Two people were killed and three officers were injured.",
     [("Two people were killed", "killed", 2), ("three officers were injured", "injured", 3)]),
    ("Some 2,000 people marched through downtown.", [("Some 2,000 people marched", "protesters", 2000)]),
    ("The jail holds 1,500 detainees.", [("1,500 detainees", "detained", 1500)]),
    ("475 people were detained in the raid.", [("475 people were detained", "detained", 475)]),
    ("Unas 44 personas fueron arrestadas.", [("Unas 44 personas fueron arrestadas", "arrested", 44)]),
    ("Más de 3 mil personas fueron deportadas.", [("Más de 3 mil personas fueron deportadas", "deported", 3000)]),
    ("Los agentes arrestaron a nueve trabajadores.", [("arrestaron a nueve", "arrested", 9)]),
    ("Cerca de 2,000 personas marcharon.", [("Cerca de 2,000 personas marcharon", "protesters", 2000)]),
    ("Dos personas murieron y tres resultaron heridas.",
     [("Dos personas murieron", "killed", 2), ("tres resultaron heridas", "injured", 3)]),
    ("Fueron detenidas 26 personas.", [("Fueron detenidas 26", "arrested", 26)]),
    ("6 arrested, 2 hurt in clash", [("6 arrested", "arrested", 6), ("2 hurt", "injured", 2)]),
    ("37 ARRESTED IN RAID", [("37 ARRESTED", "arrested", 37)]),
    ("Agents made 12 arrests on Monday.", [("12 arrests", "arrested", 12)]),
    ("The raid led to 5 arrests and 3 deportations.",
     [("to 5 arrests", "arrested", 5), ("3 deportations", "deported", 3)]),
    ("About 65,000 people are in ICE detention.", [("About 65,000 people are in ICE detention", "detained", 65000)]),
    ("Una redada con 12 detenidos y 3 heridos.", [("12 detenidos", "arrested", 12), ("3 heridos", "injured", 3)]),
    ("Un centenar de manifestantes marchó.", [("Un centenar de manifestantes", "protesters", 100)]),
    ("Police arrested nine. Nine were arrested, police said.", [("arrested nine", "arrested", 9)]),  # once
    ("Una docena de personas fue arrestada.", [("Una docena de personas fue arrestada", "arrested", 12)]),
    ("ICE detains 230 in sweep", [("detains 230", "detained", 230)]),
    ("Deportan a 230 venezolanos", [("Deportan a 230", "deported", 230)]),
    ("Mueren dos en un operativo", [("Mueren dos", "killed", 2)]),
    ("ICE deported 271,000 people in a year.", [("deported 271,000", "deported", 271000)]),
    ("Agents arrested 1,300 people.", [("arrested 1,300", "arrested", 1300)]),
    ("Three people, 19, 22 and 31, were arrested.", [("Three people, 19, 22 and 31, were arrested", "arrested", 3)]),
    ("Twenty-six people were detained.", [("Twenty-six people were detained", "detained", 26)]),
    ("Treinta y siete trabajadores fueron arrestados.",
     [("Treinta y siete trabajadores fueron arrestados", "arrested", 37)]),
    ("Detienen a 12 en redada", [("Detienen a 12", "arrested", 12)]),
    ("120 people, including 12 women, were arrested.",
     [("120 people, including 12 women, were arrested", "arrested", 120)]),
    ("The 37 arrested include two women.", [("The 37 arrested", "arrested", 37)]),
    ("About 1.5 million people were deported.", [("About 1.5 million people were deported", "deported", 1500000)]),
    ("1.300 personas fueron detenidas.", [("1.300 personas fueron detenidas", "arrested", 1300)]),
    ("Veintiséis personas fueron detenidas.", [("Veintiséis personas fueron detenidas", "arrested", 26)]),
    ("At least 37 workers were taken into custody.", [("At least 37 workers were taken into custody", "arrested", 37)]),
    ("The sweep in 25 cities led to 1,361 arrests.", [("to 1,361 arrests", "arrested", 1361)]),
    ("More than 400 people had been detained by Friday.",
     [("More than 400 people had been detained", "detained", 400)]),
    ("At least 1,500 protesters, police said, sat down; 37 were arrested.",
     [("At least 1,500 protesters", "protesters", 1500), ("37 were arrested", "arrested", 37)]),
    ("ICE arrested three brothers, ages 19, 22 and 24.", [("arrested three", "arrested", 3)]),
    ("There are 41,500 detainees on 100,000 beds; 7 deaths.",
     [("41,500 detainees", "detained", 41500), ("7 deaths", "killed", 7)]),
    ("He is one of 13 people to die in custody.", [("of 13 people to die", "killed", 13)]),
    ("Llegó un vuelo con 108 deportados.", [("108 deportados", "deported", 108)]),
    ("Murieron 13 personas bajo custodia.", [("Murieron 13", "killed", 13)]),
    ("Hubo 3 muertos y 12 heridos.", [("3 muertos", "killed", 3), ("12 heridos", "injured", 12)]),
    ("37 people, ages 18 to 54, were arrested.", [("37 people, ages 18 to 54, were arrested", "arrested", 37)]),
    ("Fourteen people, among them three minors, were detained.",
     [("Fourteen people, among them three minors, were detained", "detained", 14)]),
    ("Arrestaron a 23 manifestantes.", [("Arrestaron a 23", "arrested", 23)]),
    ("Police arrested 23 protesters.", [("arrested 23", "arrested", 23)]),
    ("Agents took 37 workers into custody.", [("37 workers into custody", "arrested", 37)]),
    ("The deportation of 238 Venezuelans was halted.", [("The deportation of 238", "deported", 238)]),
    ("The center holds about 1,000 people.", [("holds about 1,000", "detained", 1000)]),
    ("Nine of them were deported.", [("Nine of them were deported", "deported", 9)]),
    ("La detención de 44 personas causó temor.", [("detención de 44", "arrested", 44)]),
]  # fmt: skip

# Ages, dates, money, distances, beds and times are no people
NONE: list[tuple[str, Found]] = [
    ("A 44-year-old man was arrested.", []),
    ("He was arrested on June 9.", []),
    ("He was arrested in 2019.", []),
    ("He was arrested at 10:30 a.m.", []),
    ("He was fined $1,500 after he was arrested.", []),
    ("He was held for 14 days.", []),
    ("Arrests rose 40 percent; 12% were detained.", []),
    ("He was arrested 12 miles from the border.", []),
    ("The jail has 1,500 beds.", []),
    ("The 9th Circuit ruled; he was deported.", []),
    ("He was arrested on Interstate 10.", []),
    ("She called 911 after he was arrested.", []),
    ("The union has 700 members.", []),
    ("He was the 12th person to be arrested.", []),
    ("Dozens were arrested; hundreds marched.", []),
    ("No arrests were made. 100 soldiers watched.", []),
    ("La cárcel tiene 1,500 camas.", []),
    ("Un hombre de 44 años fue arrestado.", []),
    ("Fue arrestado el 9 de junio.", []),
    ("Fue detenido a las 10 de la noche.", []),
    ("Pagó 1,500 dólares tras ser arrestado.", []),
    ("Las deportaciones del Título 42 terminaron.", []),
    ("A man, 44, was arrested.", []),
    ("A woman, 31, and her sons, 12 and 9, were detained.", []),
    ("Title 42 deportations ended.", []),
    ("Section 8 tenants were arrested.", []),
    ("They waited at two detention centers.", []),
    ("Five detention officers left.", []),
    ("Visitaron dos centros de detención.", []),
    ("Según Telemundo 52, hubo arrestos.", []),
    ("Channel 5 said arrests were made.", []),
]  # fmt: skip


def counts(pipeline: Pipeline, text: str) -> Found:
    """The words, the kind and the value of each count."""
    return [(count.text, count.what, count.value) for count in pipeline.counts.find(analyse("", text))]


@pytest.mark.parametrize(("text", "found"), CASES)
def test_counts(pipeline: Pipeline, text: str, found: Found) -> None:
    assert counts(pipeline, text) == found


@pytest.mark.parametrize(("text", "found"), NONE)
def test_no_counts(pipeline: Pipeline, text: str, found: Found) -> None:
    assert counts(pipeline, text) == found
