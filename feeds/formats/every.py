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
    "births": births_csv.FORMAT,
    "cin": Format(cin_xml.read, cin_xml.again),
    "ctf": Format(ctf.read, ctf.again),
    "deaths": deaths_csv.FORMAT,
    "immunisations": Format(immunisations_csv.read, immunisations_csv.again),
    "pds": Format(pds_fhir.read, pds_fhir.again),
    "social-care": social_care_csv.FORMAT,
    "table": Format(mapped_table.read, mapped_table.again),  # by the mapping of its source
}
