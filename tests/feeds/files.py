"""What do the suppliers' files look like? Built from a few words, in the four formats."""

import json
from collections.abc import Iterable
from typing import Any
from xml.sax.saxutils import escape

from stdnum.gb import upn

PDS = "https://fhir.nhs.uk/Id/nhs-number"
MADE_AT = "2009-01-20T06:00:00"


def upn_of(number: int, authority: str = "341") -> str:
    """A pupil number with the right check letter."""
    body = f"{authority}2009{number:05d}"
    return str(upn.calc_check_digit(body)) + body


def nhs_of(number: int) -> str:
    """A number of the range for tests, with the right check digit; one that has none is passed by."""
    while True:
        body = f"999{number:06d}"
        check = 11 - sum(int(digit) * weight for digit, weight in zip(body, range(10, 1, -1), strict=True)) % 11
        if check != 10:
            return body + str(check % 11)
        number += 500_000


def pupil(**said: Any) -> str:
    """One Pupil element."""
    one: dict[str, Any] = {"upn": upn_of(1), "forename": "John", "surname": "Smith", "born": "2000-05-14", "sex": "M"}
    one |= said
    xml: str = (
        f"<Pupil><UPN>{one['upn']}</UPN><Surname>{escape(one['surname'])}</Surname>"
        f"<Forename>{escape(one['forename'])}</Forename><DOB>{one['born']}</DOB><Sex>{one['sex']}</Sex>"
    )
    if street := one.get("street", "14 Larkspur Rise"):
        number, _, name = street.partition(" ")
        xml += (
            f"<Address><BS7666Address><PAON>{number}</PAON><Street>{name}</Street><Town>Liverpool</Town></BS7666Address>"
            f"<PostCode>{one.get('postcode', 'L15 3HQ')}</PostCode></Address>"
        )
    xml += one.get("contacts", "")
    if urn := one.get("urn", "104512"):
        xml += f"<SchoolHistory><School><URN>{urn}</URN><EntryDate>2004-09-06</EntryDate></School></SchoolHistory>"
    return f"{xml}{one.get('more', '')}</Pupil>"


def ctf(*pupils: str, made_at: str = MADE_AT, prolog: str = '<?xml version="1.0" encoding="UTF-8"?>') -> bytes:
    body = "\n".join(pupils)
    header = f"<Header><DocumentName>Common Transfer File</DocumentName><DateTime>{made_at}</DateTime></Header>"
    return f"{prolog}\n<CTfile>{header}<CTFpupilData>\n{body}\n</CTFpupilData></CTfile>\n".encode()


def patient(**said: Any) -> dict[str, Any]:
    """One Patient resource."""
    one: dict[str, Any] = {"number": nhs_of(1), "forename": "John", "surname": "Smith", "born": "2000-05-14"}
    one |= {"restricted": False} | said
    status = {"valueCodeableConcept": {"coding": [{"code": one.get("status", "01")}]}}
    resource = {
        "resourceType": "Patient",
        "id": one["number"],
        "identifier": [{"system": PDS, "value": one["number"], "extension": [status]}],
        "meta": {
            "lastUpdated": one.get("as_at", "2009-01-10T00:00:00Z"),
            "security": [{"code": "R" if one["restricted"] else "U"}],
        },
        "name": [{"use": "usual", "given": one["forename"].split(), "family": one["surname"]}],
        "gender": one.get("gender", "male"),
        "birthDate": one["born"],
    }
    if not one["restricted"]:
        resource["address"] = [
            {
                "use": "home",
                "line": [one.get("street", "14 Larkspur Rise"), "Liverpool"],
                "postalCode": one.get("postcode", "L15 3HQ"),
            }
        ]
        resource["generalPractitioner"] = [{"identifier": {"value": one.get("practice", "N82001")}}]
    return resource


def ndjson(*patients: dict[str, Any] | str, total: int | None = None) -> bytes:
    count = len(patients) if total is None else total
    end = {"resourceType": "Parameters", "parameter": [{"name": "total", "valueInteger": count}]}
    rows = [row if isinstance(row, str) else json.dumps(row) for row in (*patients, end)]
    return ("\n".join(rows) + "\n").encode()


BIRTHS = (
    "registration_number,registered_on,birth_date,sex,forenames,surname,mother_forenames,mother_surname,"
    "father_forenames,father_surname,address_1,address_2,town,postcode,nhs_number"
)


def birth(number: int, **said: str) -> str:
    one = {
        "registered_on": "2000-06-01", "birth_date": "2000-05-14", "sex": "M", "forenames": "John", "surname": "Smith",
        "mother_forenames": "Karen", "mother_surname": "Smith", "father_forenames": "", "father_surname": "",
        "address_1": "14 Larkspur Rise", "address_2": "", "town": "Liverpool", "postcode": "L15 3HQ",
        "nhs_number": nhs_of(number),
    } | said  # fmt: skip
    return ",".join([f"B2000-{number:07d}", *one.values()])


SOCIAL_CARE = (
    "la_code,local_case_number,as_at,upn,nhs_number,forename,surname,former_surname,date_of_birth,gender,address_1,"
    "address_2,town,postcode,service,organisation,worker_name,worker_role,worker_phone,worker_email,involved_from,"
    "involved_to,lead_professional,caf_completed_on,caf_holder,consent_basis,consent_on"
)


def involvement(**said: str) -> str:
    one = {
        "la_code": "341", "case": "LIV-000001", "as_at": "2009-01-12", "upn": "", "nhs_number": "",
        "forename": "John", "surname": "Smith", "former": "", "born": "2000-05-14", "gender": "M",
        "address_1": "14 Larkspur Rise", "address_2": "", "town": "Liverpool", "postcode": "L15 3HQ",
        "service": "social care", "organisation": "Liverpool Children's Social Care", "worker": "Helen Marsh",
        "role": "Social worker", "phone": "0151 496 0123", "email": "helen.marsh@liverpool.example.org",
        "from": "2008-11-03", "to": "", "lead": "Y", "caf_on": "2008-10-20", "caf_holder": "Liverpool CSC",
        "basis": "", "consent_on": "",
    } | said  # fmt: skip
    return ",".join(one.values())


DEATHS = "registration_number,registered_on,date_of_death,birth_date,sex,forenames,surname,nhs_number"


def death(number: int, **said: str) -> str:
    one = {
        "registered_on": "2009-01-08", "date_of_death": "2009-01-02", "birth_date": "2000-05-14", "sex": "M",
        "forenames": "John", "surname": "Smith", "nhs_number": nhs_of(number),
    } | said  # fmt: skip
    return ",".join([f"D2009-{number:07d}", *one.values()])


IMMUNISATIONS = (
    "CHILD_SCHOOL_URN,PARENT_1_NAME,PARENT_1_RELATIONSHIP,PARENT_1_EMAIL,PARENT_1_PHONE,CHILD_FIRST_NAME,"
    "CHILD_LAST_NAME,CHILD_PREFERRED_GIVEN_NAME,CHILD_DATE_OF_BIRTH,CHILD_YEAR_GROUP,CHILD_ADDRESS_LINE_1,"
    "CHILD_TOWN,CHILD_POSTCODE,CHILD_NHS_NUMBER"
)


def immunisation(number: int, **said: str) -> str:
    nhs = nhs_of(number)
    one = {
        "urn": "104512", "parent": "Karen Smith", "relationship": "Mum", "email": "karen@example.org",
        "phone": "0151 496 0123", "forename": "John", "surname": "Smith", "used": "", "born": "2000-05-14", "year": "3",
        "address_1": "14 Larkspur Rise", "town": "Liverpool", "postcode": "L15 3HQ",
        "nhs_number": f"{nhs[:3]} {nhs[3:6]} {nhs[6:]}",
    } | said  # fmt: skip
    return ",".join(one.values())


def child_in_need(**said: Any) -> str:
    """One Child element of the census."""
    one = {"case": "LIV-000001", "upn": upn_of(1), "born": "2000-05-14", "sex": "1", "from": "2008-11-03", "to": ""}
    one |= {"nothing_done": "false", "more": ""} | said
    born = f"<PersonBirthDate>{one['born']}</PersonBirthDate>" if one["born"] else ""
    closed = f"<CINclosureDate>{one['to']}</CINclosureDate>" if one["to"] else ""
    return (
        f"<Child><ChildIdentifiers><LAchildID>{one['case']}</LAchildID><UPN>{one['upn']}</UPN>{born}"
        f"<Sex>{one['sex']}</Sex>{one['more']}</ChildIdentifiers>"
        "<ChildCharacteristics><Ethnicity>WBRI</Ethnicity></ChildCharacteristics>"
        f"<CINdetails><CINreferralDate>{one['from']}</CINreferralDate><PrimaryNeedCode>N4</PrimaryNeedCode>{closed}"
        f"<ReferralNFA>{one['nothing_done']}</ReferralNFA></CINdetails></Child>"
    )


def cin(*children: str, authority: str = "341", made_at: str = MADE_AT) -> bytes:
    header = (
        "<Header><CollectionDetails><Collection>CIN</Collection></CollectionDetails>"
        f"<Source><LEA>{authority}</LEA><DateTime>{made_at}</DateTime></Source></Header>"
    )
    return f"<Message>{header}<Children>\n{chr(10).join(children)}\n</Children></Message>\n".encode()


def related(**said: Any) -> dict[str, Any]:
    """One RelatedPerson resource."""
    one: dict[str, Any] = {"patient": nhs_of(1), "forename": "Karen", "surname": "Smith", "role": "MTH", "phone": ""}
    one |= said
    return {
        "resourceType": "RelatedPerson",
        "patient": {"identifier": {"system": PDS, "value": one["patient"]}},
        "active": True,
        "name": [{"use": "usual", "given": [one["forename"]], "family": one["surname"]}],
        "relationship": [{"coding": [{"code": "Personal"}, {"code": one["role"]}]}],
        "telecom": [{"system": "phone", "value": one["phone"]}] if one["phone"] else [],
    }


def csv_file(header: str, rows: Iterable[str], *, total: int | None = None) -> bytes:
    kept = list(rows)
    return "\n".join([header, *kept, f"#END,{len(kept) if total is None else total}", ""]).encode()
