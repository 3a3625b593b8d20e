"""The tables that check_gold.py holds records against: states, countries, federal agencies, words of the calendar."""

from __future__ import annotations

# Code, name, then south, north, west and east to about half a degree beyond the land.
STATES = """
AL Alabama 29.8 35.3 -88.8 -84.5|AK Alaska 51 72 -180 -129.5|AZ Arizona 31 37.3 -115.1 -108.8
AR Arkansas 32.7 36.8 -94.9 -89.3|CA California 32.2 42.3 -124.8 -113.8|CO Colorado 36.7 41.3 -109.4 -101.7
CT Connecticut 40.7 42.3 -74 -71.5|DE Delaware 38.2 40.1 -76 -74.8|DC District_of_Columbia 38.75 39.05 -77.2 -76.85
FL Florida 24.2 31.3 -87.9 -79.7|GA Georgia 30 35.3 -85.9 -80.5|HI Hawaii 18.5 22.6 -160.7 -154.5
ID Idaho 41.7 49.3 -117.5 -110.8|IL Illinois 36.7 42.8 -91.8 -87|IN Indiana 37.5 42 -88.3 -84.5
IA Iowa 40.1 43.8 -96.9 -89.9|KS Kansas 36.7 40.3 -102.3 -94.3|KY Kentucky 36.3 39.4 -89.8 -81.7
LA Louisiana 28.7 33.3 -94.3 -88.5|ME Maine 42.8 47.7 -71.4 -66.7|MD Maryland 37.6 40 -79.7 -74.8
MA Massachusetts 41 43.1 -73.8 -69.7|MI Michigan 41.4 48.5 -90.7 -82|MN Minnesota 43.2 49.6 -97.5 -89.2
MS Mississippi 29.9 35.3 -91.9 -87.8|MO Missouri 35.7 40.9 -96 -88.8|MT Montana 44.1 49.3 -116.3 -103.8
NE Nebraska 39.7 43.3 -104.3 -95|NV Nevada 34.8 42.3 -120.3 -113.8|NH New_Hampshire 42.5 45.5 -72.8 -70.4
NJ New_Jersey 38.7 41.5 -75.8 -73.7|NM New_Mexico 31 37.3 -109.3 -102.7|NY New_York 40.3 45.2 -80 -71.6
NC North_Carolina 33.5 36.8 -84.5 -75.2|ND North_Dakota 45.7 49.3 -104.3 -96.3|OH Ohio 38.2 42.3 -85 -80.3
OK Oklahoma 33.4 37.3 -103.3 -94.2|OR Oregon 41.7 46.5 -124.9 -116.2|PA Pennsylvania 39.5 42.6 -80.8 -74.4
PR Puerto_Rico 17.6 18.8 -68.1 -65|RI Rhode_Island 41 42.2 -72.1 -71|SC South_Carolina 31.8 35.5 -83.6 -78.3
SD South_Dakota 42.2 46.2 -104.3 -96.2|TN Tennessee 34.7 36.9 -90.6 -81.4|TX Texas 25.5 36.8 -107 -93.3
UT Utah 36.7 42.3 -114.3 -108.8|VT Vermont 42.5 45.3 -73.7 -71.3|VA Virginia 36.3 39.7 -83.9 -75
WA Washington 45.3 49.3 -125 -116.7|WV West_Virginia 37 40.9 -82.9 -77.5|WI Wisconsin 42.2 47.4 -93.1 -86
WY Wyoming 40.7 45.3 -111.3 -103.8|GU Guam 13.1 13.8 144.5 145.1|VI U.S._Virgin_Islands 17.5 18.6 -65.3 -64.4
AS American_Samoa -14.7 -10.9 -171.3 -168|MP Northern_Mariana_Islands 13.9 20.7 144.7 146.2
"""
# Countries that these stories name most; the rest is held to the globe only.
COUNTRIES = """
US United_States -15 72 -180 146.2|MX Mexico 14.3 32.9 -118.5 -86.5|GT Guatemala 13.6 17.9 -92.4 -88.1
HN Honduras 12.8 17.6 -89.5 -82.9|SV El_Salvador 13 14.6 -90.3 -87.5|NI Nicaragua 10.6 15.2 -87.9 -82.5
CR Costa_Rica 8 11.4 -86 -82.4|PA Panama 7 9.8 -83.2 -77|CO Colombia -4.4 13.6 -81.9 -66.7
VE Venezuela 0.5 12.4 -73.5 -59.6|EC Ecuador -5.1 1.9 -92 -75|PE Peru -18.5 0.2 -81.5 -68.5
BR Brazil -34 5.5 -74.2 -34.5|CU Cuba 19.6 23.5 -85.2 -73.9|HT Haiti 17.8 20.3 -74.7 -71.5
DO Dominican_Republic 17.3 20.1 -72.1 -68.2|JM Jamaica 17.5 18.7 -78.6 -76|CA Canada 41.5 83.5 -141.2 -52
CN China 18 53.7 73.4 135|IN India 6 37.1 68 97.5|PH Philippines 4.5 21.2 116.5 127
KR South_Korea 33 38.8 124.5 131|SD Sudan 8.6 22.3 21.8 38.7|SS South_Sudan 3.4 12.3 23.9 36
"""
_ISO_CODES = """
AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ
CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR
GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO
JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR
MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO
RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV
TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW
"""
ISO_COUNTRIES = frozenset(_ISO_CODES.split())

# Canonical federal names, each with the short forms under which the text may hold it.
FEDERAL = {
    "U.S. Department of Homeland Security": ("DHS", "Department of Homeland Security"),
    "U.S. Immigration and Customs Enforcement": ("ICE", "Immigration and Customs Enforcement"),
    "ICE Enforcement and Removal Operations": ("ERO", "Enforcement and Removal Operations"),
    "Homeland Security Investigations": ("HSI",),
    "U.S. Customs and Border Protection": ("CBP", "Customs and Border Protection"),
    "U.S. Border Patrol": ("Border Patrol", "Patrulla Fronteriza"),
    "U.S. Citizenship and Immigration Services": ("USCIS", "Citizenship and Immigration Services"),
    "Executive Office for Immigration Review": ("EOIR",),
    "U.S. Department of Justice": ("DOJ", "Department of Justice", "Justice Department"),
    "Federal Bureau of Investigation": ("FBI",),
    "Drug Enforcement Administration": ("DEA",),
    "Bureau of Alcohol, Tobacco, Firearms and Explosives": ("ATF",),
    "U.S. Marshals Service": ("Marshals Service", "U.S. Marshals"),
    "Federal Bureau of Prisons": ("Bureau of Prisons",),
    "Federal Protective Service": (),
    "Transportation Security Administration": ("TSA",),
    "U.S. Coast Guard": ("Coast Guard",),
    "U.S. Secret Service": ("Secret Service",),
    "Office of Refugee Resettlement": (),
    "U.S. Department of Defense": ("Pentagon", "Department of Defense", "Defense Department"),
    "U.S. Marine Corps": ("Marine Corps", "Marines"),
    "U.S. Army": ("Army",),
    "U.S. Navy": ("Navy",),
    "U.S. Air Force": ("Air Force",),
    "National Guard": (),
    "U.S. Department of State": ("State Department", "Department of State"),
    "Internal Revenue Service": ("IRS",),
    "U.S. Northern Command": ("Northern Command",),
}

WEEKDAYS = {
    word: number
    for number, words in enumerate(
        (
            "monday lunes",
            "tuesday martes",
            "wednesday miércoles miercoles",
            "thursday jueves",
            "friday viernes",
            "saturday sábado sabado",
            "sunday domingo",
        )
    )
    for word in words.split()
}
MONTHS = {
    word: number
    for number, words in enumerate(
        (
            "january jan enero",
            "february feb febrero",
            "march marzo",
            "april abril",
            "may mayo",
            "june junio",
            "july julio",
            "august aug agosto",
            "september sept septiembre",
            "october oct octubre",
            "november nov noviembre",
            "december dec diciembre",
        ),
        start=1,
    )
    for word in words.split()
}
