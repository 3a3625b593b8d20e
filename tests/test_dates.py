"""Dates: what a text says, when it was published, in which language -> every time that it names, in full."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.find.dates import DateFinder
from etl.text import analyse
from tests.reading import knowledge

# Publication days, each named by its weekday
MON, TUE, WED, THU, FRI, SAT, SUN = (f"2025-06-{day}" for day in range(23, 30))
NEW_YEAR = "2026-01-02"  # a Friday

Row = tuple[str, str | None, str, list[tuple[str, str]]]

CASES: list[Row] = [
    # weekdays: the latest on or before publication
    ("Agents came on Monday.", MON, "en", [("Monday", "2025-06-23")]),
    ("Agents came on Monday.", TUE, "en", [("Monday", "2025-06-23")]),
    ("Agents came on Tuesday.", MON, "en", [("Tuesday", "2025-06-17")]),
    ("Agents came Saturday and left Sunday.", MON, "en", [("Saturday", "2025-06-21"), ("Sunday", "2025-06-22")]),
    ("Tuesday's raid drew a crowd Wednesday night.", THU, "en",
     [("Tuesday's", "2025-06-24"), ("Wednesday night", "2025-06-25")]),
    ("Agents came on Thursday.", NEW_YEAR, "en", [("Thursday", "2026-01-01")]),
    ("Agents came on Wednesday.", NEW_YEAR, "en", [("Wednesday", "2025-12-31")]),
    ("TUESDAY RAID", FRI, "en", [("TUESDAY", "2025-06-24")]),
    # last, next, this
    ("Agents came last Friday.", MON, "en", [("last Friday", "2025-06-20")]),
    ("Agents came last Monday.", MON, "en", [("last Monday", "2025-06-16")]),
    ("Agents came this past Saturday.", MON, "en", [("this past Saturday", "2025-06-21")]),
    ("A hearing is set for next Friday.", MON, "en", [("next Friday", "2025-06-27")]),
    ("A hearing is set for next Monday.", MON, "en", [("next Monday", "2025-06-30")]),
    ("Agents raided the mill this Monday.", WED, "en", [("this Monday", "2025-06-23")]),
    # a clause that looks ahead
    ("The judge will rule on Thursday.", MON, "en", [("Thursday", "2025-06-26")]),
    ("A vigil is scheduled for Sunday, the church said.", MON, "en", [("Sunday", "2025-06-29")]),
    ("The council plans to vote Tuesday.", MON, "en", [("Tuesday", "2025-06-24")]),
    ("The plant, raided Tuesday, will reopen.", FRI, "en", [("Tuesday", "2025-06-24")]),
    ("The judge will rule on Monday.", MON, "en", [("Monday", "2025-06-23")]),
    # today, tomorrow, yesterday
    ("Agents came today.", MON, "en", [("today", "2025-06-23")]),
    ("Agents came yesterday and will be back tomorrow.", MON, "en",
     [("yesterday", "2025-06-22"), ("tomorrow", "2025-06-24")]),
    ("They left tonight.", MON, "en", [("tonight", "2025-06-23")]),
    # month and day
    ("Agents came on June 9.", MON, "en", [("June 9", "2025-06-09")]),
    ("Agents came on June 9th.", MON, "en", [("June 9th", "2025-06-09")]),
    ("Agents came on Feb. 28.", MON, "en", [("Feb. 28", "2025-02-28")]),
    ("Agents came on Feb. 29, 2024.", MON, "en", [("Feb. 29, 2024", "2024-02-29")]),
    ("Agents came on Tuesday, June 10.", MON, "en", [("Tuesday, June 10", "2025-06-10")]),
    ("Agents came on Tuesday, June 10, 2025.", MON, "en", [("Tuesday, June 10, 2025", "2025-06-10")]),
    ("He was held March 4, 2019, in Ohio.", MON, "en", [("March 4, 2019", "2019-03-04")]),
    ("He was held on May 1.", MON, "en", [("May 1", "2025-05-01")]),
    ("SEPT. 5: Raid at the plant", "2025-09-08", "en", [("SEPT. 5", "2025-09-05")]),
    # the right year across New Year
    ("Agents came on Dec. 30.", NEW_YEAR, "en", [("Dec. 30", "2025-12-30")]),
    ("Agents came on Nov. 3.", NEW_YEAR, "en", [("Nov. 3", "2025-11-03")]),
    ("A hearing is set for Jan. 20.", "2025-12-18", "en", [("Jan. 20", "2026-01-20")]),
    ("The rule takes effect on Feb. 1.", "2025-12-18", "en", [("Feb. 1", "2026-02-01")]),
    ("He was held on Jan. 20.", "2025-12-18", "en", [("Jan. 20", "2025-01-20")]),
    ("He was held on Feb. 28.", NEW_YEAR, "en", [("Feb. 28", "2025-02-28")]),
    ("Trial is scheduled for Feb. 28.", NEW_YEAR, "en", [("Feb. 28", "2026-02-28")]),
    ("Agents came in December.", NEW_YEAR, "en", [("December", "2025-12")]),
    ("Agents came in January.", NEW_YEAR, "en", [("January", "2026-01")]),
    # several days and ranges
    ("Raids went on from June 9 to June 12.", MON, "en", [("June 9", "2025-06-09"), ("June 12", "2025-06-12")]),
    # months and years
    ("Agents came in June 2024.", MON, "en", [("June 2024", "2024-06")]),
    ("Agents came in September of 2017.", MON, "en", [("September of 2017", "2017-09")]),
    ("Agents came in mid-January.", MON, "en", [("mid-January", "2025-01")]),
    ("Agents came in late April.", MON, "en", [("late April", "2025-04")]),
    ("Agents came in early March.", MON, "en", [("early March", "2025-03")]),
    ("Agents came in August.", MON, "en", [("August", "2024-08")]),
    ("A new center will open in August.", MON, "en", [("August", "2025-08")]),
    ("He has been held since May.", MON, "en", [("May", "2025-05")]),
    ("Agents came last October.", MON, "en", [("last October", "2024-10")]),
    ("Agents came last month and this year.", MON, "en", [("last month", "2025-05"), ("this year", "2025")]),
    ("Agents came last month.", NEW_YEAR, "en", [("last month", "2025-12")]),
    ("The jail opens next month.", "2025-12-18", "en", [("next month", "2026-01")]),
    ("He came in 2019 and was held in 2023.", MON, "en", [("2019", "2019"), ("2023", "2023")]),
    ("In the 2018 raid, agents held 97 people.", MON, "en", [("2018", "2018")]),
    ("Between 2017 and 2020, arrests fell.", MON, "en", [("2017", "2017"), ("2020", "2020")]),
    ("Arrests fell in 2017-2018.", MON, "en", [("2017", "2017"), ("2018", "2018")]),
    ("Arrests fell last year.", MON, "en", [("last year", "2024")]),
    # weeks have no form of their own: their month, where they lie in one
    ("Agents came last week.", MON, "en", [("last week", "2025-06")]),
    ("Agents came last week.", "2025-07-08", "en", []),
    ("Agents came two weeks ago.", MON, "en", []),
    # numeric
    ("Filed 2025-06-09.", MON, "en", [("2025-06-09", "2025-06-09")]),
    ("Filed 6/9/2025.", MON, "en", [("6/9/2025", "2025-06-09")]),
    ("Filed 06/09/25.", MON, "en", [("06/09/25", "2025-06-09")]),
    ("Filed 13/45/2025.", MON, "en", []),
    # counted from another date
    ("They came on June 9. The next day they left.", MON, "en",
     [("June 9", "2025-06-09"), ("The next day", "2025-06-10")]),
    ("They came on May 31. Two days later they left.", MON, "en",
     [("May 31", "2025-05-31"), ("Two days later", "2025-06-02")]),
    ("They left the next day.", MON, "en", []),
    # no publication date: only what the text fixes
    ("Agents came on Monday, last week and yesterday, in June, on June 9.", None, "en", []),
    ("Agents came on June 9, 2025. They left the next day and were back in 2026.", None, "en",
     [("June 9, 2025", "2025-06-09"), ("the next day", "2025-06-10"), ("2026", "2026")]),
    ("Filed 2025-06-09 and 6/10/2025.", None, "en", [("2025-06-09", "2025-06-09"), ("6/10/2025", "2025-06-10")]),
    # Spanish: weekdays
    ("Los agentes llegaron el lunes.", MON, "es", [("el lunes", "2025-06-23")]),
    ("Los agentes llegaron el martes.", MON, "es", [("el martes", "2025-06-17")]),
    ("Los agentes llegaron el pasado viernes.", MON, "es", [("el pasado viernes", "2025-06-20")]),
    ("Los agentes llegaron el viernes pasado.", MON, "es", [("el viernes pasado", "2025-06-20")]),
    ("Los agentes llegaron este miércoles por la mañana.", THU, "es", [("este miércoles", "2025-06-25")]),
    ("La audiencia será el próximo viernes.", MON, "es", [("el próximo viernes", "2025-06-27")]),
    ("El juez decidirá el jueves.", MON, "es", [("el jueves", "2025-06-26")]),
    ("La vigilia está prevista para el domingo.", MON, "es", [("el domingo", "2025-06-29")]),
    ("La redada del sábado dejó nueve detenidos.", MON, "es", [("sábado", "2025-06-21")]),
    ("Sábado de redadas en la ciudad.", MON, "es", [("Sábado", "2025-06-21")]),
    # Spanish: today, tomorrow, the morning
    ("Los agentes llegaron hoy.", MON, "es", [("hoy", "2025-06-23")]),
    ("Los agentes llegaron ayer y volverán mañana.", MON, "es", [("ayer", "2025-06-22"), ("mañana", "2025-06-24")]),
    ("Llegaron en la mañana, a las 9 de la mañana, y por la mañana del martes.", MON, "es", [("martes", "2025-06-17")]),
    ("Hoy en día hay menos cruces.", MON, "es", []),
    # Spanish: month and day
    ("Llegaron el 9 de julio.", "2025-07-15", "es", [("9 de julio", "2025-07-09")]),
    ("Llegaron el 1 de enero del 2026.", NEW_YEAR, "es", [("1 de enero del 2026", "2026-01-01")]),
    ("Llegaron el 28 de febrero.", NEW_YEAR, "es", [("28 de febrero", "2025-02-28")]),
    ("La audiencia será el 20 de enero.", "2025-12-18", "es", [("20 de enero", "2026-01-20")]),
    ("Presentada el 9/6/2025.", MON, "es", [("9/6/2025", "2025-06-09")]),
    # Spanish: months, years, weeks
    ("Llegaron en junio de 2024.", MON, "es", [("junio de 2024", "2024-06")]),
    ("Llegaron a mediados de enero.", MON, "es", [("enero", "2025-01")]),
    ("Llegaron en agosto.", MON, "es", [("agosto", "2024-08")]),
    ("Llegaron el mes pasado y el año pasado.", MON, "es", [("el mes pasado", "2025-05"), ("el año pasado", "2024")]),
    ("Llegaron la semana pasada.", MON, "es", [("la semana pasada", "2025-06")]),
    ("Llegó en 2019 y fue detenido en 2023.", MON, "es", [("2019", "2019"), ("2023", "2023")]),
    ("Llegaron el 9 de julio. Al día siguiente se fueron.", "2025-07-15", "es",
     [("9 de julio", "2025-07-09"), ("Al día siguiente", "2025-07-10")]),
    ("Llegaron el lunes y la semana pasada, en junio.", None, "es", []),
    ("They came on the morning of June 7.", MON, "en", [("June 7", "2025-06-07")]),
    ("Agents came Thursday, Friday and Saturday.", MON, "en",
     [("Thursday", "2025-06-19"), ("Friday", "2025-06-20"), ("Saturday", "2025-06-21")]),
    ("The rally on July 4 drew hundreds.", "2025-07-05", "en", [("July 4", "2025-07-04")]),
    ("Since January 20, when he took office, arrests rose.", MON, "en", [("January 20", "2025-01-20")]),
    ("From January 2024 to March 2025 arrests rose.", MON, "en",
     [("January 2024", "2024-01"), ("March 2025", "2025-03")]),
    ("By the end of 2026 it will hold 5,000.", MON, "en", [("2026", "2026")]),
    ("In 2024, 1,200 people came; in 2023 2,000.", MON, "en", [("2024", "2024"), ("2023", "2023")]),
    ("MAY 5: Raid. May 12: Suit.", MON, "en", [("MAY 5", "2025-05-05"), ("May 12", "2025-05-12")]),
    ("Agents came on June 7. 20 people were held.", MON, "en", [("June 7", "2025-06-07")]),
    ("He was held Jan. 5-Feb. 2.", MON, "en", [("Jan. 5", "2025-01-05"), ("Feb. 2", "2025-02-02")]),
    ("The order, signed Sept. 30, expires.", MON, "en", [("Sept. 30", "2024-09-30")]),
    ("They came on June 31.", MON, "en", []),
    ("Agents came three days ago.", MON, "en", [("three days ago", "2025-06-20")]),
    ("Los agentes llegaron hace tres días.", MON, "es", [("hace tres días", "2025-06-20")]),
    ("Llegaron anoche y anteayer.", MON, "es", [("anoche", "2025-06-22"), ("anteayer", "2025-06-21")]),
    ("El próximo 5 de agosto habrá una marcha.", MON, "es", [("5 de agosto", "2025-08-05")]),
    ("Este 14 de junio marcharon.", MON, "es", [("14 de junio", "2025-06-14")]),
    ("A partir del 1 de julio regirá la ley.", MON, "es", [("1 de julio", "2025-07-01")]),
    ("El 3 de junio de 2024 y el 5 de julio", MON, "es",
     [("3 de junio de 2024", "2024-06-03"), ("5 de julio", "2024-07-05")]),
    ("En 2025, 26 personas murieron.", MON, "es", [("2025", "2025")]),
    ("Llegará en septiembre.", MON, "es", [("septiembre", "2025-09")]),
    ("Agents came on June 9 and 10.", MON, "en", [("June 9 and 10", "2025-06-09"), ("June 9 and 10", "2025-06-10")]),
    ("Raids went on June 9-12.", MON, "en", [("June 9-12", "2025-06-09"), ("June 9-12", "2025-06-12")]),
    ("Raids on June 3, 5 and 7, 2024, hit farms.", MON, "en",
     [("June 3, 5 and 7, 2024", "2024-06-03"), ("June 3, 5 and 7, 2024", "2024-06-05"),
      ("June 3, 5 and 7, 2024", "2024-06-07")]),
    ("Llegaron el 9 y 10 de julio.", "2025-07-15", "es",
     [("9 y 10 de julio", "2025-07-09"), ("9 y 10 de julio", "2025-07-10")]),
    ("Fue del 9 al 12 de julio de 2024.", MON, "es",
     [("9 al 12 de julio de 2024", "2024-07-09"), ("9 al 12 de julio de 2024", "2024-07-12")]),
    ("They came June 7, a Saturday.", MON, "en", [("June 7", "2025-06-07")]),
    ("El 7 de junio, sábado, llegaron.", MON, "es", [("7 de junio", "2025-06-07")]),
    ("June 14's protest drew 500.", MON, "en", [("June 14's", "2025-06-14")]),
    ("It happened on the 4th of July.", "2025-07-10", "en", [("4th of July", "2025-07-04")]),
    ("On July Fourth they marched.", "2025-07-10", "en", [("July Fourth", "2025-07-04")]),
    ("Raids went on from May 30 through June 2, 2024.", MON, "en",
     [("May 30", "2024-05-30"), ("June 2, 2024", "2024-06-02")]),
    ("Fue del 30 de mayo al 2 de junio de 2024.", MON, "es",
     [("30 de mayo", "2024-05-30"), ("2 de junio de 2024", "2024-06-02")]),
    ("They came in May, June and July 2024.", MON, "en",
     [("May", "2024-05"), ("June", "2024-06"), ("July 2024", "2024-07")]),
    ("Volverán pasado mañana.", MON, "es", [("pasado mañana", "2025-06-25")]),
    ("The order expires Sept. 30.", MON, "en", [("Sept. 30", "2025-09-30")]),
    ("The rally starts at 1 p.m. Saturday at the park.", MON, "en", [("Saturday", "2025-06-28")]),
    ("El plazo vence el 30 de septiembre.", MON, "es", [("30 de septiembre", "2025-09-30")]),
    ("He was held on 20 June 2025.", MON, "en", [("20 June 2025", "2025-06-20")]),
    ("They came in June.", MON, "en", [("June", "2025-06")]),
    ("Llegaron el primero de mayo.", MON, "es", [("primero de mayo", "2025-05-01")]),
    ("They came in June. 2025 was worse.", MON, "en", [("June", "2025-06"), ("2025", "2025")]),
    ("The man held Saturday will see a judge.", MON, "en", [("Saturday", "2025-06-21")]),
    ("Llegaron el martes 10 de junio.", MON, "es", [("martes 10 de junio", "2025-06-10")]),
    ("Llegaron el martes, 10 de junio de 2025.", MON, "es", [("martes, 10 de junio de 2025", "2025-06-10")]),
    ("Sábado 7 de junio: redada", MON, "es", [("Sábado 7 de junio", "2025-06-07")]),
    ("Fue el domingo 15 y el lunes 16 de junio.", MON, "es",
     [("domingo 15 y el lunes 16 de junio", "2025-06-15"), ("domingo 15 y el lunes 16 de junio", "2025-06-16")]),
    ("PORTLAND, Ore., June 10 — Agents came.", MON, "en", [("June 10", "2025-06-10")]),
    ("It lasted from Sept. 2 to Dec. 31, 2025.", "2026-01-12", "en",
     [("Sept. 2", "2025-09-02"), ("Dec. 31, 2025", "2025-12-31")]),
    ("Agents came on the night of Jan. 7-8.", "2026-01-12", "en",
     [("Jan. 7-8", "2026-01-07"), ("Jan. 7-8", "2026-01-08")]),
    ("It is open until Oct. 1, and starts July 1.", MON, "en", [("Oct. 1", "2025-10-01"), ("July 1", "2025-07-01")]),
    ("They came two weeks after the June 4 raid.", MON, "en", [("June 4", "2025-06-04")]),
    ("Voters chose in November; they will choose in November 2026.", MON, "en",
     [("November", "2024-11"), ("November 2026", "2026-11")]),
    ("Published 10 Jun 2025, updated Jun 11, 2025", MON, "en",
     [("10 Jun 2025", "2025-06-10"), ("Jun 11, 2025", "2025-06-11")]),
    ("Fue entre el 20 de enero y el 10 de marzo.", MON, "es",
     [("20 de enero", "2025-01-20"), ("10 de marzo", "2025-03-10")]),
    ("Duró desde junio de 2024 hasta marzo de 2025.", MON, "es",
     [("junio de 2024", "2024-06"), ("marzo de 2025", "2025-03")]),
    ("Fue los días 7, 8 y 9 de junio.", MON, "es",
     [("7, 8 y 9 de junio", "2025-06-07"), ("7, 8 y 9 de junio", "2025-06-08"), ("7, 8 y 9 de junio", "2025-06-09")]),
    ("Vence el 30 de septiembre próximo; el del 30 de septiembre pasado venció.", MON, "es",
     [("30 de septiembre", "2025-09-30"), ("30 de septiembre", "2024-09-30")]),
    ("Fue en la madrugada del martes, no la noche del lunes.", TUE, "es",
     [("martes", "2025-06-24"), ("lunes", "2025-06-23")]),
    ("Estará abierto hasta el 1 de octubre.", MON, "es", [("1 de octubre", "2025-10-01")]),
    # what is told in the past beside what is planned
    ("He announced Friday that he will sue.", MON, "en", [("Friday", "2025-06-20")]),
    ("The council voted Tuesday to sue and will meet again.", MON, "en", [("Tuesday", "2025-06-17")]),
    ("The man was arrested Tuesday and will be deported.", MON, "en", [("Tuesday", "2025-06-17")]),
    ("Police will not help, the mayor said Tuesday.", MON, "en", [("Tuesday", "2025-06-17")]),
    ("The march begins Friday, organizers said Tuesday.", MON, "en",
     [("Friday", "2025-06-27"), ("Tuesday", "2025-06-17")]),
    ("Lawyers filed suit Thursday and expect a ruling next week.", MON, "en", [("Thursday", "2025-06-19")]),
    ("El juez ordenó el martes que sea liberado; será pronto.", MON, "es", [("el martes", "2025-06-17")]),
    ("Agents came Tuesday morning, June 10, at 5:30.", MON, "en", [("Tuesday morning, June 10", "2025-06-10")]),
    ("Agents came on Tuesday (June 10).", MON, "en", [("Tuesday (June 10", "2025-06-10")]),
    ("Llegaron el martes por la mañana, 10 de junio.", MON, "es",
     [("martes por la mañana, 10 de junio", "2025-06-10")]),
    ("Los agentes llegaron el martes 10.", MON, "es", [("el martes 10", "2025-06-10")]),
    ("Los agentes llegaron este lunes 23.", MON, "es", [("este lunes 23", "2025-06-23")]),
    ("Los Ángeles, 10 jun (EFE).- Llegaron.", MON, "es", [("10 jun", "2025-06-10")]),
    ("Nueva York, 3 jul. (EFE)", "2025-07-04", "es", [("3 jul.", "2025-07-03")]),
    ("Queda detenido hasta el 1 de octubre.", MON, "es", [("1 de octubre", "2025-10-01")]),
    ("Posted 2025-06-10T14:00:00Z", MON, "en", [("2025-06-10", "2025-06-10")]),
    ("The mayor said on Tuesday that police will not help.", MON, "en", [("Tuesday", "2025-06-17")]),
    ("The agency said Tuesday it will appeal.", MON, "en", [("Tuesday", "2025-06-17")]),
    ("She told reporters Friday she would be back.", MON, "en", [("Friday", "2025-06-20")]),
    ("A judge on Tuesday said the man will be freed.", MON, "en", [("Tuesday", "2025-06-17")]),
    ("He was told Friday that a hearing is scheduled for Tuesday.", MON, "en",
     [("Friday", "2025-06-20"), ("Tuesday", "2025-06-24")]),
    ("He said Tuesday the rally is set for Friday.", MON, "en", [("Tuesday", "2025-06-17"), ("Friday", "2025-06-27")]),
    ("Noem said Thursday she plans to visit.", MON, "en", [("Thursday", "2025-06-19")]),
    ("Thursday's raid will cost the town.", MON, "en", [("Thursday's", "2025-06-19")]),
    ("The raid Thursday is expected to slow work.", MON, "en", [("Thursday", "2025-06-19")]),
    ("El alcalde dijo el martes que la policía no ayudará.", MON, "es", [("el martes", "2025-06-17")]),
    ("El ICE anunció el viernes que abrirá una cárcel.", MON, "es", [("el viernes", "2025-06-20")]),
    ("Fue arrestado el martes y será deportado.", MON, "es", [("el martes", "2025-06-17")]),
]  # fmt: skip


@pytest.fixture(scope="module")
def finder() -> DateFinder:
    """The finder over the bundled table, without the gazetteer."""
    return DateFinder(knowledge())


def found(finder: DateFinder, text: str, published: str | None, language: str) -> list[tuple[str, str]]:
    """The words and the prefix date of each time."""
    body = analyse("", text)
    return [(body.text[f.start : f.end], f.date) for f in finder.find(body, published, language)]


@pytest.mark.parametrize(("text", "published", "language", "dates"), CASES)
def test_dates(
    finder: DateFinder, text: str, published: str | None, language: str, dates: list[tuple[str, str]]
) -> None:
    assert found(finder, text, published, language) == dates


DAYS = st.dates(date(2017, 1, 1), date(2026, 12, 31))
MONTHS = [
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
]  # fmt: skip
MESES = [
    "enero", "febrero", "marzo", "abril", "mayo", "junio",
    "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
]  # fmt: skip
WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
DIAS = ["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"]


@given(day=DAYS, published=DAYS)
def test_a_full_date_is_itself_whenever_it_is_told(finder: DateFinder, day: date, published: date) -> None:
    english = f"It began on {MONTHS[day.month - 1]} {day.day}, {day.year}, there."
    spanish = f"Empezó el {day.day} de {MESES[day.month - 1]} de {day.year}, allí."
    for text, language in ((english, "en"), (spanish, "es")):
        assert [made for _, made in found(finder, text, published.isoformat(), language)] == [day.isoformat()]


@given(day=DAYS, published=DAYS)
def test_a_month_is_never_finer_than_a_month(finder: DateFinder, day: date, published: date) -> None:
    english, spanish = f"in {MONTHS[day.month - 1]} {day.year}", f"en {MESES[day.month - 1]} de {day.year}"
    for text, language in ((english, "en"), (spanish, "es")):
        assert [made for _, made in found(finder, text, published.isoformat(), language)] == [day.isoformat()[:7]]


@given(published=DAYS, back=st.integers(0, 6))
def test_a_weekday_is_the_latest_on_or_before_publication(finder: DateFinder, published: date, back: int) -> None:
    day = published - timedelta(days=back)
    for text, language in (
        (f"They came on {WEEKDAYS[day.weekday()]}.", "en"),
        (f"Vinieron el {DIAS[day.weekday()]}.", "es"),
    ):
        assert [made for _, made in found(finder, text, published.isoformat(), language)] == [day.isoformat()]


@given(published=DAYS, ahead=st.integers(1, 6))
def test_a_weekday_to_come_is_the_next_after_publication(finder: DateFinder, published: date, ahead: int) -> None:
    day = published + timedelta(days=ahead)
    english, spanish = f"They will march on {WEEKDAYS[day.weekday()]}.", f"Marcharán el {DIAS[day.weekday()]}."
    for text, language in ((english, "en"), (spanish, "es")):
        assert [made for _, made in found(finder, text, published.isoformat(), language)] == [day.isoformat()]


@given(published=DAYS, back=st.integers(0, 200))
def test_a_day_of_the_last_months_gets_its_own_year(finder: DateFinder, published: date, back: int) -> None:
    """Most of all where New Year lies between: "Dec. 30" told on Jan. 2."""
    day = published - timedelta(days=back)
    english, spanish = (
        f"They came on {MONTHS[day.month - 1]} {day.day}.",
        f"Vinieron el {day.day} de {MESES[day.month - 1]}.",
    )
    for text, language in ((english, "en"), (spanish, "es")):
        assert [made for _, made in found(finder, text, published.isoformat(), language)] == [day.isoformat()]
