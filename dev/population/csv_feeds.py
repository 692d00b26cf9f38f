"""What do the births and social care files say? (docs/feeds/births.md, social-care.md)"""

import csv
from datetime import date, timedelta
from pathlib import Path
from random import Random

from dev.population.children import Child, Involvement
from dev.population.clerks import Written, use_old_address

BIRTH_COLUMNS = [
    "registration_number", "registered_on", "birth_date", "sex", "forenames", "surname",
    "mother_forenames", "mother_surname", "father_forenames", "father_surname", "address_1",
    "address_2", "town", "postcode", "nhs_number",
]  # fmt: skip
CARE_COLUMNS = [
    "la_code", "local_case_number", "as_at", "upn", "nhs_number", "forename", "surname",
    "former_surname", "date_of_birth", "gender", "address_1", "address_2", "town", "postcode",
    "service", "organisation", "worker_name", "worker_role", "worker_phone", "worker_email",
    "involved_from", "involved_to", "lead_professional", "caf_completed_on", "caf_holder",
    "consent_basis", "consent_on",
]  # fmt: skip
NHS_AT_BIRTH = 0.92
UPN_KNOWN = 0.7
NHS_KNOWN = 0.5


def _own_number(child: Child) -> str:
    """The same in every edition of the file, whoever else is in it."""
    return child.key.lstrip("C-")


def day(when: date | None) -> str:
    return when.isoformat() if when else ""


class ControlledCsv:
    """A CSV file that ends with the number of its rows."""

    def __init__(self, path: Path, columns: list[str]) -> None:
        self.rows = 0
        self._out = path.open("w", encoding="utf-8", newline="")
        self._csv = csv.writer(self._out, lineterminator="\n")
        self._csv.writerow(columns)

    def add(self, row: list[str]) -> None:
        self.rows += 1
        self._csv.writerow(row)

    def close(self) -> None:
        self._csv.writerow(["#END", self.rows])
        self._out.close()


class Births(ControlledCsv):
    """`births.csv`: names and address as they were at registration."""

    source, file, format = "births", "births.csv", "births"

    def __init__(self, directory: Path, today: date) -> None:
        super().__init__(directory / self.file, BIRTH_COLUMNS)
        self._today = today

    def speaks_of(self, child: Child) -> bool:
        return child.in_births

    def write(self, rng: Random, child: Child, written: Written) -> list[str]:
        self._as_it_was(child, written)
        registered = min(self._today, child.born + timedelta(days=rng.randrange(3, 42)))
        number = f"B{child.born.year}-{_own_number(child)}"
        mother = next(carer for carer in child.carers if carer.sex == "F")
        father = next((carer for carer in child.carers if carer.relationship == "PAF"), None)
        known = child.nhs_number if rng.random() < NHS_AT_BIRTH else ""
        at = written.address
        self.add([
            number, day(registered), day(written.born), child.sex,
            " ".join([written.forename, *written.middle_names]), written.surname,
            mother.forename, mother.surname,
            father.forename if father else "", father.surname if father else "",
            at.line_1, at.line_2, at.town, written.postcode, known,
        ])  # fmt: skip
        return [number]

    def _as_it_was(self, child: Child, written: Written) -> None:
        if child.surname_at_birth != child.surname:
            written.surname = child.surname_at_birth
            written.errors = [code for code in written.errors if not code.startswith("surname_")]
            written.errors.append("name_at_birth")
        if child.old_address:
            missing = "postcode_missing" in written.errors
            use_old_address(written, child)
            written.postcode = "" if missing else written.postcode


class SocialCare(ControlledCsv):
    """`social_care.csv`: one row per involvement."""

    source, file, format = "social-care", "social_care.csv", "social-care"

    def __init__(self, directory: Path, today: date) -> None:
        super().__init__(directory / self.file, CARE_COLUMNS)
        self._as_at = today - timedelta(days=1)

    def speaks_of(self, child: Child) -> bool:
        return bool(child.involvements)

    def write(self, rng: Random, child: Child, written: Written) -> list[str]:
        authority = child.address.authority
        case = child.case_number or f"SC{_own_number(child)}"
        upn = child.upn if rng.random() < UPN_KNOWN or child.case_number else ""
        nhs = child.nhs_number if rng.random() < NHS_KNOWN or child.case_number else ""
        at = written.address
        who = [
            authority, case, day(self._as_at), upn, nhs, " ".join([written.forename, *written.middle_names]),
            written.surname, written.former_surname, day(written.born), child.sex,
            at.line_1, at.line_2, at.town, written.postcode,
        ]  # fmt: skip
        for involvement in child.involvements:
            self.add(who + self._work(child, involvement))
        return [f"{authority}/{case}/{n}" for n in range(1, len(child.involvements) + 1)]

    def _work(self, child: Child, work: Involvement) -> list[str]:
        assessed = work is child.involvements[0] or work.lead
        return [
            work.service, work.organisation, work.worker, work.role, work.phone, work.email,
            day(work.since), day(work.until), "Y" if work.lead else "N",
            day(child.caf_on) if assessed else "", child.caf_holder if assessed else "",
            work.consent_basis, day(work.consent_on),
        ]  # fmt: skip
