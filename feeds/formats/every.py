"""Which formats are there, by the code that stands on a source? (docs/feeds)"""

from feeds.formats import (
    births_csv,
    cin_xml,
    ctf,
    deaths_csv,
    immunisations_csv,
    mapped_table,
    pds_fhir,
    social_care_csv,
)
from feeds.formats.row import Format

FORMATS: dict[str, Format] = {
    "births": Format(births_csv.read, births_csv.again),
    "cin": Format(cin_xml.read, cin_xml.again),
    "ctf": Format(ctf.read, ctf.again),
    "deaths": Format(deaths_csv.read, deaths_csv.again),
    "immunisations": Format(immunisations_csv.read, immunisations_csv.again),
    "pds": Format(pds_fhir.read, pds_fhir.again),
    "social-care": Format(social_care_csv.read, social_care_csv.again),
    "table": Format(mapped_table.read, mapped_table.again),  # by the mapping of its source
}
