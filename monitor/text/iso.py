"""ISO 3166 codes and the destinations that the lists head; the screening list's addresses end in such codes.

Dependent territories stand where the list puts them.
"""

from __future__ import annotations

CHINA = "CHINA, PEOPLE'S REPUBLIC OF"

SPELLINGS = {
    "BRITISH VIRGIN ISLANDS": "UNITED KINGDOM",
    "CAYMAN ISLANDS": "UNITED KINGDOM",
    "MORACCO": "MOROCCO",  # so in BIS's CSV of 2023-12-07
}

DESTINATIONS = {
    "AE": "UNITED ARAB EMIRATES", "AF": "AFGHANISTAN", "AM": "ARMENIA", "AR": "ARGENTINA", "AT": "AUSTRIA",
    "AU": "AUSTRALIA", "AZ": "AZERBAIJAN", "BE": "BELGIUM", "BG": "BULGARIA", "BH": "BAHRAIN", "BO": "BOLIVIA", "BR": "BRAZIL",
    "BY": "BELARUS", "BZ": "BELIZE", "CA": "CANADA", "CH": "SWITZERLAND", "CL": "CHILE",
    "CN": "CHINA, PEOPLE'S REPUBLIC OF", "CR": "COSTA RICA", "CU": "CUBA", "CY": "CYPRUS", "DE": "GERMANY",
    "CZ": "CZECH REPUBLIC", "DK": "DENMARK", "EC": "ECUADOR", "EE": "ESTONIA", "EG": "EGYPT", "ES": "SPAIN",
    "FI": "FINLAND", "FR": "FRANCE", "GB": "UNITED KINGDOM", "GE": "GEORGIA", "GR": "GREECE", "HK": "HONG KONG",
    "HU": "HUNGARY", "ID": "INDONESIA", "IE": "IRELAND", "IL": "ISRAEL", "IN": "INDIA", "IQ": "IRAQ",
    "IR": "IRAN", "IT": "ITALY", "JM": "JAMAICA", "JO": "JORDAN", "JP": "JAPAN", "KE": "KENYA",
    "KG": "KYRGYZSTAN", "KH": "CAMBODIA", "KR": "SOUTH KOREA",
    "KW": "KUWAIT", "KY": "UNITED KINGDOM", "KZ": "KAZAKHSTAN", "LA": "LAOS", "LB": "LEBANON", "LI": "LIECHTENSTEIN",
    "LK": "SRI LANKA", "LT": "LITHUANIA", "LU": "LUXEMBOURG", "LV": "LATVIA", "LY": "LIBYA", "MA": "MOROCCO",
    "MG": "MADAGASCAR", "MK": "NORTH MACEDONIA", "MM": "BURMA", "MT": "MALTA", "MX": "MEXICO", "MY": "MALAYSIA",
    "NI": "NICARAGUA", "NL": "NETHERLANDS", "NO": "NORWAY", "NZ": "NEW ZEALAND", "OM": "OMAN", "PA": "PANAMA",
    "PE": "PERU", "PH": "PHILIPPINES", "PK": "PAKISTAN", "PL": "POLAND", "PT": "PORTUGAL", "PY": "PARAGUAY",
    "QA": "QATAR", "RO": "ROMANIA", "RU": "RUSSIA", "SA": "SAUDI ARABIA", "SD": "SUDAN", "SE": "SWEDEN",
    "SG": "SINGAPORE", "SI": "SLOVENIA", "SK": "SLOVAKIA", "SN": "SENEGAL", "SS": "SOUTH SUDAN", "SY": "SYRIA",
    "TH": "THAILAND", "TR": "TURKEY", "TW": "TAIWAN", "UA": "UKRAINE", "UG": "UGANDA", "UZ": "UZBEKISTAN",
    "VE": "VENEZUELA", "VG": "UNITED KINGDOM", "VN": "VIETNAM", "YE": "YEMEN", "ZA": "SOUTH AFRICA",
}  # fmt: skip

WITHIN = {"CRIMEA REGION OF UKRAINE": "UA"}
"""Destinations of the list that have no code of their own."""
_DEPENDENT = frozenset(("KY", "VG"))  # the list puts them under the United Kingdom
_CODES = {place: code for code, place in DESTINATIONS.items() if code not in _DEPENDENT} | WITHIN


def code_of(destination: str) -> str:
    """The ISO code of a destination as the list heads it; "" for one that is not known."""
    return _CODES.get(destination, "")
