"""What borrows the name of a place and is none: persons, bodies, outlets, teams, streets, cars, plain words."""

from __future__ import annotations

import pytest
from extraction import article, places

from etl.pipeline import Pipeline

Found = list[tuple[str, str, str, str | None]]
Row = tuple[str, str | None, str, Found]

# What borrows the name of a place, or looks like one
NONE: list[Row] = [
    # persons
    ("Mayor Houston spoke, and Houston said no more.", None, "en", []),
    ("Tessa Jackson was there. Jackson said she ran.", None, "en", []),
    ("Paris Winterbourne and Austin Delgado sang.", None, "en", []),
    ("Sen. Dallas Prewitt and Gov. Madison Roe met.", None, "en", []),
    ("Judge Florence Whitlock ruled; Whitlock wrote 40 pages.", None, "en", []),
    ("La concejala Victoria Salcedo y el alcalde León hablaron.", None, "es", []),
    # organisations, outlets, teams, universities
    ("The Chicago Tribune, the Portland Press Herald and Fox News reported it.", None, "en", []),
    ("The Los Angeles Times and The Boston Globe reported it.", None, "en", []),
    ("Bank of America and the Kansas City Chiefs stayed silent.", None, "en", []),
    ("The Dallas Cowboys beat the Denver Broncos.", None, "en", []),
    ("The University of Texas at Austin kept quiet.", None, "en", []),
    ("The New York Immigration Coalition and Make the Road Nevada sued.", None, "en", []),
    # agencies hold their own names
    ("The Houston Police Department and the Cook County Sheriff's Office", None, "en", []),
    ("Huntington Park police and Texas National Guard troops", None, "en", []),
    # the nation, metonyms, demonyms
    ("U.S. officials and the U.S. Border Patrol spoke of U.S. policy.", None, "en", []),
    ("The White House and Capitol Hill waited.", None, "en", []),
    ("A Mexican national, a Guatemalan mother and Texans marched.", None, "en", []),
    ("Un ciudadano mexicano y una madre guatemalteca marcharon.", None, "es", []),
    ("Federal judges of the Ninth Circuit and Congress waited.", None, "en", []),
    ("The Manhattan Project and the Boston Tea Party are history.", None, "en", []),
    # ordinary words that are towns
    ("Mobile phones, Reading glasses and Normal hours.", None, "en", []),
    ("Why did they come? Hope faded. Justice was far. Police came.", None, "en", []),
    ("Ice covered the roads. Enterprise was slow. Commerce fell.", None, "en", []),
    ("Police said Justice came late. Liberty matters. Independence, too.", None, "en", []),
    ("Friendship and Union, Unity and Freedom, Trust and Faith.", None, "en", []),
    ("Republic or Democracy? Economy first. Home again. Welcome back.", None, "en", []),
    ("“Yes,” they shouted. “Peace!” “Defiance!”", None, "en", []),
    # street corners and roads
    ("Agents stopped a man at Central Park Avenue and Armitage Avenue.", None, "en", []),
    ("Agents stopped a man at Central Park and Armitage on the Northwest Side.", "Chicago, IL", "en", []),
    ("Agents waited on Interstate 10, Highway 281 and Route 1.", None, "en", []),
    ("They met at Milwaukee Avenue and at Washington Boulevard.", None, "en", []),
    ("It is on Houston Street near Lincoln Road.", None, "en", []),
    ("La marcha subió por la avenida Texas y la calle Florida.", None, "es", []),
    ("A Washington State student wrote it.", None, "en", []),
    ("El Diario de Nueva York informó.", None, "es", []),
    ("Washington said it would appeal.", None, "en", []),
    ("Washington wants more beds.", None, "en", []),
    ("“It hurts,” said Brooklyn Salinas, a nurse.", None, "en", []),
    ("Attorney Lincoln Ortiz-Vega sued. Lincoln was calm.", None, "en", []),
    ("The ACLU of Florida sued.", None, "en", []),
    ("Agents stopped a man on Milwaukee near Logan Boulevard.", "Chicago, IL", "en", []),
    ("A boy named Dallas, 4, waited.", None, "en", []),
    ("They drove a Toyota Tacoma and a Hyundai Santa Fe.", None, "en", []),
    ("Members of Tren de Aragua, MS-13 and the Sinaloa cartel were named.", None, "en", []),
    ("Integrantes del Tren de Aragua, la MS-13 y el cártel de Sinaloa fueron señalados.", None, "es", []),
    ("Jordan, 17, and Chad, 16, were held with their father.", None, "en", []),
    ("Israel, de 17 años, y Jordan, de 16, fueron detenidos.", None, "es", []),
    ("Lax rules let him go.", None, "en", []),
    ("Amazon said its drivers stayed home.", None, "en", []),
    ("Keys were lost. Gales blew.", None, "en", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "home", "language", "found"), NONE)
def test_no_places(pipeline: Pipeline, text: str, home: str | None, language: str, found: Found) -> None:
    assert places(pipeline.extract(article(text, media_place=home, language=language))) == found


def test_no_ordinary_word_that_begins_a_sentence_is_a_town(pipeline: Pipeline) -> None:
    words = [row["word"].capitalize() for row in pipeline.knowledge.tables["common_words"] if " " not in row["word"]]
    for start in range(0, len(words), 100):
        text = " ".join(f"{word} is what they asked for." for word in words[start : start + 100])
        towns = [p.text for p in pipeline.extract(article(text)).places if p.kind in ("city", "neighborhood", "county")]
        assert towns == []
