"""What does the health demographics file say? (PDS FHIR R4 Patient, docs/feeds/pds.md)"""

import json
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from dev.population.children import Carer, Child
from dev.population.clerks import Written
from dev.population.places import Address

NHS_NUMBER = "https://fhir.nhs.uk/Id/nhs-number"
ODS_CODE = "https://fhir.nhs.uk/Id/ods-organization-code"
VERIFICATION = "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-NHSNumberVerificationStatus"
VERIFICATION_CODES = "https://fhir.hl7.org.uk/CodeSystem/UKCore-NHSNumberVerificationStatus"
CONFIDENTIALITY = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality"
ROLES = "http://terminology.hl7.org/CodeSystem/v3-RoleCode"
NOT_TRACED = 0.01
ROLE = {"PAM": ("MTH", "mother"), "PAF": ("FTH", "father"), "STF": ("STPFTH", "stepfather")}
VERIFIED = {"01": "Number present and verified", "02": "Number present but not traced"}

Resource = dict[str, Any]
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class HealthDemographics:
    """`health.ndjson`, written patient by patient, with the count at the end."""

    source, file, format = "health-demographics", "health.ndjson", "pds"

    def __init__(self, directory: Path, today: date) -> None:
        self._today, self.rows = today, 0
        self._out = (directory / self.file).open("w", encoding="utf-8", newline="\n")

    def speaks_of(self, child: Child) -> bool:
        return child.in_health

    def write(self, rng: Random, child: Child, written: Written) -> list[str]:
        self.rows += 1
        self._out.write(_encode(self._patient(rng, child, written)) + "\n")
        return [child.nhs_number]

    def close(self) -> None:
        total = {"resourceType": "Parameters", "parameter": [{"name": "total", "valueInteger": self.rows}]}
        self._out.write(_encode(total) + "\n")
        self._out.close()

    def _patient(self, rng: Random, child: Child, written: Written) -> Resource:
        status = "02" if rng.random() < NOT_TRACED and not child.spelt else "01"
        updated = max(child.born, self._today - timedelta(days=rng.randrange(1, 700)))
        patient: Resource = {
            "resourceType": "Patient",
            "id": child.nhs_number,
            "identifier": [_nhs_number(child.nhs_number, status)],
            "meta": _meta(rng.randrange(1, 9), updated, restricted=child.shielded),
            "name": _names(child, written),
            "gender": "male" if child.sex == "M" else "female",
            "birthDate": written.born.isoformat(),
        }
        if child.died_on:
            patient["deceasedDateTime"] = f"{child.died_on}T00:00:00+00:00"
        if not child.shielded:
            patient.update(_whereabouts(child, written))
        return patient


def _nhs_number(number: str, status: str) -> Resource:
    code = {"system": VERIFICATION_CODES, "version": "1.0.0", "code": status, "display": VERIFIED[status]}
    extension = [{"url": VERIFICATION, "valueCodeableConcept": {"coding": [code]}}]
    return {"system": NHS_NUMBER, "value": number, "extension": extension}


def _meta(version: int, updated: date, *, restricted: bool) -> Resource:
    code, display = ("R", "restricted") if restricted else ("U", "unrestricted")
    security = [{"system": CONFIDENTIALITY, "code": code, "display": display}]
    return {"versionId": str(version), "lastUpdated": f"{updated}T00:00:00Z", "security": security}


def _names(child: Child, written: Written) -> list[Resource]:
    given = [written.forename, *written.middle_names]
    changed = child.surname_changed_on
    since = changed if changed and written.former_surname else child.born
    names: list[Resource] = [
        {"use": "usual", "given": given, "family": written.surname, "period": {"start": since.isoformat()}}
    ]
    if changed and written.former_surname:
        period = {"start": child.born.isoformat(), "end": (changed - timedelta(days=1)).isoformat()}
        names.append({"use": "old", "given": given, "family": written.former_surname, "period": period})
    return names


def _whereabouts(child: Child, written: Written) -> Resource:
    """All that a restricted record leaves out."""
    known_move = child.old_address is not None and written.address is child.address
    since = child.address_since if known_move else child.born
    addresses = [_address(written.address, written.postcode, since)]
    if known_move and child.old_address:
        until = child.address_since - timedelta(days=1)
        addresses.append(_address(child.old_address, child.old_address.postcode, child.born, until))
    period = {"start": since.isoformat()}
    practice = {"system": ODS_CODE, "value": child.practice, "period": period}
    return {
        "address": addresses,
        "telecom": _telecom(child.carers[0]) if child.carers else [],
        "generalPractitioner": [{"type": "Organization", "identifier": practice}],
        "contact": [_contact(carer) for carer in child.carers if carer.with_child],
    }


def _address(address: Address, postcode: str, since: date, until: date | None = None) -> Resource:
    period = {"start": since.isoformat()} | ({"end": until.isoformat()} if until else {})
    lines = [line for line in (address.line_1, address.line_2, address.town) if line]
    where: Resource = {"use": "home", "line": lines, "period": period}
    if postcode:
        where["postalCode"] = postcode
    return where


def _telecom(carer: Carer) -> list[Resource]:
    found = [{"system": "phone", "value": carer.phone.replace(" ", ""), "use": "mobile"}]
    if carer.email:
        found.append({"system": "email", "value": carer.email, "use": "home"})
    return found


def _contact(carer: Carer) -> Resource:
    code, display = ROLE[carer.relationship]
    return {
        "relationship": [{"coding": [{"system": ROLES, "code": code, "display": display}]}],
        "name": {"given": [carer.forename], "family": carer.surname},
        "telecom": _telecom(carer),
    }
