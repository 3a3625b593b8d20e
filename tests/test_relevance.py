"""Relevance: hard stories that are about U.S. immigration enforcement, and hard ones that only look like it."""

from __future__ import annotations

import pytest
from extraction import article

from etl.pipeline import Pipeline

# headline, language, text: enforcement, though the agency or the word immigrant may be missing
RELEVANT = [
    ("Nine workers held at a sawmill", "en",
     "Federal agents with rifles surrounded the mill at dawn and led nine workers away in handcuffs. Lawyers "
     "said that most of them had come from Guatemala years ago and that they were now in a detention center "
     "three hours off, waiting to be deported."),
    ("School attendance falls after sweep", "en",
     "A third of the pupils stayed home in the week after masked officers detained parents at a bus stop. The "
     "district told principals to ask for a judge's warrant before they let immigration officers in."),
    ("County board rejects jail deal", "en",
     "The board voted 5 to 2 against a contract under which the jail would have held people for U.S. "
     "Immigration and Customs Enforcement at $90 a night."),
    ("Sheriff signs 287(g) agreement", "en",
     "Deputies will be trained to question people who are booked into the jail about their status and to hold "
     "them for federal agents, the sheriff said."),
    ("Judge orders release of student", "en",
     "A federal judge in Vermont granted the habeas petition of a doctoral student whose visa had been revoked "
     "and who was seized on the street by plainclothes agents."),
    ("Vigil for man who died in custody", "en",
     "Neighbors lit candles for a 43-year-old who died at an ICE detention center in Georgia. The agency said "
     "that he was found unresponsive in his cell."),
    ("Governor signs bill on masks", "en",
     "The law forbids federal immigration officers to hide their faces while they make arrests in the state."),
    ("Temporary status ends for Hondurans", "en",
     "The Department of Homeland Security said that Temporary Protected Status for some 70,000 people from "
     "Honduras and Nicaragua will end in two months, after which they can be deported."),
    ("Strawberries rot as pickers hide", "en",
     "Growers said that half of the crews have not come back since Border Patrol agents stopped vans on the "
     "road to the fields."),
    ("Church cancels procession", "en",
     "The parish called off its Good Friday walk, since families fear that agents will be waiting. The bishop "
     "excused from Mass those who are afraid of immigration raids."),
    ("Council asks police to stay out", "en",
     "The resolution says that officers may not ask about immigration status or help with civil deportation "
     "arrests."),
    ("Marines arrive in Los Angeles", "en",
     "Some 700 Marines came to guard federal buildings after days of protest against immigration sweeps."),
    ("Court lets agents resume stops", "en",
     "The Supreme Court lifted a lower court's order that had kept federal agents from stopping people for "
     "their looks, language or work in Southern California."),
    ("Detention camp planned in old prison", "en",
     "A private company wants to reopen the prison, shut since 2021, to hold 1,000 detainees for ICE; the city "
     "council says that a permit is needed."),
    ("Father of four deported after check-in", "en",
     "He had reported to the office in good faith every year. On Tuesday he was put on a plane to Mexico."),
    ("Flights leave from small airport", "en",
     "Volunteers counted 38 deportation flights in June from Boeing Field, most of them with people in "
     "shackles."),
    ("Woman shot by agent sues", "en",
     "She says that a Border Patrol agent fired five times at her car in Chicago during an immigration "
     "operation."),
    ("Citizen held two nights by mistake", "en",
     "The man, born in Orlando, was kept in jail on an ICE detainer though his mother showed his birth "
     "certificate."),
    ("Tow company finds cars left in road", "en",
     "Since spring, drivers have towed dozens of trucks whose owners were pulled from them by federal "
     "immigration agents."),
    ("Mayor vetoes jail contract", "en",
     "The mayor said the city's jail would not hold people for immigration authorities."),
    ("Teen soccer player freed", "en",
     "The 18-year-old was released on bond by an immigration judge after 40 days at a detention center in "
     "Louisiana."),
    ("Bail fund pays for 60 releases", "en",
     "Volunteers collect money for the bonds of people whom ICE holds in El Paso."),
    ("Lawsuit says cells are overcrowded", "en",
     "People held at a federal building in Lower Manhattan sleep on the floor, says a class action against ICE."),
    ("Inspector general faults care", "en",
     "Auditors found that detainees waited weeks to see a doctor at two detention centers in Texas that hold "
     "migrants."),
    ("State police end pact", "en",
     "Troopers will no longer help federal officers with civil immigration warrants, the governor said."),
    ("House passes bill", "en",
     "The Laken Riley Act requires that migrants accused of theft be detained."),
    ("Refugees lose flights", "en",
     "The order suspends refugee admissions and lets officers put newcomers into expedited removal."),
    ("Border crossings fall to lowest in decades", "en",
     "Border Patrol agents made 8,000 apprehensions on the southern border in March."),
    ("Troops string wire on river bank", "en",
     "Texas soldiers put buoys and razor wire into the Rio Grande to keep migrants from crossing."),
    ("Sheriff renews deal", "en",
     "The Gwinnett County Sheriff's Office, in Georgia, renewed its 287(g) agreement."),
    ("Detienen a nueve trabajadores en un aserradero", "es",
     "Agentes federales rodearon el lugar al amanecer y se llevaron esposados a nueve hombres. Sus abogados "
     "temen que sean deportados a Guatemala."),
    ("Miles marchan contra las redadas", "es",
     "Con banderas y carteles, los manifestantes pidieron que el ICE salga de la ciudad."),
    ("Alguacil firma acuerdo 287(g)", "es",
     "Los agentes del condado podrán preguntar por el estatus migratorio de los presos y entregarlos a las "
     "autoridades federales."),
    ("Muere un hombre en un centro de detención", "es",
     "El cubano de 55 años llevaba un mes en Krome, bajo custodia del Servicio de Inmigración y Control de "
     "Aduanas."),
    ("Termina el TPS para los venezolanos", "es",
     "El Departamento de Seguridad Nacional anunció que unas 350,000 personas perderán su permiso y podrán ser "
     "deportadas."),
    ("Escuelas vacías tras el operativo", "es",
     "Los padres temen que la migra los espere en la puerta. El distrito pidió a los directores que exijan una "
     "orden judicial."),
    ("Jueza ordena liberar a una madre", "es",
     "La jueza federal dijo que el gobierno no puede retenerla sin una audiencia de fianza en la corte de "
     "inmigración."),
    ("Campos sin manos", "es",
     "Los dueños de los cultivos dicen que la mitad de los jornaleros no volvió desde que la Patrulla "
     "Fronteriza llegó a Oxnard."),
    ("Consulado atiende a familias de detenidos", "es",
     "El consulado de México en Los Ángeles recibió a 40 familias que buscan a parientes arrestados en las "
     "redadas."),
    ("Abren cárcel para migrantes en los Everglades", "es",
     "El centro, llamado Alligator Alcatraz, tendrá sitio para 3,000 personas que esperan su deportación."),
    ("Barrios en alerta", "es",
     "Vecinos de La Villita hacen sonar silbatos cuando ven las camionetas de los agentes de inmigración."),
    ("Gobernador firma ley SB 4", "es",
     "La norma permite a la policía de Texas arrestar a quienes crucen sin papeles."),
    ("Jornaleros demandan", "es",
     "Alegan que agentes de la Patrulla Fronteriza los detuvieron por su aspecto en un Home Depot."),
    ("Dreamers piden respuesta", "es",
     "Los beneficiarios de DACA temen ser deportados si el tribunal anula el programa."),
    ("Vecinos ante el nuevo centro de detención", "es",
     "El gobernador anunció que la vieja prisión volverá a abrir, esta vez con inmigrantes adentro. Serán hasta 2,400 "
     "en el centro de detención."),
    ("Permisos que se acaban", "es",
     "El gobierno dio por terminado el parole humanitario; los migrantes haitianos de la planta de Iowa temen la "
     "deportación."),
    ("Pacto del alguacil", "es",
     "La Oficina del Sheriff del Condado de Gwinnett, en Georgia, renovó el acuerdo 287(g)."),
]  # fmt: skip

# Ice that is ice, other police work, other countries, history, and immigrants in whose story nobody is stopped
OTHER = [
    ("Ice storm cuts power to thousands", "en",
     "Freezing rain coated roads from Tulsa to Joplin. Crews worked through the night, and the National Guard "
     "brought food to those who were stranded."),
    ("Wings win on the ice", "en",
     "Detroit scored twice in the third period. The goalie stopped 31 shots before 18,000 people, and two "
     "players were sent off for a fight."),
    ("Skaters warned off thin ice", "en",
     "Officers of the county sheriff removed three people from the lake and will arrest those who go back."),
    ("ICE raises its fees", "en",
     "Intercontinental Exchange, which runs the New York market, said that ICE will charge more for data from "
     "July."),
    ("Sales of ICE cars fall", "en",
     "Cars with an internal combustion engine lost ground to electric ones in May; ICE models made up 70 "
     "percent."),
    ("Drug raid nets 40 pounds of meth", "en",
     "Sheriff's deputies and the DEA raided a house and arrested three men after a six-month operation. They "
     "are held in the county jail on $500,000 bail."),
    ("Customs officers seize fake watches", "en",
     "U.S. Customs and Border Protection officers at the port of Savannah found 2,000 counterfeit watches in a "
     "container from China."),
    ("FBI arrests bank robber", "en",
     "Agents took a man into custody at a motel; he is charged with seven robberies in three states and is due "
     "in federal court."),
    ("Coast Guard saves fishermen", "en",
     "A helicopter of the U.S. Coast Guard lifted four men from a sinking boat off Oregon."),
    ("Lines grow at airport checkpoints", "en",
     "The Transportation Security Administration, short of officers, asks travelers to come three hours early."),
    ("Police raid gambling hall", "en",
     "Officers detained 12 people and removed 30 machines in an operation downtown."),
    ("Man held in stabbing", "en",
     "Police arrested a 22-year-old on Monday. He is in custody and awaits a hearing."),
    ("Britain to process asylum claims faster", "en",
     "The Home Office in London said that people who cross the Channel in small boats will be detained and sent "
     "to France within weeks."),
    ("Italian navy picks up migrants", "en",
     "Some 200 people from Libya were taken to Lampedusa, where the Italian police took their names. Rome wants "
     "to send them to camps in Albania."),
    ("Canada's border agency hires", "en",
     "The Canada Border Services Agency will add 1,000 officers in Ontario and Quebec."),
    ("Dominican Republic steps up deportations to Haiti", "en",
     "Soldiers stop trucks near Dajabón and send hundreds of Haitians over the bridge every day, the migration "
     "office in Santo Domingo said."),
    ("Immigrant chef wins award", "en",
     "She came from Oaxaca at 19, washed dishes for ten years, and now her restaurant in Tucson has a prize for "
     "its mole."),
    ("New citizens take oath", "en",
     "Forty people from 22 countries became citizens at the library on Friday and sang the anthem."),
    ("Museum shows letters from Ellis Island", "en",
     "The exhibit tells how families from Italy and Ireland were met by inspectors in 1907."),
    ("Startups fret over visa lottery", "en",
     "Software firms say that too few engineers get an H-1B visa each spring."),
    ("Geese begin their migration", "en",
     "Thousands of birds stop at the wildlife sanctuary on their way south; the border of the refuge is closed "
     "to hunters."),
    ("City to build detention pond", "en",
     "The basin will hold storm water until pumps remove it. The operation costs $3 million."),
    ("Parents in custody battle", "en",
     "A family court gave the mother custody of two children; the father will appeal."),
    ("Students get detention for prank", "en",
     "The principal said that 14 of them removed the clocks."),
    ("Bank finishes migration to cloud", "en",
     "The removal of old servers took a year, and the operation went without a hitch."),
    ("Old asylum to become flats", "en",
     "The state hospital, shut in 1978, will hold 200 homes."),
    ("Ice rink to reopen", "en",
     "The Zamboni is back; police officers will skate with children on Saturday."),
    ("Prison guard strike ends", "en",
     "Officers went back to work at 40 state prisons; 2,000 were fired."),
    ("Tomb Raider sequel delayed", "en",
     "The studio removed the game from its calendar."),
    ("Deputies raid cockfight", "en",
     "The sheriff's office took 90 roosters and arrested 14 people in Riverside County."),
    ("Marijuana farm burned", "en",
     "Police and the National Guard destroyed 8,000 plants in a raid in Mendocino County."),
    ("Cartel boss extradited", "en",
     "Mexico sent the man, wanted in Chicago on drug charges, to the United States; DEA agents flew with him."),
    ("Human remains found in Alaska ice", "en",
     "Troopers said the climber had been lost since 1993."),
    ("EU agrees on border checks", "en",
     "Frontex will take fingerprints of all who fly in from outside the bloc."),
    ("Chile moves troops to its border", "en",
     "Soldiers will patrol the desert near Colchane to stop crossings from Bolivia."),
    ("Pakistan expels Afghans", "en",
     "Police in Karachi rounded up thousands of Afghans without papers and bused them to the crossing at "
     "Torkham."),
    ("School named for farm labor leader", "en",
     "The board in Fresno chose the name of a woman who organized grape pickers in 1965."),
    ("Descendants recall camp", "en",
     "Families of Japanese Americans who were interned in 1942 met at the desert site in California."),
    ("Consulate hosts film week", "en",
     "The Mexican consulate in Houston shows seven films; entry is free."),
    ("Soccer fans fill stadium", "en",
     "Mexico beat Honduras 2-0 in Dallas; 80,000 watched."),
    ("Remittances set record", "en",
     "Mexicans abroad sent $64 billion home last year, the central bank said."),
    ("Border town bets on trade", "en",
     "Trucks wait an hour at the bridge in Laredo; a second span will open in 2028."),
    ("Sanctuary opens for elephants", "en",
     "The shelter in Tennessee took three from a zoo; visitors are not allowed."),
    ("Army removes mines", "en",
     "Engineers took away 300 devices in an operation in Cambodia."),
    ("Trump signs tax bill", "en",
     "The law cuts rates and lets states tax tips."),
    ("Tormenta de hielo deja sin luz a miles", "es",
     "La lluvia helada cubrió las carreteras de Oklahoma y la Guardia Nacional llevó comida."),
    ("Mariposas monarca inician su migración", "es",
     "Millones de ellas llegan al santuario de Michoacán."),
    ("Policía decomisa droga en Tijuana", "es",
     "Agentes estatales detuvieron a tres hombres en una redada contra el narcotráfico en Baja California."),
    ("México detiene a migrantes en Chiapas", "es",
     "El Instituto Nacional de Migración y la Guardia Nacional de México bajaron a 300 centroamericanos de un "
     "tren cerca de Tapachula."),
    ("España rescata a 60 personas frente a Canarias", "es",
     "La Guardia Civil llevó a Arrecife a los ocupantes de una patera que salió de Mauritania."),
    ("Aduanas incauta relojes falsos", "es",
     "Los oficiales hallaron 2,000 piezas en un contenedor llegado de China al puerto de Valencia."),
    ("Cocinera inmigrante gana premio", "es",
     "Llegó de Puebla a los 19 años y hoy su restaurante de Tucson es famoso por su mole."),
    ("Los Kings ganan sobre el hielo", "es",
     "El portero detuvo 31 disparos y el equipo de Los Ángeles sumó su quinta victoria."),
    ("Detienen a sospechoso de asalto", "es",
     "La policía de Houston arrestó el lunes a un joven de 22 años, que sigue bajo custodia."),
    ("Museo expone trenes de hielo", "es",
     "La muestra enseña cómo se llevaba el pescado a Chicago en 1890."),
    ("Chile militariza su frontera", "es",
     "El Ejército vigila el desierto de Colchane para frenar los cruces desde Bolivia."),
    ("Extraditan a capo", "es",
     "México entregó a Estados Unidos a un hombre buscado por la DEA en Chicago."),
    ("Festival celebra a Oaxaca en Los Ángeles", "es",
     "Bandas y danzantes llenaron la plaza; miles de personas comieron tlayudas."),
    ("Nuevos ciudadanos juran bandera", "es",
     "Cuarenta personas de 22 países prestaron juramento en la biblioteca."),
    ("Remesas baten récord", "es",
     "Los mexicanos en el exterior enviaron 64 mil millones de dólares."),
]  # fmt: skip


@pytest.mark.parametrize(("title", "language", "text"), RELEVANT)
def test_relevant(pipeline: Pipeline, title: str, language: str, text: str) -> None:
    record = pipeline.extract(article(text, title=title, language=language))
    assert record.relevant
    assert record.relevance >= 0.5
    assert record.relevance_reasons


@pytest.mark.parametrize(("title", "language", "text"), OTHER)
def test_not_relevant(pipeline: Pipeline, title: str, language: str, text: str) -> None:
    record = pipeline.extract(article(text, title=title, language=language))
    assert not record.relevant
    assert record.relevance < 0.5
    assert record.topics == ()


def test_reasons_are_words_of_the_text_or_its_agencies(pipeline: Pipeline) -> None:
    text = "ICE officers arrested nine migrants at a sawmill. An immigration judge will hear them."
    record = pipeline.extract(article(text, title="Nine migrants held"))
    assert record.relevance_reasons
    for reason in record.relevance_reasons:
        words, _, strength = reason.rpartition(" ")
        assert words.casefold() in record.article.body.casefold()
        assert strength.startswith(("(+", "(-"))
