"""What does the pupil data file say? (Common Transfer File, docs/feeds/ctf.md)"""

from datetime import date
from itertools import count
from pathlib import Path
from random import Random
from xml.sax.saxutils import escape

from dev.population.children import Attendance, Carer, Child, age_at_start, school_year
from dev.population.clerks import Written
from dev.population.places import Address

SPECIAL_NEEDS = 0.1  # carried by some so that a loader can be seen dropping it (R-FEED-8)


def element(name: str, text: str) -> str:
    return f"<{name}>{escape(text)}</{name}>" if text else ""


class PupilData:
    """`pupils.xml`, written pupil by pupil."""

    source, file, format = "pupil-data", "pupils.xml", "ctf"

    def __init__(self, directory: Path, today: date, authorities: int) -> None:
        self._today, self.rows = today, 0
        self._out = (directory / self.file).open("w", encoding="utf-8", newline="\n")
        place = "<LEA>001</LEA><Estab>LLLL</Estab>"
        title = f"<SchoolName>Pupil data for {authorities} authorities</SchoolName>"
        self._out.write(
            '<?xml version="1.0" encoding="UTF-8"?>\n<CTfile>\n<Header>'
            "<DocumentName>Common Transfer File</DocumentName><CTFversion>25.0</CTFversion>"
            f"<DateTime>{today}T00:00:00</DateTime><DocumentQualifier>full</DocumentQualifier>"
            "<DataDescriptor>CTF</DataDescriptor><SupplierID>EXAMPLE</SupplierID>"
            f"<SourceSchool>{place}{title}<AcademicYear>{school_year(today)}</AcademicYear></SourceSchool>"
            f"<DestSchool>{place}</DestSchool></Header>\n<CTFpupilData>\n"
        )

    def speaks_of(self, child: Child) -> bool:
        return bool(child.upn)

    def write(self, rng: Random, child: Child, written: Written) -> list[str]:
        self.rows += 1
        year = age_at_start(child.born, school_year(self._today)) - 4
        needs = ""
        if rng.random() < SPECIAL_NEEDS:
            needs = "<SENhistory><SEN><SENprovision>K</SENprovision></SEN></SENhistory>"
        self._out.write(
            f"<Pupil><UPN>{child.upn}</UPN>{element('Surname', written.surname)}"
            f"{element('Forename', written.forename)}<DOB>{written.born}</DOB><Sex>{child.sex}</Sex>"
            f"<BasicDetails>{element('FormerSurname', written.former_surname)}"
            f"{element('PreferredForename', child.preferred_forename)}"
            f"{element('MiddleNames', ' '.join(written.middle_names))}"
            f"<NCyearActual>{year or 'R'}</NCyearActual><MedicalFlag>false</MedicalFlag>"
            f"</BasicDetails>{needs}"
            f"<Address>{_address(written.address)}{element('PostCode', written.postcode)}</Address>"
            f"<Contacts>{''.join(map(_contact, count(1), child.carers))}</Contacts>"
            f"<SchoolHistory>{''.join(map(_school, child.schools))}</SchoolHistory></Pupil>\n"
        )
        return [child.upn]

    def close(self) -> None:
        self._out.write("</CTFpupilData>\n</CTfile>\n")
        self._out.close()


def _address(address: Address) -> str:
    flat, house = (address.line_1, address.line_2) if address.line_2 else ("", address.line_1)
    number, _, street = house.partition(" ")
    return (
        f"<BS7666Address>{element('SAON', flat)}{element('PAON', number)}"
        f"{element('Street', street)}{element('Town', address.town)}</BS7666Address>"
    )


def _contact(order: int, carer: Carer) -> str:
    home = "<Address><AddressAsPupil>true</AddressAsPupil></Address>" if carer.with_child else ""
    return (
        f"<Contact><Order>{order}</Order><Title>{carer.title}</Title>{element('Surname', carer.surname)}"
        f"{element('Forename', carer.forename)}<Gender>{carer.sex}</Gender>"
        f"<Relationship>{carer.relationship}</Relationship>"
        f"<Responsibility>{str(carer.responsible).lower()}</Responsibility>{home}"
        f"<Phones><Phone><TelephoneType>M</TelephoneType>{element('PhoneNo', carer.phone.replace(' ', ''))}"
        f"</Phone></Phones>{element('Email', carer.email)}</Contact>"
    )


def _school(attendance: Attendance) -> str:
    school = attendance.school
    left = f"<LeavingDate>{attendance.until}</LeavingDate>" if attendance.until else ""
    return (
        f"<School><LEA>{school.number[:3]}</LEA><Estab>{school.number[3:]}</Estab><URN>{school.urn}</URN>"
        f"{element('SchoolName', school.name)}<EntryDate>{attendance.since}</EntryDate>{left}</School>"
    )
