"""Agencies: a text, its outlet's home and its language -> every body that it names, in full."""

from __future__ import annotations

import pytest
from extraction import article

from etl.pipeline import Pipeline

NG = "National Guard"
ICE = "U.S. Immigration and Customs Enforcement"
BP = "U.S. Border Patrol"
CBP = "U.S. Customs and Border Protection"
DHS = "U.S. Department of Homeland Security"
HSI = "Homeland Security Investigations"
ERO = "ICE Enforcement and Removal Operations"

Row = tuple[str, str | None, str, list[tuple[str, str, str]]]

# text, outlet's home, language -> words, name and level of every agency
FEDERAL: list[Row] = [
    ("ICE officers came with agents of the Border Patrol.", None, "en",
     [("ICE", ICE, "federal"), ("Border Patrol", BP, "federal")]),
    ("U.S. Immigration and Customs Enforcement, or ICE, and Homeland Security Investigations came.", None, "en",
     [(ICE, ICE, "federal"), (HSI, HSI, "federal")]),
    ("ICE agents raided a plant that makes electric vehicles; ICE held nine.", None, "en", [("ICE", ICE, "federal")]),
    ("Video shows ICE vehicles behind the van. ICE said that its officers had left.", None, "en",
     [("ICE", ICE, "federal")]),
    ("Enforcement and Removal Operations and HSI took part, with CBP and USMS.", None, "en",
     [("Enforcement and Removal Operations", ERO, "federal"), ("HSI", HSI, "federal"), ("CBP", CBP, "federal"),
      ("USMS", "U.S. Marshals Service", "federal")]),
    ("U.S. Customs and Border Protection officers and U.S. Border Patrol agents", None, "en",
     [(CBP, CBP, "federal"), (BP, BP, "federal")]),
    ("The FBI, the DEA, the ATF and U.S. marshals helped.", None, "en",
     [("FBI", "Federal Bureau of Investigation", "federal"), ("DEA", "Drug Enforcement Administration", "federal"),
      ("ATF", "Bureau of Alcohol, Tobacco, Firearms and Explosives", "federal"),
      ("U.S. marshals", "U.S. Marshals Service", "federal")]),
    ("Homeland Security Secretary Kristi Noem spoke.", None, "en", [("Homeland Security Secretary", DHS, "federal")]),
    ("The Department of Homeland Security and the Justice Department sued.", None, "en",
     [("Department of Homeland Security", DHS, "federal"),
      ("Justice Department", "U.S. Department of Justice", "federal")]),
    ("The Executive Office for Immigration Review runs the courts; USCIS does not.", None, "en",
     [("Executive Office for Immigration Review", "Executive Office for Immigration Review", "federal"),
      ("USCIS", "U.S. Citizenship and Immigration Services", "federal")]),
    ("About 700 Marines and National Guard troops were sent.", None, "en",
     [("Marines", "U.S. Marine Corps", "federal"), ("National Guard troops", NG, "federal")]),
    ("Secretary of State Marco Rubio, Defense Secretary Pete Hegseth and the FBI director met.", None, "en",
     [("Secretary of State Marco Rubio", "U.S. Department of State", "federal"),
      ("Defense Secretary", "U.S. Department of Defense", "federal"),
      ("FBI", "Federal Bureau of Investigation", "federal")]),
    ("An anti-ICE march and an ICE-led raid; ICE’s van", None, "en", [("ICE", ICE, "federal")]),
    ("ERO Boston and the ICE field office", None, "en", [("ERO", ERO, "federal"), ("ICE", ICE, "federal")]),
    ("The Office of Refugee Resettlement holds the children.", None, "en",
     [("Office of Refugee Resettlement", "Office of Refugee Resettlement", "federal")]),
    ("El ICE y la Patrulla Fronteriza llegaron.", None, "es",
     [("ICE", ICE, "federal"), ("Patrulla Fronteriza", BP, "federal")]),
    ("El Servicio de Inmigración y Control de Aduanas (ICE) dijo que no.", None, "es",
     [("Servicio de Inmigración y Control de Aduanas", ICE, "federal")]),
    ("El Departamento de Seguridad Nacional y la Oficina de Aduanas y Protección Fronteriza", None, "es",
     [("Departamento de Seguridad Nacional", DHS, "federal"),
      ("Oficina de Aduanas y Protección Fronteriza", CBP, "federal")]),
    ("El director de la Patrulla Fronteriza habló con el Departamento de Justicia.", None, "es",
     [("Patrulla Fronteriza", BP, "federal"), ("Departamento de Justicia", "U.S. Department of Justice", "federal")]),
    ("La Guardia Nacional y los infantes de Marina patrullan.", None, "es",
     [("Guardia Nacional", NG, "federal"), ("infantes de Marina", "U.S. Marine Corps", "federal")]),
    ("La Patrulla de Fronteras y Operaciones de Control y Remoción", None, "es",
     [("Patrulla de Fronteras", BP, "federal"), ("Operaciones de Control y Remoción", ERO, "federal")]),
    ("Agentes del FBI, de la DEA y del Servicio de Alguaciles", None, "es",
     [("FBI", "Federal Bureau of Investigation", "federal"), ("DEA", "Drug Enforcement Administration", "federal"),
      ("Servicio de Alguaciles", "U.S. Marshals Service", "federal")]),
]  # fmt: skip

# Words that look like an agency and are none
NONE: list[Row] = [
    ("El jefe de policía Jordan López y la alguacil Carolina Medina hablaron en Reno.", None, "es", []),
    ("In Los Angeles, police on horses pushed people back.", None, "en", []),
    ("Ice on the roads closed schools; ice, Ice and iced tea.", None, "en", []),
    ("ICE STORM WARNING ISSUED FOR THE VALLEY", None, "en", []),
    ("The Intercontinental Exchange, known as ICE, runs markets. ICE rose.", None, "en", []),
    ("Cars with an I.C.E., an internal combustion engine, still sell. ICE cars lead.", None, "en", []),
    ("EVs outsold ICE vehicles in May for the first time.", None, "en", []),
    ("The ICE train of Deutsche Bahn was late.", None, "en", []),
    ("Federal agents and immigration agents came, witnesses told the police.", None, "en", []),
    ("The attorney general, the sheriff and the border czar spoke.", None, "en", []),
    ("Travis County Sheriff Sally Penrose spoke; the Travis County sheriff left.", None, "en", []),
    ("University of Texas police and campus police", None, "en", []),
    ("Police arrested nine; Police Chief Roe said so.", None, "en", []),
    ("Attorney General Pam Bondi and Secretary Noem", None, "en", []),
    ("Sheriff Dan Norwell said deputies stayed away.", None, "en", []),
    ("The White House, Congress, the City Council and the Supreme Court answered.", None, "en", []),
    ("The Salvation Army fed them.", None, "en", []),
    ("The police state and police brutality were named.", None, "en", []),
    ("La Migra llegó; la policía y los alguaciles no.", None, "es", []),
    ("Agentes federales y agentes de inmigración llegaron.", None, "es", []),
    ("El fiscal general y el zar de la frontera hablaron.", None, "es", []),
    ("El hielo cubrió las calles; ice en inglés.", None, "es", []),
    ("The march ended in Boston. Police said nobody was hurt.", None, "en", []),
    ("They left Orange County. Sheriff's deputies watched.", None, "en", []),
    ("Cars stopped at the Border. Patrol cars followed.", None, "en", []),
    ("La marcha fue vigilada por la policía. Houston guardó silencio.", None, "es", []),
    ("Boston College police closed the gate.", None, "en", []),
    ("BART police closed the gate.", "Oakland, CA", "en", []),
    ("The Marine Terrace Army Surplus Store closed.", None, "en", []),
    ("The Army of Brazil sent trucks.", None, "en", []),
]  # fmt: skip

# Local bodies by their style, for any town, county or state
LOCAL: list[Row] = [
    ("Spokane police and the Spokane County Sheriff's Office came.", None, "en",
     [("Spokane police", "Spokane Police Department", "city"),
      ("Spokane County Sheriff's Office", "Spokane County Sheriff's Office", "county")]),
    ("The Huntington Park Police Department and the Riverside County Sheriff's Department said so.", None, "en",
     [("Huntington Park Police Department", "Huntington Park Police Department", "city"),
      ("Riverside County Sheriff's Department", "Riverside County Sheriff's Department", "county")]),
    ("Washoe County sheriff's deputies and Reno police officers watched.", None, "en",
     [("Washoe County sheriff's deputies", "Washoe County Sheriff's Office", "county"),
      ("Reno police officers", "Reno Police Department", "city")]),
    ("The Tangipahoa Parish Sheriff’s Office signed on.", None, "en",
     [("Tangipahoa Parish Sheriff’s Office", "Tangipahoa Parish Sheriff's Office", "county")]),
    ("The Police Department in Ames", None, "en", []),
    ("Texas Department of Public Safety troopers and the California Highway Patrol", None, "en",
     [("Texas Department of Public Safety", "Texas Department of Public Safety", "state"),
      ("California Highway Patrol", "California Highway Patrol", "state")]),
    ("The California National Guard and the Nevada National Guard", None, "en",
     [("California National Guard", "California National Guard", "state"),
      ("Nevada National Guard", "Nevada National Guard", "state")]),
    ("Idaho State Police and the Washington State Patrol", None, "en",
     [("Idaho State Police", "Idaho State Police", "state"),
      ("Washington State Patrol", "Washington State Patrol", "state")]),
    ("The state police took him.", "Boston, MA", "en", [("state police", "Massachusetts State Police", "state")]),
    ("The state police took him.", None, "en", []),
    ("The CHP closed the ramp in California.", None, "en", [("CHP", "California Highway Patrol", "state")]),
    ("The CHP, a combined heat and power plant, opened in Ohio.", None, "en", []),
    ("The Hennepin County Attorney's Office charged him.", None, "en",
     [("Hennepin County Attorney's Office", "Hennepin County Attorney's Office", "county")]),
    ("The Los Angeles County District Attorney's Office declined.", None, "en",
     [("Los Angeles County District Attorney's Office", "Los Angeles County District Attorney's Office", "county")]),
    ("The U.S. Attorney's Office for the Eastern District of Washington charged them.", None, "en",
     [("U.S. Attorney's Office for the Eastern District of Washington",
       "U.S. Attorney's Office for the Eastern District of Washington", "federal")]),
    ("The US Attorney’s Office for the District of New Jersey declined.", None, "en",
     [("US Attorney’s Office for the District of New Jersey",
       "U.S. Attorney's Office for the District of New Jersey", "federal")]),
    ("The Memphis Safe Task Force stopped cars.", None, "en",
     [("Memphis Safe Task Force", "Memphis Safe Task Force", "other")]),
    ("Portland Police Bureau officers stood by.", "Portland, OR", "en",
     [("Portland Police Bureau", "Portland Police Bureau", "city")]),
    ("The Broward Sheriff's Office and Miami-Dade police", None, "en",
     [("Broward Sheriff's Office", "Broward County Sheriff's Office", "county"),
      ("Miami-Dade police", "Miami-Dade Police Department", "county")]),
    ("The St. Paul Police Department and the Ft. Worth police", None, "en",
     [("St. Paul Police Department", "St. Paul Police Department", "city"),
      ("Ft. Worth police", "Fort Worth Police Department", "city")]),
    ("Orlando's police department and Denver’s Police Department", None, "en",
     [("Orlando's police department", "Orlando Police Department", "city"),
      ("Denver’s Police Department", "Denver Police Department", "city")]),
    ("New York State Police, New York police and Washington police", None, "en",
     [("New York State Police", "New York State Police", "state"),
      ("New York police", "New York City Police Department", "city"),
      ("Washington police", "Metropolitan Police Department of the District of Columbia", "city")]),
    ("The D.C. police and the Washington State Patrol", None, "en",
     [("D.C. police", "Metropolitan Police Department of the District of Columbia", "city"),
      ("Washington State Patrol", "Washington State Patrol", "state")]),
    ("The Navajo Nation Police and the Tohono O'odham Nation Police Department", None, "en",
     [("Navajo Nation Police", "Navajo Nation Police Department", "other"),
      ("Tohono O'odham Nation Police Department", "Tohono O'odham Nation Police Department", "other")]),
    ("The Cook County State's Attorney's Office and the Essex County Prosecutor's Office", None, "en",
     [("Cook County State's Attorney's Office", "Cook County State's Attorney's Office", "county"),
      ("Essex County Prosecutor's Office", "Essex County Prosecutor's Office", "county")]),
    ("The LAPD closed the street.", "Los Angeles, CA", "en", [("LAPD", "Los Angeles Police Department", "city")]),
    ("El Departamento de Policía Metropolitana de Las Vegas firmó.", None, "es",
     [("Departamento de Policía Metropolitana de Las Vegas", "Las Vegas Metropolitan Police Department", "city")]),
    ("Los alguaciles del condado de Polk ayudaron.", None, "es",
     [("alguaciles del condado de Polk", "Polk County Sheriff's Office", "county")]),
    ("Las Vegas police signed an agreement.", None, "en",
     [("Las Vegas police", "Las Vegas Metropolitan Police Department", "city")]),
    ("La Oficina del Alguacil del condado de Pinal y la policía de Houston", None, "es",
     [("Oficina del Alguacil del condado de Pinal", "Pinal County Sheriff's Office", "county"),
      ("policía de Houston", "Houston Police Department", "city")]),
    ("El Departamento de Policía de Los Ángeles y la Policía de Filadelfia", None, "es",
     [("Departamento de Policía de Los Ángeles", "Los Angeles Police Department", "city"),
      ("Policía de Filadelfia", "Philadelphia Police Department", "city")]),
    ("La Policía Estatal de Nueva Jersey y la Patrulla Estatal de Georgia", None, "es",
     [("Policía Estatal de Nueva Jersey", "New Jersey State Police", "state"),
      ("Patrulla Estatal de Georgia", "Georgia State Patrol", "state")]),
    ("La Guardia Nacional de Texas y la Patrulla de Carreteras de Tennessee", None, "es",
     [("Guardia Nacional de Texas", "Texas National Guard", "state"),
      ("Patrulla de Carreteras de Tennessee", "Tennessee Highway Patrol", "state")]),
    ("La Fiscalía del condado de Harris lo acusó.", None, "es",
     [("Fiscalía del condado de Harris", "Harris County District Attorney's Office", "county")]),
    ("La Fiscalía del Distrito Sur de California acusó a siete.", None, "es",
     [("Fiscalía del Distrito Sur de California", "U.S. Attorney's Office for the Southern District of California",
       "federal")]),
    ("La fiscalía federal para el Distrito Sur de Texas lo acusó.", None, "es",
     [("fiscalía federal para el Distrito Sur de Texas", "U.S. Attorney's Office for the Southern District of Texas",
       "federal")]),
    ("La Policía de Puerto Rico ayudó a ICE en San Juan.", None, "es",
     [("Policía de Puerto Rico", "Puerto Rico Police Bureau", "state"), ("ICE", ICE, "federal")]),
    ("La oficina del sheriff del condado de Cobb entregó a 12 personas.", None, "es",
     [("oficina del sheriff del condado de Cobb", "Cobb County Sheriff's Office", "county")]),
    ("Officials spoke in Texas. National Guard troops stayed home.", None, "en",
     [("National Guard troops", "National Guard", "federal")]),
    ("The LAPD took no part in the raid in Los Angeles.", None, "en",
     [("LAPD", "Los Angeles Police Department", "city")]),
    ("The NYPD took no part in the raid in Queens.", None, "en", [("NYPD", "New York City Police Department", "city")]),
    ("El NYPD no participó en la redada.", None, "es", [("NYPD", "New York City Police Department", "city")]),
    ("The state police took him in Worcester, Massachusetts.", None, "en",
     [("state police", "Massachusetts State Police", "state")]),
    ("The state patrol took him.", "Atlanta, GA", "en", [("state patrol", "Georgia State Patrol", "state")]),
    ("Newark and Irvington police came.", None, "en",
     [("Newark", "Newark Police Department", "city"), ("Irvington police", "Irvington Police Department", "city")]),
    ("La policía de la ciudad de Dallas ayudó.", None, "es",
     [("policía de la ciudad de Dallas", "Dallas Police Department", "city")]),
    ("ICE RAIDS MILL, NINE WORKERS HELD", None, "en", [("ICE", "U.S. Immigration and Customs Enforcement", "federal")]),
    ("La policía de Washington llegó.", None, "es",
     [("policía de Washington", "Metropolitan Police Department of the District of Columbia", "city")]),
    ("La policía de Nueva York llegó.", None, "es",
     [("policía de Nueva York", "New York City Police Department", "city")]),
    ("The D.C. National Guard came.", None, "en",
     [("D.C. National Guard", "District of Columbia National Guard", "state")]),
    ("The U.S. attorney’s office for the Central District of California charged him.", None, "en",
     [("U.S. attorney’s office for the Central District of California",
       "U.S. Attorney's Office for the Central District of California", "federal")]),
    ("Portland police stood by.", "Portland, OR", "en", [("Portland police", "Portland Police Bureau", "city")]),
    ("Monroe, La. police arrested him.", None, "en", [("Monroe, La. police", "Monroe Police Department", "city")]),
    ("APD officers stood by.", "Austin, TX", "en", [("APD", "Austin Police Department", "city")]),
    ("Yesterday Memphis Safe Task Force officers stopped cars.", None, "en",
     [("Memphis Safe Task Force", "Memphis Safe Task Force", "other")]),
]  # fmt: skip

# Bodies of another country count where the text names it
FOREIGN: list[Row] = [
    ("Britain's Border Force stopped the boat.", None, "en", [("Border Force", "Border Force", "other")]),
    ("The National Guard of Mexico closed the road.", None, "en",
     [("National Guard", "Guardia Nacional (Mexico)", "other")]),
    ("Texas sent the National Guard to the border with Mexico.", None, "en", [("National Guard", NG, "federal")]),
    ("The Royal Canadian Mounted Police met them in Canada.", None, "en",
     [("Royal Canadian Mounted Police", "Royal Canadian Mounted Police", "other")]),
    ("El Instituto Nacional de Migración recibió a 12 personas en México.", None, "es",
     [("Instituto Nacional de Migración", "Instituto Nacional de Migración (Mexico)", "other")]),
    ("El Instituto Nacional de Migración recibió a 12 personas en Honduras.", None, "es",
     [("Instituto Nacional de Migración", "Instituto Nacional de Migración (Honduras)", "other")]),
    ("El Instituto Nacional de Migración recibió a 12 personas.", None, "es", []),
    ("The Home Office in Britain and Migración Colombia in Colombia", None, "en",
     [("Home Office", "Home Office", "other"), ("Migración Colombia", "Migración Colombia", "other")]),
    ("The home office of a firm in Britain", None, "en", []),
    ("The Colombian army, the Mexican navy and Mexico's army", None, "en", []),
]  # fmt: skip

# text, outlet's home, language -> name and state of every agency
STATES: list[tuple[str, str | None, str, list[tuple[str, str | None]]]] = [
    ("Spokane County sheriff's deputies came.", None, "en", [("Spokane County Sheriff's Office", "WA")]),
    ("The state police came.", "Newark, NJ", "en", [("New Jersey State Police", "NJ")]),
    ("ICE came to Ohio.", None, "en", [("U.S. Immigration and Customs Enforcement", None)]),
    ("The Polk County Sheriff's Office came.", None, "en", [("Polk County Sheriff's Office", None)]),
    ("La Guardia Nacional de Texas llegó.", None, "es", [("Texas National Guard", "TX")]),
    ("The Polk County Sheriff's Office helped.", "Lakeland, FL", "en", [("Polk County Sheriff's Office", "FL")]),
    ("The Polk County sheriff's office in Iowa helped.", None, "en", [("Polk County Sheriff's Office", "IA")]),
    ("Orlando police came.", "Orlando, FL", "en", [("Orlando Police Department", "FL")]),
    ("Springfield police came.", "Springfield, MA", "en", [("Springfield Police Department", "MA")]),
]  # fmt: skip

DOJ, DOD = "U.S. Department of Justice", "U.S. Department of Defense"
# agency as written -> short name, level, the body above it
FAMILY = [
    ("ICE", "ICE", "federal", DHS),
    ("Enforcement and Removal Operations", "ERO", "federal", ICE),
    ("Homeland Security Investigations", "HSI", "federal", ICE),
    ("The Border Patrol", "Border Patrol", "federal", CBP),
    ("CBP", "CBP", "federal", DHS),
    ("USCIS", "USCIS", "federal", DHS),
    ("The Coast Guard", "USCG", "federal", DHS),
    ("The Department of Homeland Security", "DHS", "federal", None),
    ("The FBI", "FBI", "federal", DOJ),
    ("The Bureau of Prisons", "BOP", "federal", DOJ),
    ("The U.S. Attorney's Office for the District of Oregon", "U.S. Attorney's Office for the District of Oregon",
       "federal", DOJ),
    ("The Marines", "USMC", "federal", DOD),
    ("The National Guard", "National Guard", "federal", DOD),
    ("The Oregon National Guard", "Oregon National Guard", "state", None),
    ("Oakland police", "OPD", "city", None),
    ("The Lake County Sheriff's Office", "Lake County Sheriff's Office", "county", None),
]  # fmt: skip


def agencies(pipeline: Pipeline, text: str, home: str | None, language: str) -> list[tuple[str, str, str]]:
    """The words, the name and the level of each agency."""
    record = pipeline.extract(article(text, media_place=home, language=language))
    return [(a.text, a.name, a.level) for a in record.agencies]


@pytest.mark.parametrize(("text", "home", "language", "found"), FEDERAL)
def test_federal(
    pipeline: Pipeline, text: str, home: str | None, language: str, found: list[tuple[str, str, str]]
) -> None:
    assert agencies(pipeline, text, home, language) == found


@pytest.mark.parametrize(("text", "home", "language", "found"), NONE)
def test_no_agency(
    pipeline: Pipeline, text: str, home: str | None, language: str, found: list[tuple[str, str, str]]
) -> None:
    assert agencies(pipeline, text, home, language) == found


@pytest.mark.parametrize(("text", "home", "language", "found"), LOCAL)
def test_local(
    pipeline: Pipeline, text: str, home: str | None, language: str, found: list[tuple[str, str, str]]
) -> None:
    assert agencies(pipeline, text, home, language) == found


@pytest.mark.parametrize(("text", "home", "language", "found"), FOREIGN)
def test_foreign(
    pipeline: Pipeline, text: str, home: str | None, language: str, found: list[tuple[str, str, str]]
) -> None:
    assert agencies(pipeline, text, home, language) == found


@pytest.mark.parametrize(("text", "home", "language", "found"), STATES)
def test_states(
    pipeline: Pipeline, text: str, home: str | None, language: str, found: list[tuple[str, str | None]]
) -> None:
    record = pipeline.extract(article(text, media_place=home, language=language))
    assert [(a.name, a.state) for a in record.agencies] == found


@pytest.mark.parametrize(("written", "short_name", "level", "parent"), FAMILY)
def test_short_name_level_and_parent(
    pipeline: Pipeline, written: str, short_name: str, level: str, parent: str | None
) -> None:
    record = pipeline.extract(article(f"{written} confirmed the arrests."))
    assert [(a.short_name, a.level, a.parent) for a in record.agencies] == [(short_name, level, parent)]


def test_one_entry_for_each_body_at_its_first_mention(pipeline: Pipeline) -> None:
    text = "U.S. Immigration and Customs Enforcement came. ICE left. The Border Patrol stayed; ICE returned."
    record = pipeline.extract(article(text, title="Raid by ICE"))
    assert [(a.text, a.start, a.mentions) for a in record.agencies] == [("ICE", 8, 4), ("Border Patrol", 74, 1)]
