"""Which formats are there, by the code that stands on a source? (docs/feeds)"""

from feeds.formats import births_csv, ctf, fhir_patient, pds_fhir, social_care_csv
from feeds.formats.row import Format

FORMATS: dict[str, Format] = {
    "births": Format(births_csv.read, births_csv.again),
    "ctf": Format(ctf.read, ctf.again),
    "pds": Format(pds_fhir.read, fhir_patient.again),
    "social-care": Format(social_care_csv.read, social_care_csv.again),
}
