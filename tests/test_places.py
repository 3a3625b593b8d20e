"""Toponym recognition: which words of a text name a place, and which only borrow a place's name.

Each row holds the whole list of places of its text; which of two towns of one name is meant is told in test_resolve.
"""

from __future__ import annotations

import pytest
from extraction import article, places

from etl.gazetteer import kilometres
from etl.pipeline import Pipeline

Found = list[tuple[str, str, str, str | None]]
Row = tuple[str, str | None, str, Found]

# text, outlet's home, language -> words, name, kind, and state or country of every place
CASES: list[Row] = [
    # a written state that no town of the name lies in, the end of a township's name, a faith and a nationality
    ("The contract went to a firm in Henrico, Virginia, that had no jail.", None, "en",
     [("Henrico, Virginia", "Henrico", "city", "VA")]),
    ("Supervisors near Upper Bern, in Berks County, Pennsylvania, and of Upper Darby met.", None, "en",
     [("Berks County, Pennsylvania", "Berks County", "county", "PA"), ("Upper Darby", "Upper Darby", "city", "PA")]),
    ("Agents went into a Mexican restaurant, a Roman Catholic church and a Somali mall in Reno.", None, "en",
     [("Reno", "Reno", "city", "NV")]),
    ("Agentes entraron a una iglesia Metodista y a una escuela Católica en Elko, Nevada.", None, "es",
     [("Elko, Nevada", "Elko", "city", "NV")]),
    ("Un juez federal de Monroe, Luisiana, y la garita de Freer.", None, "es",
     [("Monroe, Luisiana", "Monroe", "city", "LA"), ("Freer", "Freer", "city", "TX")]),
    ("A Columbia graduate was flown to Louisiana.", None, "en", [("Louisiana", "Louisiana", "state", "LA")]),
    ("A judge at the detention center, Ann Komans, ruled in Jena.", None, "en", [("Jena", "Jena", "city", "LA")]),
    ("A fight over Chicago is at the Supreme Court.", None, "en", [("Chicago", "Chicago", "city", "IL")]),
    ("El juez, nombrado por Obama, falló en Reno.", None, "es", [("Reno", "Reno", "city", "NV")]),
    ("Los padres van a Lumpkin o a Folkston.", None, "es",
     [("Lumpkin", "Lumpkin", "city", "GA"), ("Folkston", "Folkston", "city", "GA")]),
    ("Officers entered a hall known as the Alamo, near the Omaha plant.", None, "en",
     [("Omaha", "Omaha", "city", "NE")]),
    ("Iglesia de Elko suspende la misa en Reno.", None, "es", [("Reno", "Reno", "city", "NV")]),
    # a city before the police that are not called by it; small towns after "of"
    ("In Los Angeles, police on horses pushed people back from City Hall.", None, "en",
     [("Los Angeles", "Los Angeles", "city", "CA"), ("City Hall", "Los Angeles City Hall", "facility", "CA")]),
    ("Agents blocked the roads in the village of Cato on Thursday.", "Cayuga County, NY", "en",
     [("Cato", "Cato", "city", "NY")]),
    ("La alcaldesa de Morovis dijo que no hubo arrestos.", "Puerto Rico", "es",
     [("Morovis", "Morovis", "city", "PR")]),
    # who studies is nowhere; a saint's name; a court's district; the way somewhere in Spanish
    ("A judge freed a Columbia University student and a Tufts University doctoral student from Turkey.", None, "en",
     [("Turkey", "Turkey", "country", "TR")]),
    ("People wept at Our Lady of Guadalupe in Omaha.", None, "en", [("Omaha", "Omaha", "city", "NE")]),
    ("A judge barred such stops in the Eastern District.", "Fresno, CA", "en", []),
    ("Fueron llevados a Florence y a Eloy.", None, "es",
     [("Florence", "Florence", "city", "AZ"), ("Eloy", "Eloy", "city", "AZ")]),
    ("Cinco albañiles fueron detenidos en la I-70 cerca de Rifle.", "Denver, CO", "es",
     [("Rifle", "Rifle", "city", "CO")]),
    # a list of counties ends with its sentence; two cities are no counties, whatever county is named before
    ("Deputies trained in Charleston. Pickens and Oconee counties signed.", "Greenville, SC", "en",
     [("Charleston", "Charleston", "city", "SC"), ("Pickens", "Pickens County", "county", "SC"),
      ("Oconee", "Oconee County", "county", "SC")]),
    ("Butler County, Ohio, has a jail. Columbus and Cleveland saw arrests.", None, "en",
     [("Butler County, Ohio", "Butler County", "county", "OH"), ("Columbus", "Columbus", "city", "OH"),
      ("Cleveland", "Cleveland", "city", "OH")]),
    # a facility takes the state after its comma; a capital where somebody goes; counties that their word leads in
    ("Planes left Fort Bliss, Texas, and Guantanamo Bay, Cuba, on Sunday. They flew to Guantánamo.", None, "en",
     [("Fort Bliss, Texas", "Fort Bliss", "facility", "TX"),
      ("Guantanamo Bay, Cuba", "Guantanamo Bay Naval Base", "facility", "CU")]),
    ("She got no answers from Washington, and flew to Washington on Monday.", None, "en",
     [("Washington", "Washington, D.C.", "city", "DC")]),
    ("She got no answers from Washington.", None, "en", []),
    ("A judge barred raids in three counties, including Ventura, Orange and Kern.", "Los Angeles, CA", "en",
     [("Ventura", "Ventura County", "county", "CA"), ("Orange", "Orange County", "county", "CA"),
      ("Kern", "Kern County", "county", "CA")]),
    ("Prohíbe redadas en tres condados, entre ellos Ventura y Kern.", "Los Angeles, CA", "es",
     [("Ventura", "Ventura County", "county", "CA"), ("Kern", "Kern County", "county", "CA")]),
    ("It covers three counties: Harris, Fort Bend and Galveston.", "Houston, TX", "en",
     [("Harris", "Harris County", "county", "TX"), ("Fort Bend", "Fort Bend County", "county", "TX"),
      ("Galveston", "Galveston County", "county", "TX")]),
    # a Spanish street is in its city; a chain's capitals are no body; a senator is nobody's town
    ("Hubo vigilias en la avenida Roosevelt de Queens y en la calle Ocho de Miami.", None, "es",
     [("Queens", "Queens", "neighborhood", "NY"), ("Miami", "Miami", "city", "FL")]),
    ("Fue detenido frente a una tienda IKEA de Baltimore.", None, "es",
     [("tienda IKEA", "tienda IKEA", "facility", "MD"), ("Baltimore", "Baltimore", "city", "MD")]),
    ("Lo llevaron al centro de detención metropolitano de Los Ángeles.", None, "es",
     [("centro de detención metropolitano de Los Ángeles", "Metropolitan Detention Center, Los Angeles", "facility",
       "CA")]),
    ("Andersen Air Force Base, in Yigo, Guam, was used.", None, "en",
     [("Andersen Air Force Base", "Andersen Air Force Base", "facility", "GU"), ("Yigo, Guam", "Yigo", "city", "GU")]),
    ("Una ONG de Boston ayudó en Dorchester, un barrio de Boston.", None, "es",
     [("Boston", "Boston", "city", "MA"), ("Dorchester", "Dorchester", "neighborhood", "MA")]),
    # one place by two names, the first of them short
    ("At Delta Downs, grooms hid. Delta Downs Racetrack is in Vinton, Louisiana.", None, "en",
     [("Delta Downs", "Delta Downs Racetrack", "facility", "LA"), ("Vinton, Louisiana", "Vinton", "city", "LA")]),
    # a stop ends a name; who works at a university is nowhere; a judge's district and a lake
    ("They were held in Del Rio. Gov. Greg Abbott spoke near the Rio Grande.", None, "en",
     [("Del Rio", "Del Rio", "city", "TX"), ("Rio Grande", "Rio Grande", "region", "TX")]),
    ("A student of Columbia University was arrested in Burlington, Vermont.", None, "en",
     [("Burlington, Vermont", "Burlington", "city", "VT")]),
    ("A judge of the Southern District of Texas in Brownsville ruled.", None, "en",
     [("Brownsville", "Brownsville", "city", "TX")]),
    ("Across Lake Pontchartrain, in Slidell, Louisiana, a restaurant closed.", None, "en",
     [("Lake Pontchartrain", "Lake Pontchartrain", "region", "LA"),
      ("Slidell, Louisiana", "Slidell", "city", "LA")]),
    # a person whose surname is a head of facilities is no place; a park is one where something stands at it
    ("DENVER — Sandra Plaza and Miguel Campo, cousins, spoke at Marina Park.", None, "en",
     [("DENVER", "Denver", "city", "CO"), ("Marina Park", "Marina Park", "facility", "CO")]),
    ("A lawyer in Denver, Marina Park, said so.", None, "en", [("Denver", "Denver", "city", "CO")]),
    ("In Denver, Xochitl Plaza, 34, was held; the family of Yaretzi Park sued, and Deysi Temple wept.", None, "en",
     [("Denver", "Denver", "city", "CO")]),
    ("En Denver, la señora Deysi Plaza y el abogado Oliverio Puente hablaron.", None, "es",
     [("Denver", "Denver", "city", "CO")]),
    ("People in Denver stood beside Dana Steel and near Maria Court, and men went to work at Dana Steel.", None, "en",
     [("Denver", "Denver", "city", "CO"), ("Dana Steel", "Dana Steel", "facility", "CO")]),
    ("La senadora visitó a Ana Plaza en Denver.", None, "es", [("Denver", "Denver", "city", "CO")]),
    ("Un salvadoreño de Usulután llegó al Hospital General de Ciudad Juárez.", None, "es",
     [("Usulután", "Usulután", "city", "SV"),
      ("Hospital General de Ciudad Juárez", "Hospital General de Ciudad Juárez", "facility", "MX")]),
    # towns with their state
    ("Agents came to Monroe, La., on Monday.", None, "en", [("Monroe, La.", "Monroe", "city", "LA")]),
    ("Agents came to Bell, California, and Aurora, Colo., on Monday.", None, "en",
     [("Bell, California", "Bell", "city", "CA"), ("Aurora, Colo.", "Aurora", "city", "CO")]),
    ("They were held in Lumpkin, Ga.", None, "en", [("Lumpkin, Ga.", "Lumpkin", "city", "GA")]),
    ("Agents came to St. Paul, Minn., and to Ft. Worth, TX, today.", None, "en",
     [("St. Paul, Minn.", "St. Paul", "city", "MN"), ("Ft. Worth, TX", "Fort Worth", "city", "TX")]),
    ("Agents came to Winston-Salem, Wilkes-Barre and Sedro-Woolley.", None, "en",
     [("Winston-Salem", "Winston-Salem", "city", "NC"), ("Wilkes-Barre", "Wilkes-Barre", "city", "PA"),
      ("Sedro-Woolley", "Sedro-Woolley", "city", "WA")]),
    ("Agents came to O'Fallon, Mo., and to Land O' Lakes, Florida, today.", None, "en",
     [("O'Fallon, Mo.", "O'Fallon", "city", "MO"), ("Land O' Lakes, Florida", "Land O Lakes", "city", "FL")]),
    ("Agents came to La Crosse, Wis., and to Truth or Consequences, N.M.", None, "en",
     [("La Crosse, Wis.", "La Crosse", "city", "WI"),
      ("Truth or Consequences, N.M.", "Truth or Consequences", "city", "NM")]),
    ("Agents came to Mt. Vernon, Wash., and Mount Vernon, N.Y.", None, "en",
     [("Mt. Vernon, Wash.", "Mount Vernon", "city", "WA"), ("Mount Vernon, N.Y.", "Mount Vernon", "city", "NY")]),
    ("Raids in L.A., in NYC, in Philly, in Vegas and in D.C. ended.", None, "en",
     [("L.A.", "Los Angeles", "city", "CA"), ("NYC", "New York City", "city", "NY"),
      ("Philly", "Philadelphia", "city", "PA"),
      ("Vegas", "Las Vegas", "city", "NV"), ("D.C.", "Washington, D.C.", "city", "DC")]),
    ("Houston’s mayor and Chicago’s aldermen met in the Phoenix area, Los Angeles-based lawyers said.", None, "en",
     [("Houston", "Houston", "city", "TX"), ("Chicago", "Chicago", "city", "IL"),
      ("Phoenix", "Phoenix", "city", "AZ"), ("Los Angeles", "Los Angeles", "city", "CA")]),
    ("Houston Mayor John Whitmire and a Boston judge spoke.", None, "en",
     [("Houston", "Houston", "city", "TX"), ("Boston", "Boston", "city", "MA")]),
    ("En Filadelfia, en Nueva York y en San Luis, Misuri, marcharon.", None, "es",
     [("Filadelfia", "Philadelphia", "city", "PA"), ("Nueva York", "New York City", "city", "NY"),
      ("San Luis, Misuri", "St. Louis", "city", "MO")]),
    ("Agents came to Mobile on Monday.", "Mobile, AL", "en", [("Mobile", "Mobile", "city", "AL")]),
    ("Los agentes llegaron a Doral, Florida, y a San Antonio, Texas, hoy.", None, "es",
     [("Doral, Florida", "Doral", "city", "FL"), ("San Antonio, Texas", "San Antonio", "city", "TX")]),
    ("Agents came to Cañon City, Colo.", None, "en", [("Cañon City, Colo.", "Cañon City", "city", "CO")]),
    ("Agents came to Cañon City, Colo., and San José, Calif.", None, "en",
     [("Cañon City, Colo.", "Cañon City", "city", "CO"), ("San José, Calif.", "San Jose", "city", "CA")]),
    # states, counties, regions
    ("Arrests rose in Texas, Florida and North Dakota.", None, "en",
     [("Texas", "Texas", "state", "TX"), ("Florida", "Florida", "state", "FL"),
      ("North Dakota", "North Dakota", "state", "ND")]),
    ("Raids spread through Los Angeles County and the Central Valley.", None, "en",
     [("Los Angeles County", "Los Angeles County", "county", "CA"),
      ("Central Valley", "Central Valley", "region", "CA")]),
    ("Raids spread through Orange and Ventura counties in California.", None, "en",
     [("Orange", "Orange County", "county", "CA"), ("Ventura", "Ventura County", "county", "CA"),
      ("California", "California", "state", "CA")]),
    ("Las redadas llegaron a los condados de Ventura y Santa Bárbara, en California.", None, "es",
     [("Ventura", "Ventura County", "county", "CA"), ("Santa Bárbara", "Santa Barbara County", "county", "CA"),
      ("California", "California", "state", "CA")]),
    ("El condado de Hidalgo, Texas, firmó.", None, "es",
     [("condado de Hidalgo, Texas", "Hidalgo County", "county", "TX")]),
    ("Raids hit southern Arizona and el sur de Texas.", None, "en",
     [("southern Arizona", "Southern Arizona", "region", "AZ"), ("sur de Texas", "South Texas", "region", "TX")]),
    ("Jefferson Parish and Orleans Parish signed in Louisiana.", None, "en",
     [("Jefferson Parish", "Jefferson Parish", "county", "LA"), ("Orleans Parish", "Orleans Parish", "county", "LA"),
      ("Louisiana", "Louisiana", "state", "LA")]),
    # neighborhoods and boroughs hang on their city
    ("Agents came to Boyle Heights in Los Angeles.", None, "en",
     [("Boyle Heights", "Boyle Heights", "neighborhood", "CA"), ("Los Angeles", "Los Angeles", "city", "CA")]),
    ("Agents came to Little Village and Pilsen in Chicago.", None, "en",
     [("Little Village", "Little Village", "neighborhood", "IL"), ("Pilsen", "Pilsen", "neighborhood", "IL"),
      ("Chicago", "Chicago", "city", "IL")]),
    ("Agents came to Corona and Jackson Heights in Queens.", None, "en",
     [("Corona", "Corona", "neighborhood", "NY"), ("Jackson Heights", "Jackson Heights", "neighborhood", "NY"),
      ("Queens", "Queens", "neighborhood", "NY")]),
    ("Agents came to Brooklyn and the Bronx.", None, "en",
     [("Brooklyn", "Brooklyn", "neighborhood", "NY"), ("Bronx", "The Bronx", "neighborhood", "NY")]),
    # facilities by every name that they go by
    ("He was taken to Alligator Alcatraz.", None, "en",
     [("Alligator Alcatraz", "Alligator Alcatraz", "facility", "FL")]),
    ("He was taken to Delaney Hall in Newark.", None, "en",
     [("Delaney Hall", "Delaney Hall", "facility", "NJ"), ("Newark", "Newark", "city", "NJ")]),
    ("He was taken to Krome, then to the Krome detention center.", None, "en",
     [("Krome", "Krome Service Processing Center", "facility", "FL")]),
    ("The family was sent to Dilley.", None, "en", [("Dilley", "Dilley", "city", "TX")]),
    ("The family was sent to the Dilley Immigration Processing Center in Dilley, Texas, today.", None, "en",
     [("Dilley Immigration Processing Center", "Dilley Immigration Processing Center", "facility", "TX"),
      ("Dilley, Texas", "Dilley", "city", "TX")]),
    ("Fue llevado al Centro de Detención Krome, en Miami.", None, "es",
     [("Centro de Detención Krome", "Krome Service Processing Center", "facility", "FL"),
      ("Miami", "Miami", "city", "FL")]),
    ("They were flown to Fort Bliss and to Guantanamo Bay.", None, "en",
     [("Fort Bliss", "Fort Bliss", "facility", "TX"),
      ("Guantanamo Bay", "Guantanamo Bay Naval Base", "facility", "CU")]),
    # tribal lands, territories
    ("Agents stopped people on the Navajo Nation and the Tohono O'odham Nation.", None, "en",
     [("Navajo Nation", "Navajo Nation", "region", "AZ"),
      ("Tohono O'odham Nation", "Tohono O'odham Nation", "region", "AZ")]),
    ("Agents came to San Juan, Puerto Rico, and to Guam.", None, "en",
     [("San Juan, Puerto Rico", "San Juan", "city", "PR"), ("Guam", "Guam", "state", "GU")]),
    ("Las redadas en Puerto Rico llegaron a Barrio Obrero.", None, "es",
     [("Puerto Rico", "Puerto Rico", "state", "PR"), ("Barrio Obrero", "Barrio Obrero", "neighborhood", "PR")]),
    # abroad
    ("He was flown to Tegucigalpa, Honduras, and came from Oaxaca.", None, "en",
     [("Tegucigalpa, Honduras", "Tegucigalpa", "city", "HN"), ("Oaxaca", "Oaxaca", "state", "MX")]),
    ("Fue deportado a Tijuana, México, y luego a Guatemala.", None, "es",
     [("Tijuana, México", "Tijuana", "city", "MX"), ("Guatemala", "Guatemala", "country", "GT")]),
    ("A family from Venezuela and Haiti crossed into Ciudad Juárez.", None, "en",
     [("Venezuela", "Venezuela", "country", "VE"), ("Haiti", "Haiti", "country", "HT"),
      ("Ciudad Juárez", "Ciudad Juárez", "city", "MX")]),
    # datelines and capitals
    ("TROY, N.C. (AP) — Agents came to a mill.", None, "en", [("TROY, N.C.", "Troy", "city", "NC")]),
    ("CHICAGO — Agents came to a mill.", None, "en", [("CHICAGO", "Chicago", "city", "IL")]),
    ("NEW YORK (AP) — A judge ruled.", None, "en", [("NEW YORK", "New York City", "city", "NY")]),
    ("SAN DIEGO (EFE).- Un juez falló.", None, "es", [("SAN DIEGO", "San Diego", "city", "CA")]),
    ("WASHINGTON (AP) — A judge ruled.", None, "en", [("WASHINGTON", "Washington, D.C.", "city", "DC")]),
    ("LOS ÁNGELES — Los agentes llegaron.", None, "es", [("LOS ÁNGELES", "Los Angeles", "city", "CA")]),
    ("PORTLAND, Maine (AP) — A man was held.", None, "en", [("PORTLAND, Maine", "Portland", "city", "ME")]),
    ("McALLEN, Texas - A man was held.", None, "en", [("McALLEN, Texas", "McAllen", "city", "TX")]),
    ("BROADVIEW, Ill. (WLS) -- A man was held.", None, "en", [("BROADVIEW, Ill.", "Broadview", "city", "IL")]),
    ("MEXICO CITY (AP) — A man was sent home.", None, "en", [("MEXICO CITY", "Mexico City", "city", "MX")]),
    ("Los Ángeles, 10 jun (EFE).- Un hombre fue detenido.", None, "es", [("Los Ángeles", "Los Angeles", "city", "CA")]),
    # sites that the text itself makes
    ("They waited at a Home Depot in Paramount, Calif., and at a Walmart.", None, "en",
     [("Home Depot", "Home Depot", "facility", "CA"), ("Paramount, Calif.", "Paramount", "city", "CA"),
      ("Walmart", "Walmart", "facility", "CA")]),
    ("They waited outside the federal courthouse in Portland, Oregon, and marched to City Hall.", None, "en",
     [("federal courthouse", "Portland federal courthouse", "facility", "OR"),
      ("Portland, Oregon", "Portland", "city", "OR"), ("City Hall", "Portland City Hall", "facility", "OR")]),
    ("They marched to the State Capitol in Sacramento, California, today.", None, "en",
     [("State Capitol", "California State Capitol", "facility", "CA"),
      ("Sacramento, California", "Sacramento", "city", "CA")]),
    ("He was held in the Hyundai plant in Ellabell, Georgia, today.", None, "en",
     [("Hyundai plant", "Hyundai plant", "facility", "GA"), ("Ellabell, Georgia", "Ellabell", "city", "GA")]),
    ("He went to the St. Clair County Jail in Port Huron, Michigan, today.", None, "en",
     [("St. Clair County Jail", "St. Clair County Jail", "facility", "MI"),
      ("Port Huron, Michigan", "Port Huron", "city", "MI")]),
    ("They were held at O'Hare, at LAX and at JFK Airport.", None, "en",
     [("O'Hare", "O'Hare International Airport", "facility", "IL"),
      ("LAX", "Los Angeles International Airport", "facility", "CA"),
      ("JFK Airport", "John F. Kennedy International Airport", "facility", "NY")]),
    # regions
    ("Raids in the Twin Cities, the Bay Area and South Florida ended.", None, "en",
     [("Twin Cities", "Twin Cities", "region", "MN"), ("Bay Area", "Bay Area", "region", "CA"),
      ("South Florida", "South Florida", "region", "FL")]),
    ("Raids along the border, in the Midwest and in New England ended.", None, "en",
     [("Midwest", "Midwest", "region", "US"), ("New England", "New England", "region", "US")]),
    ("La frontera entre Estados Unidos y México", None, "es",
     [("Estados Unidos", "United States", "country", "US"), ("México", "Mexico", "country", "MX")]),
    ("The march ended in Boston. Police said nobody was hurt.", None, "en", [("Boston", "Boston", "city", "MA")]),
    ("Police in Normal, Illinois, and Workers of Hope, Arkansas, marched.", None, "en",
     [("Normal, Illinois", "Normal", "city", "IL"), ("Hope, Arkansas", "Hope", "city", "AR")]),
    ("Protesters stood outside the Broadview facility.", None, "en",
     [("Broadview facility", "Broadview ICE Processing Facility", "facility", "IL")]),
    ("He was moved to the Krome detention center.", None, "en",
     [("Krome detention center", "Krome Service Processing Center", "facility", "FL")]),
    ("He was sent to CECOT in El Salvador.", None, "en",
     [("CECOT", "Terrorism Confinement Center", "facility", "SV"), ("El Salvador", "El Salvador", "country", "SV")]),
    ("Agents came to Coeur d'Alene, Idaho, on Monday.", None, "en",
     [("Coeur d'Alene, Idaho", "Coeur d'Alene", "city", "ID")]),
    ("Agents came to Coeur d'Alene.", None, "en", [("Coeur d'Alene", "Coeur d'Alene", "city", "ID")]),
    ("Los agentes llegaron a San Antonio, Texas.", None, "es", [("San Antonio, Texas", "San Antonio", "city", "TX")]),
    ("They were held in Ft. Worth, TX.", None, "en", [("Ft. Worth, TX", "Fort Worth", "city", "TX")]),
    ("They were held in Des Moines, Iowa.", None, "en", [("Des Moines, Iowa", "Des Moines", "city", "IA")]),
    ("Agents came to Zzyqport, Florida, on Monday.", None, "en", [("Zzyqport, Florida", "Zzyqport", "city", "FL")]),
    ("Agents went from Huntington Park, Calif., to Bell and Paramount.", None, "en",
     [("Huntington Park, Calif.", "Huntington Park", "city", "CA"), ("Bell", "Bell", "city", "CA"),
      ("Paramount", "Paramount", "city", "CA")]),
    ("Residents of Mobile, Alabama, marched.", None, "en", [("Mobile, Alabama", "Mobile", "city", "AL")]),
    ("Sheriffs of Cass, Crow Wing, Freeborn, Itasca and Jackson met; all five counties lie in Minnesota.", None, "en",
     [("Cass", "Cass County", "county", "MN"), ("Crow Wing", "Crow Wing County", "county", "MN"),
      ("Freeborn", "Freeborn County", "county", "MN"), ("Itasca", "Itasca County", "county", "MN"),
      ("Jackson", "Jackson County", "county", "MN"), ("Minnesota", "Minnesota", "state", "MN")]),
    ("Agents came to Why, Ariz., on Monday.", None, "en", [("Why, Ariz.", "Why", "city", "AZ")]),
    ("L.A. leaders met.", None, "en", [("L.A.", "Los Angeles", "city", "CA")]),
    ("Agents came to the Loop in Chicago.", None, "en",
     [("Loop", "Loop", "neighborhood", "IL"), ("Chicago", "Chicago", "city", "IL")]),
    ("He was born in Tbilisi, Georgia, and lives in Athens, Georgia, now.", None, "en",
     [("Tbilisi, Georgia", "Tbilisi", "city", "GE"), ("Athens, Georgia", "Athens", "city", "GA")]),
    ("They met at Houston and Lafayette streets in New York.", None, "en",
     [("New York", "New York City", "city", "NY")]),
    ("At Broadway and Lafayette in Manhattan, agents waited.", None, "en",
     [("Manhattan", "Manhattan", "neighborhood", "NY")]),
    ("Orlando Medina was held. Orlando is 31 and works in Tampa, Florida.", None, "en",
     [("Tampa, Florida", "Tampa", "city", "FL")]),
    ("A woman from Morelia, Michoacán, was held.", None, "en",
     [("Morelia, Michoacán", "Morelia", "city", "MX")]),
    ("Hubo arrestos en el estacionamiento de un Home Depot de Cypress Park.", "Los Angeles, CA", "es",
     [("Home Depot", "Home Depot", "facility", "CA"), ("Cypress Park", "Cypress Park", "neighborhood", "CA")]),
    ("Agents came to South Shore in Chicago.", None, "en",
     [("South Shore", "South Shore", "neighborhood", "IL"), ("Chicago", "Chicago", "city", "IL")]),
    ("Washington farmworkers marched in Yakima on Monday.", None, "en",
     [("Washington", "Washington", "state", "WA"), ("Yakima", "Yakima", "city", "WA")]),
    ("Los campesinos de Washington marcharon en Yakima.", None, "es",
     [("Washington", "Washington", "state", "WA"), ("Yakima", "Yakima", "city", "WA")]),
    ("In Adelanto, L.A. is far.", None, "en",
     [("Adelanto", "Adelanto", "city", "CA"), ("L.A.", "Los Angeles", "city", "CA")]),
    ("Doctors at Boston Children's Hospital treated them.", None, "en",
     [("Boston Children's Hospital", "Boston Children's Hospital", "facility", "MA")]),
    ("They marched to the Washington Monument.", None, "en",
     [("Washington Monument", "Washington Monument", "facility", "DC")]),
    ("Una mujer de León, Guanajuato, fue detenida.", None, "es",
     [("León, Guanajuato", "León", "city", "MX")]),
    ("In Memphis, Mississippi Highway Patrol officers stood by.", None, "en", [("Memphis", "Memphis", "city", "TN")]),
    ("Her husband, Santiago León, was held; León is from Ecuador.", None, "en",
     [("Ecuador", "Ecuador", "country", "EC")]),
    ("Santiago León fue detenido. León nació en Ecuador.", None, "es", [("Ecuador", "Ecuador", "country", "EC")]),
    ("En el condado de Nassau, en Long Island, hubo redadas; Nassau calló.", None, "es",
     [("condado de Nassau", "Nassau County", "county", "NY"), ("Long Island", "Long Island", "region", "NY")]),
    ("In Austin, Texas Department of Public Safety troopers helped.", None, "en", [("Austin", "Austin", "city", "TX")]),
    ("In Newark, New Jersey State Police stayed away.", None, "en", [("Newark", "Newark", "city", "NJ")]),
    ("Protesters stood outside the Bishop Henry Whipple Federal Building on Monday.", None, "en",
     [("Bishop Henry Whipple Federal Building", "Bishop Henry Whipple Federal Building", "facility", "MN")]),
    ("She was taken to the T. Don Hutto Residential Center.", None, "en",
     [("T. Don Hutto Residential Center", "T. Don Hutto Detention Center", "facility", "TX")]),
    ("They marched to the Portland ICE facility.", None, "en",
     [("Portland ICE facility", "Portland ICE Building", "facility", "OR")]),
    ("They marched to the Aurora ICE facility.", None, "en",
     [("Aurora ICE facility", "Denver Contract Detention Facility", "facility", "CO")]),
    ("He was taken to the Coastal Bend Detention Center.", None, "en",
     [("Coastal Bend Detention Center", "Coastal Bend Detention Center", "facility", "TX")]),
    ("He was taken to the Chase County Detention Center.", None, "en",
     [("Chase County Detention Center", "Chase County Jail", "facility", "KS")]),
    ("Agents came to Chicago's Little Village neighborhood.", None, "en",
     [("Chicago", "Chicago", "city", "IL"), ("Little Village", "Little Village", "neighborhood", "IL")]),
    ("Agents came to Brooklyn's Sunset Park.", None, "en",
     [("Brooklyn", "Brooklyn", "neighborhood", "NY"), ("Sunset Park", "Sunset Park", "neighborhood", "NY")]),
    ("Agents came to Los Angeles’ Westlake district.", None, "en",
     [("Los Angeles", "Los Angeles", "city", "CA"), ("Westlake", "Westlake", "neighborhood", "CA")]),
    ("Agents came to Long Island's Nassau County.", None, "en",
     [("Long Island", "Long Island", "region", "NY"), ("Nassau County", "Nassau County", "county", "NY")]),
    ("Agents came to Denver's Zyxwood neighborhood.", None, "en",
     [("Denver", "Denver", "city", "CO"), ("Zyxwood", "Zyxwood", "neighborhood", "CO")]),
    ("Llegaron al barrio Pilsen de Chicago.", None, "es",
     [("Pilsen", "Pilsen", "neighborhood", "IL"), ("Chicago", "Chicago", "city", "IL")]),
    ("Llegaron al vecindario Boyle Heights de Los Ángeles.", None, "es",
     [("Boyle Heights", "Boyle Heights", "neighborhood", "CA"), ("Los Ángeles", "Los Angeles", "city", "CA")]),
    ("Agents came to Cook County.", None, "en", [("Cook County", "Cook County", "county", "IL")]),
    ("Agents came to Harris County.", None, "en", [("Harris County", "Harris County", "county", "TX")]),
    ("Llegaron al condado de Cook.", None, "es", [("condado de Cook", "Cook County", "county", "IL")]),
    ("Agents came to the Tenderloin in San Francisco.", None, "en",
     [("Tenderloin", "Tenderloin", "neighborhood", "CA"), ("San Francisco", "San Francisco", "city", "CA")]),
    ("He was flown to Davis-Monthan Air Force Base in Tucson, Arizona, today.", None, "en",
     [("Davis-Monthan Air Force Base", "Davis-Monthan Air Force Base", "facility", "AZ"),
      ("Tucson, Arizona", "Tucson", "city", "AZ")]),
    ("She was held at the Clint Border Patrol Station in Texas.", None, "en",
     [("Clint Border Patrol Station", "Clint Border Patrol Station", "facility", "TX"),
      ("Texas", "Texas", "state", "TX")]),
    ("She was held at 630 Sansome Street in San Francisco.", None, "en",
     [("630 Sansome Street", "Appraisers Building", "facility", "CA"),
      ("San Francisco", "San Francisco", "city", "CA")]),
    ("She was held at 26 Federal Plaza in Manhattan.", None, "en",
     [("26 Federal Plaza", "Jacob K. Javits Federal Building", "facility", "NY"),
      ("Manhattan", "Manhattan", "neighborhood", "NY")]),
    ("She was held at the Federal Detention Center, Miami, in Florida.", None, "en",
     [("Federal Detention Center, Miami", "Federal Detention Center, Miami", "facility", "FL"),
      ("Florida", "Florida", "state", "FL")]),
    ("Fue llevado a la cárcel de Adelanto.", None, "es",
     [("cárcel de Adelanto", "Adelanto ICE Processing Center", "facility", "CA")]),
    ("Fue llevado al Centro de Procesamiento de ICE en Folkston.", None, "es",
     [("Centro de Procesamiento de ICE en Folkston", "Folkston ICE Processing Center", "facility", "GA")]),
    ("Agents came to Ben Hill County, Georgia, today.", None, "en",
     [("Ben Hill County, Georgia", "Ben Hill County", "county", "GA")]),
    ("The Orange County sheriff's race was decided in Santa Ana. In Orange County, few voted.", None, "en",
     [("Orange County", "Orange County", "county", "CA"), ("Santa Ana", "Santa Ana", "city", "CA")]),
]  # fmt: skip

# headline, text, outlet's home, language -> places: capitals say little there
HEADLINES: list[tuple[str, str, str | None, str, Found]] = [
    ("ICE raids Chicago and Houston", "Agents came on Monday.", None, "en",
     [("Chicago", "Chicago", "city", "IL"), ("Houston", "Houston", "city", "TX")]),
    ("ICE Raids In Chicago Leave Nine Held", "Agents came on Monday.", None, "en",
     [("Chicago", "Chicago", "city", "IL")]),
    ("Reading Police Won't Help ICE", "Police in Reading, Pa., said so.", None, "en",
     [("Reading, Pa.", "Reading", "city", "PA")]),
    ("Jackson Says City Won't Help ICE", "Mayor Dana Jackson spoke on Monday.", None, "en", []),
    ("RAID IN SAN DIEGO: 12 HELD", "Agents came on Monday.", None, "en", [("SAN DIEGO", "San Diego", "city", "CA")]),
    ("Charlotte braces for Border Patrol", "Agents came on Monday.", None, "en",
     [("Charlotte", "Charlotte", "city", "NC")]),
    ("Aurora raid: nine held", "Agents came to flats in Aurora, Colorado.", None, "en",
     [("Aurora", "Aurora", "city", "CO")]),
    ("Lincoln, Neb., Plant Shut After Raid", "Agents came on Monday.", None, "en",
     [("Lincoln, Neb.", "Lincoln", "city", "NE")]),
    ("Normal Life Stops In Springfield", "Agents came to Springfield, Ohio.", None, "en",
     [("Springfield", "Springfield", "city", "OH")]),
    ("Liberty And Justice For All, Say Marchers", "They marched.", None, "en", []),
    ("Texas Governor Signs Law", "He signed it.", None, "en", [("Texas", "Texas", "state", "TX")]),
    ("Omaha mayor: raid hurt city", "He spoke.", None, "en", [("Omaha", "Omaha", "city", "NE")]),
    ("Chicago: miles marchan contra el ICE", "Marcharon el lunes.", None, "es", [("Chicago", "Chicago", "city", "IL")]),
    ("Senador Van Hollen viaja a El Salvador", "Viajó el lunes.", None, "es",
     [("El Salvador", "El Salvador", "country", "SV")]),
    ("Muere en Krome un hombre de Cuba", "Murió el lunes.", None, "es",
     [("Krome", "Krome Service Processing Center", "facility", "FL"), ("Cuba", "Cuba", "country", "CU")]),
    ("REDADA EN SANTA ANA: 12 DETENIDOS", "Los agentes llegaron el lunes.", "Los Angeles, CA", "es",
     [("SANTA ANA", "Santa Ana", "city", "CA")]),
    ("Hope Fades For Family Of Man Held In Texas", "Agents came on Monday.", None, "en",
     [("Texas", "Texas", "state", "TX")]),
    ("Enterprise Rent-A-Car Staff Held", "Agents came on Monday.", None, "en", []),
    ("RAID IN BELL GARDENS: 12 HELD", "Agents came to Bell Gardens on Monday.", None, "en",
     [("BELL GARDENS", "Bell Gardens", "city", "CA")]),
    ("Nine Held As ICE Raids Mobile Home Park", "Agents came to a mobile home park.", None, "en", []),
    ("Police: Man Held At Home Depot In Van Nuys", "They waited there.", "Los Angeles, CA", "en",
     [("Home Depot", "Home Depot", "facility", "CA"), ("Van Nuys", "Van Nuys", "neighborhood", "CA")]),
    ("Garden City Workers Leave Meat Plant After Raid", "Agents came to Garden City, Kan.", None, "en",
     [("Garden City", "Garden City", "city", "KS")]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "home", "language", "found"), CASES)
def test_places(pipeline: Pipeline, text: str, home: str | None, language: str, found: Found) -> None:
    assert places(pipeline.extract(article(text, media_place=home, language=language))) == found


@pytest.mark.parametrize(("title", "text", "home", "language", "found"), HEADLINES)
def test_headlines(pipeline: Pipeline, title: str, text: str, home: str | None, language: str, found: Found) -> None:
    assert places(pipeline.extract(article(text, title=title, media_place=home, language=language))) == found


SURNAMES = ("Lake", "Creek", "Forest", "Plaza", "Hall", "Park", "Camp", "Steel", "Temple", "Puente", "Mercado")


@pytest.mark.parametrize(
    ("sentence", "language"),
    [
        ("Relatives of {} wept in Reno.", "en"),
        ("{}, 34, was held in Reno.", "en"),
        ("Agents took {} from a car in Reno.", "en"),
        ("In Reno, {} said she was afraid.", "en"),
        ("The sister of {}, a cook, spoke in Reno.", "en"),
        ("La hermana de {}, cocinera, habló en Reno.", "es"),
        ("Los agentes se llevaron a {} en Reno.", "es"),
        ("{}, de 34 años, fue detenida en Reno.", "es"),
        ("Según {}, hubo miedo en Reno.", "es"),
    ],
)
@pytest.mark.parametrize("given", ["Jessica", "Oliverio", "Yaretzi"])  # one that no list of given names has
def test_no_person_is_a_place(pipeline: Pipeline, sentence: str, language: str, given: str) -> None:
    for surname in SURNAMES:
        record = pipeline.extract(article(sentence.format(f"{given} {surname}"), language=language))
        assert [place.name for place in record.places] == ["Reno"], surname


@pytest.mark.parametrize(
    ("text", "name", "city", "state"),
    [
        ("Agents came to Boyle Heights.", "Boyle Heights", "Los Angeles", "CA"),
        ("Agents came to Little Village.", "Little Village", "Chicago", "IL"),
        ("Agents came to Jackson Heights.", "Jackson Heights", "New York City", "NY"),
        ("Agents came to East Boston.", "East Boston", "Boston", "MA"),
        ("He was taken to Delaney Hall.", "Delaney Hall", "Newark", "NJ"),
        ("He was taken to Alligator Alcatraz.", "Alligator Alcatraz", "Ochopee", "FL"),
        ("He was taken to the Stewart Detention Center.", "Stewart Detention Center", "Lumpkin", "GA"),
        ("Agents waited at City Hall in Boise.", "Boise City Hall", "Boise", "ID"),
    ],
)
def test_neighborhoods_and_facilities_hang_on_their_city(
    pipeline: Pipeline, text: str, name: str, city: str, state: str
) -> None:
    place = next(p for p in pipeline.extract(article(text)).places if p.name == name)
    assert (place.city, place.state, place.country) == (city, state, "US")
    town = pipeline.knowledge.gazetteer.city(city, state)
    assert town is not None
    assert place.latitude is not None and place.longitude is not None
    here = town._replace(latitude=place.latitude, longitude=place.longitude)
    assert kilometres(town, here) < 40


# text, outlet's home, language -> name and number of mentions of every place
MENTIONS: list[tuple[str, str | None, str, list[tuple[str, int]]]] = [
    ("Agents came to Adelanto, Calif. Buses from L.A. stop in Adelanto. Los Angeles and Adelanto share one.", None,
       "en",
     [("Adelanto", 3), ("Los Angeles", 2)]),
    ("Los agentes llegaron a Filadelfia. Philadelphia calló.", None, "es",
     [("Philadelphia", 2)]),
    ("Arrests rose in Texas; Texas lawmakers and Texans met.", None, "en",
     [("Texas", 2)]),
    ("Agents came to Bell, California. Bell is small. They said Bell and Cudahy share a line.", None, "en",
     [("Bell", 3), ("Cudahy", 1)]),
    ("HOPE, Ark. — Agents came to Hope on Monday. Hope is a town of 10,000.", None, "en",
     [("Hope", 3)]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "home", "language", "found"), MENTIONS)
def test_one_entry_for_each_place_with_its_mentions(
    pipeline: Pipeline, text: str, home: str | None, language: str, found: list[tuple[str, int]]
) -> None:
    record = pipeline.extract(article(text, media_place=home, language=language))
    assert [(p.name, p.mentions) for p in record.places] == found


def test_the_entry_stands_at_the_first_mention(pipeline: Pipeline) -> None:
    record = pipeline.extract(article("Agents came to Bell, California, and to L.A.", title="Raid in Bell"))
    assert [(p.text, p.start, p.end) for p in record.places] == [("Bell", 8, 12), ("L.A.", 54, 58)]


def test_a_county_has_five_digits_and_a_state_two(pipeline: Pipeline) -> None:
    record = pipeline.extract(article("Agents came to Adams County, Colo., to Birmingham, Alabama, and to Alabama."))
    assert [(p.name, p.fips_code) for p in record.places] == [
        ("Adams County", "08001"),
        ("Birmingham", "01073"),
        ("Alabama", "01"),
    ]
