"""Topics: what a relevant story is really about; one to three of a closed list, strongest first."""

from __future__ import annotations

import math

import pytest
from extraction import article

from etl.knowledge import REFERENCE, read_table
from etl.models import TOPICS
from etl.pipeline import Pipeline

# the topic that leads, headline, language, text
CASES = [
    ("raid", "ICE raids sawmill", "en",
     "Agents of U.S. Immigration and Customs Enforcement raided a sawmill and took nine workers away in buses. "
     "The worksite raid was the largest in the county in years."),
    ("arrest", "Man arrested by ICE outside courthouse", "en",
     "ICE officers arrested a father of three as he left a traffic hearing. Two masked agents handcuffed him "
     "and drove off."),
    ("detention", "Detainees on hunger strike at ICE center", "en",
     "Fifty people held at the detention center refuse meals. They say cells are crowded and care is slow. The "
     "private operator of the detention center denies it."),
    ("deportation", "Father of four deported to Honduras", "en",
     "He was put on a deportation flight on Tuesday after 20 years here. His deportation split the family, his "
     "wife said."),
    ("protest", "Thousands march against ICE", "en",
     "Protesters marched to the federal building and chanted against ICE. The demonstration was peaceful, and "
     "organizers called another rally."),
    ("court", "Judge blocks ICE arrests at courthouses", "en",
     "A federal judge issued an injunction on Monday in a lawsuit that the state had filed. The ruling bars ICE "
     "from making arrests in courthouses while the case goes on."),
    ("legislation", "Legislature passes bill on ICE", "en",
     "Lawmakers passed a bill that bars sheriffs from signing agreements with ICE. The Senate voted 25 to 14; "
     "the bill goes to the governor."),
    ("local_response", "City council limits help for ICE", "en",
     "The council voted for a sanctuary ordinance. The mayor and the police chief said that city officers will "
     "not help ICE with immigration arrests."),
    ("military_deployment", "National Guard troops sent to guard ICE", "en",
     "The president ordered 2,000 National Guard troops and 700 Marines to the city. Soldiers stood guard as "
     "ICE officers left the federal building."),
    ("use_of_force", "ICE officer shoots driver", "en",
     "An ICE officer fired three shots at a car and hit the driver. Video shows agents firing pepper balls and "
     "tear gas at bystanders after the shooting."),
    ("death", "Man dies in ICE custody", "en",
     "A 43-year-old died at a detention center, ICE said. His death is the tenth in custody this year; an "
     "autopsy is under way."),
    ("impact", "Shops empty after ICE raids", "en",
     "Sales fell by half and restaurants closed as families stay home in fear. Pupils are absent and farmers "
     "lack workers, a month after the immigration raids."),
    ("protest", "Miles marchan contra el ICE", "es",
     "Los manifestantes marcharon hasta el edificio federal con carteles. La protesta fue pacífica y habrá otra "
     "manifestación."),
    ("death", "Muere un hombre bajo custodia del ICE", "es",
     "El cubano murió en un centro de detención. Su muerte es la décima del año, dijo el ICE."),
    ("court", "Jueza frena los arrestos del ICE", "es",
     "La jueza federal emitió una orden en una demanda del estado. El fallo impide que el ICE arreste en los "
     "tribunales."),
    ("raid", "Redada del ICE en un aserradero", "es",
     "Agentes del ICE hicieron una redada en el aserradero y arrestaron a nueve trabajadores."),
    ("deportation", "Deportan a un padre de cuatro hijos", "es",
     "Fue enviado a Honduras en un vuelo de deportación tras ser detenido por el ICE."),
    ("local_response", "Alcalde: la policía no ayudará al ICE", "es",
     "El concejo aprobó una ordenanza santuario. La policía de la ciudad no hará arrestos migratorios."),
    ("impact", "Comercios vacíos tras las redadas del ICE", "es",
     "Las ventas cayeron a la mitad y las familias no salen por miedo. Los alumnos faltan a clase."),
    ("military_deployment", "Llega la Guardia Nacional por las protestas contra el ICE", "es",
     "El presidente envió 2,000 soldados de la Guardia Nacional y 700 infantes de marina a la ciudad."),
    ("policy", "White House sets quota for arrests", "en",
     "The administration changed its policy on whom ICE may arrest. The new guidance ends limits near schools, "
     "and a memo tells agents to follow the executive order."),
]  # fmt: skip


@pytest.mark.parametrize(("topic", "title", "language", "text"), CASES)
def test_the_leading_topic(pipeline: Pipeline, topic: str, title: str, language: str, text: str) -> None:
    record = pipeline.extract(article(text, title=title, language=language))
    assert record.relevant
    assert record.topics[0] == topic
    assert len(record.topics) <= 3


def test_each_topic_leads_in_a_story() -> None:
    assert {topic for topic, *_ in CASES} == set(TOPICS)


def test_a_story_of_another_matter_has_none(pipeline: Pipeline) -> None:
    text = "Police arrested a man at a march. A judge ordered his release from the county jail after a hearing."
    assert pipeline.extract(article(text, title="Protest over rents ends in court")).topics == ()


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("ICE agents were in the city in March.", "protest"),  # a month
        ("ICE agents were in the city on March 27.", "protest"),
        ("Gov. Bill Lee thanked the ICE agents.", "legislation"),  # a person's name
        ("The White House thanked law enforcement and ICE.", "legislation"),
        ("Oficiales de Detención y Deportación del ICE pusieron en marcha la revisión.", "deportation"),
        ("ICE carried out the final order of removal.", "deportation"),
    ],
)
def test_words_that_look_like_a_topic_s_say_nothing(pipeline: Pipeline, text: str, topic: str) -> None:
    trace = pipeline.trace(article(text))
    record = trace.record
    signals = pipeline.topics.signals(trace.body, record.agencies, record.counts, trace.resolution, names=trace.names)[
        topic
    ]
    assert signals == {"bias": 1.0}


def test_the_signals_of_a_topic_tell_where_its_words_stand_and_how_strong_they_are(pipeline: Pipeline) -> None:
    text = "Immigration agents came to a car wash.\n\nThe raid was over soon. A raid of that size is rare."
    trace = pipeline.trace(article(text, title="ICE raids car wash"))
    record = trace.record
    signals = pipeline.topics.signals(trace.body, record.agencies, record.counts, trace.resolution, names=trace.names)
    raid = {name: round(value, 3) for name, value in signals["raid"].items() if name not in ("share", "evidence")}
    assert raid == {
        "bias": 1.0,
        "title_strong": round(math.log1p(2), 3),  # raids, car wash
        "lead_strong": round(math.log1p(1), 3),
        "lead_weak": round(math.log1p(1), 3),  # agents
        "rest_strong": round(math.log1p(1.5), 3),  # a word said again counts half
        "different": round(math.log1p(4), 3),
        "beside_first": 1.0,
        "second": 1.0,
    }


def test_every_word_has_a_known_topic_and_strength() -> None:
    rows = read_table(REFERENCE / "topics.csv")
    wrong = [
        row for row in rows
        if (row["topic"] == "none") != (row["strength"] == "none")
        or row["topic"] not in (*TOPICS, "none")
        or row["strength"] not in ("strong", "some", "weak", "none")
    ]  # fmt: skip
    assert wrong == []
    assert [row["word"] for row in rows if row["word"] != row["word"].strip() or not row["word"]] == []
    assert len({(row["word"], row["topic"]) for row in rows}) == len(rows)
