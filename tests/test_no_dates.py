"""Words and numbers that only look like a time: names, addresses, counts, laws, cases, habits, decades and ages."""

from __future__ import annotations

import pytest

from etl.find.dates import DateFinder
from etl.text import analyse
from tests.reading import knowledge

# The day of publication, by its weekday
MON = "2025-06-23"

Row = tuple[str, str | None, str, list[tuple[str, str]]]

# Words and numbers that only look like times
FALSE_FRIENDS: list[Row] = [
    # months and days that are words or names
    ("They may come; the law may change. May they?", MON, "en", []),
    ("April Winters and Councilwoman June Prell spoke with August Tellman.", MON, "en", []),
    ("Mayor May Lindqvist and Sheriff Ray March spoke.", MON, "en", []),
    ("The march against ICE ended there.", MON, "en", []),
    # addresses and roads
    ("They came to the 1900 block of Elm Street.", MON, "en", []),
    ("They closed Interstate 10 and Route 2020.", MON, "en", []),
    # counts and money
    ("About 2,000 people marched, then 2000 people sat down.", MON, "en", []),
    ("More than 1,900 were held; nearly 2000 remain.", MON, "en", []),
    ("The bill sets aside $2025 and $2,025 million.", MON, "en", []),
    ("2000 protesters and 1900 officers met.", MON, "en", []),
    # laws, cases, names
    ("The Immigration and Nationality Act of 1965 changed that.", MON, "en", []),
    ("Project 2025 and Title 42, Section 1983, House Bill 1775.", MON, "en", []),
    ("USA Today and Psychology Today reported it.", MON, "en", []),
    # ages, times, phones
    ("A woman, 31, and her son, 12, were held.", MON, "en", []),
    ("It began at 10:30 a.m. and ended at 20:15.", MON, "en", []),
    ("Call 555-0142 or 202-555-2019.", MON, "en", []),
    ("He has lived here for 15 years, since he was 9.", MON, "en", []),
    ("The score was 20-19.", MON, "en", []),
    ("It weighed 2020 pounds and stood 1999 feet away.", MON, "en", []),
    ("In the 1990s, the 2020s and the '90s he lived here.", MON, "en", []),
    ("The 9/11 attacks changed that; it is open 24/7.", MON, "en", []),
    ("On Memorial Day and Election Day they stayed home.", MON, "en", []),
    ("A long march in the mayor's name; in August company they sat down.", None, "en", []),
    # Spanish
    ("El sábado no es Domingo Salvatierra.", MON, "es", [("El sábado", "2025-06-21")]),
    ("Unas 2000 personas marcharon; cerca de 1900 agentes.", MON, "es", []),
    ("Una mujer de 31 años y su hijo de 12 fueron detenidos.", MON, "es", []),
    ("Costó 2025 dólares.", MON, "es", []),
    ("Llame al 555-0142.", MON, "es", []),
    ("They closed Highway 2015 and Room 1999.", MON, "en", []),
    ("The docket 25-cv-02019 is sealed.", MON, "en", []),
    ("La Ley 1775 y el Título 42 siguen.", MON, "es", []),
    ("The office is open Monday through Friday.", MON, "en", []),
    ("They meet every Tuesday.", MON, "en", []),
    ("La oficina abre de lunes a viernes.", MON, "es", []),
    ("Se reúnen los lunes y cada martes.", MON, "es", []),
    ("In Friday Harbor, Washington, agents came.", MON, "en", []),
    ("The Sunday Times wrote about it.", MON, "en", []),
    ("A farm on Sunday Creek closed.", MON, "en", []),
    ("On Black Friday and Good Friday shops closed.", MON, "en", []),
    ("En la calle 5 de Mayo y la avenida 16 de Septiembre", MON, "es", []),
    ("El mayor Rivas y la cónsul Abril Montes hablaron.", MON, "es", []),
    ("Atendido en la Clínica Mayo y celebrado el Cinco de Mayo", MON, "es", []),
    ("They came to 2024 Main Street.", MON, "en", []),
    ("Vive en el 2020 de la calle Olmo.", MON, "es", []),
    ("Case No. 2025-1234 was filed.", MON, "en", []),
    ("La Ley de Inmigración de 1965 lo cambió.", MON, "es", []),
    ("La Ley Laken Riley de 2025 lo cambió.", MON, "es", []),
    ("The 1996 Immigration Reform Act changed that.", MON, "en", []),
    ("En los 2000 y en la década de 1990 vivió aquí.", MON, "es", []),
    ("Over the weekend and weeks later they came.", MON, "en", []),
    ("It costs $2.025 billion for 2,025 beds.", MON, "en", []),
    ("Domingo Pérez fue detenido. Julio César lo vio.", MON, "es", []),
]  # fmt: skip


@pytest.fixture(scope="module")
def finder() -> DateFinder:
    """The finder over the bundled table, without the gazetteer."""
    return DateFinder(knowledge())


@pytest.mark.parametrize(("text", "published", "language", "dates"), FALSE_FRIENDS)
def test_no_dates(
    finder: DateFinder, text: str, published: str | None, language: str, dates: list[tuple[str, str]]
) -> None:
    body = analyse("", text)
    assert [(body.text[f.start : f.end], f.date) for f in finder.find(body, published, language)] == dates
