"""What does somebody who adds a child by hand know of them? (R-SEARCH-5)"""

from datetime import date
from typing import Any, Final

from dateutil.relativedelta import relativedelta
from django import forms
from django.utils import timezone

from accounts.models import Practitioner
from contactpoint.pages.date_fields import PartialDateField
from contactpoint.pages.dates import PartialDate
from contactpoint.pages.fields import (
    ConfirmField,
    PostcodeField,
    RadioField,
    SelectField,
    TelephoneField,
    TextField,
    WholeNumberField,
)
from registry.assertion import Assertion, CarerSaid, Name, Place
from registry.choices import AddressKind, Gender, Group, NameKind
from registry.creation import WhyNoSource
from registry.forms.find import as_typed
from registry.involving import Work
from registry.retention import is_over_age
from registry.search.criteria import Criteria, Part

OLDEST: Final = 24  # R-REC-3
CARERS: Final = ("carer_1", "carer_2")
NO_NAME = "Enter a first name or last name"
NO_AGE = "Enter the child’s age or date of birth"
NO_CHILD = "Nobody new is included after the 18th birthday: check the age or date of birth"
NO_PLACE = "Enter an address or a postcode, or say that no address is known"


class CreateForm(forms.Form):
    forename = TextField(label="First name", required=False, max_length=100)
    middle_names = TextField(label="Middle names", required=False, max_length=150)
    surname = TextField(label="Last name", required=False, max_length=100)
    other_forename = TextField(label="First name also used", required=False, max_length=100)
    other_surname = TextField(label="Last name also used", required=False, max_length=100)
    born = PartialDateField(
        label="Date of birth",
        required=False,
        when="today or past",
        size="s",
        hint="A year alone will do. For example, 27 3 2019",
    )
    age = WholeNumberField(
        label="Or the child’s age",
        noun="Age",
        required=False,
        min_value=0,
        max_value=OLDEST,
        width=2,
        hint="In years. A rough age is fine: it is kept as an estimate",
    )
    gender = RadioField(label="Gender", missing="Select the child’s gender", choices=Gender.choices, size="s")
    lines = TextField(label="House and street", required=False, max_length=250)
    town = TextField(label="Town", required=False, max_length=100)
    postcode = PostcodeField(label="Postcode", required=False)
    no_address = ConfirmField(label="No address is known", required=False)
    carer_1_name = TextField(label="Name", required=False, max_length=150)
    carer_1_relationship = TextField(label="Relationship to the child", required=False, max_length=60)
    carer_1_phone = TelephoneField(label="Telephone number", required=False)
    carer_1_responsible = ConfirmField(label="Has parental responsibility", required=False)
    carer_2_name = TextField(label="Name", required=False, max_length=150)
    carer_2_relationship = TextField(label="Relationship to the child", required=False, max_length=60)
    carer_2_phone = TelephoneField(label="Telephone number", required=False)
    carer_2_responsible = ConfirmField(label="Has parental responsibility", required=False)
    why = RadioField(
        label="Why does no other service hold this child?",
        missing="Select why no other service holds this child",
        noun="Why no other service holds this child",
        choices=WhyNoSource.choices,
        size="m",
    )
    involved = ConfirmField(label="I work with this child", required=False)
    group = SelectField(label="Kind of service", required=False, choices=Group.choices)
    service = TextField(label="Service", required=False, max_length=100, hint="For example, School nursing")

    def clean(self) -> None:
        answers = self.cleaned_data
        self._ask(not (answers.get("forename") or answers.get("surname")), "forename", NO_NAME)
        self._ask(answers.get("born") is None and answers.get("age") is None, "born", NO_AGE)
        self._ask(self._is_grown_up(), "born", NO_CHILD)
        somewhere = answers.get("lines") or answers.get("postcode")
        self._ask(not somewhere and not answers.get("no_address"), "lines", NO_PLACE)
        clash = bool(somewhere) and bool(answers.get("no_address"))
        self._ask(clash, "no_address", "Leave the address empty, or take away the tick at no address")
        for carer in CARERS:
            nameless = any(answers.get(f"{carer}_{box}") for box in ("relationship", "phone", "responsible"))
            self._ask(nameless and not answers.get(f"{carer}_name"), f"{carer}_name", "Enter the name of the carer")
        if answers.get("involved"):
            self._ask(not answers.get("group"), "group", "Select the kind of service")
            self._ask(not answers.get("service"), "service", "Enter the name of the service")

    def _is_grown_up(self) -> bool:
        """By the day, or by what is taken for it where it is not known (R-REC-3)."""
        answers, today = self.cleaned_data, timezone.localdate()
        if answers.get("born") is None and answers.get("age") is None:
            return False
        return is_over_age(birth({"born": None, **answers}, on=today)[0], on=today)

    def work(self, person: Practitioner) -> Work | None:
        """The own involvement from today on, reached as the account says."""
        answers = self.cleaned_data
        if not answers["involved"]:
            return None
        return Work(
            group=Group(answers["group"]),
            service=answers["service"],
            role=person.job_title,
            phone=person.phone,
            email=person.email,
            started_on=timezone.localdate(),
        )

    def _ask(self, lacking: bool, box: str, words: str) -> None:
        if lacking and box not in self.errors:
            self.add_error(box, words)


def said(answers: dict[str, Any]) -> Assertion:
    """What the form's answers assert of the child."""
    born, estimated = birth(answers, on=timezone.localdate())
    return Assertion(
        names=_names(answers),
        date_of_birth=born,
        birth_date_estimated=estimated,
        gender=answers["gender"],
        addresses=(_place(answers),),
        carers=tuple(_carer(answers, carer) for carer in CARERS if answers[f"{carer}_name"]),
    )


def first_answers(criteria: Criteria) -> dict[str, Any]:
    """What the search asked for, carried over; part of a postcode is not an address."""
    typed = as_typed(criteria)
    whole = criteria.postcode is not None and criteria.postcode.part == Part.UNIT
    carried = {key: typed[key].rstrip("*") for key in ("forename", "surname")}
    age = typed["age"] if typed["age"].isdigit() else ""
    postcode = typed["postcode"] if whole else ""
    return {
        **carried,
        "born": typed["born"],
        "age": age,
        "gender": criteria.gender,
        "lines": criteria.street,
        "postcode": postcode,
    }


def birth(answers: dict[str, Any], *, on: date) -> tuple[date, bool]:
    """The day; where it is not known, the middle of the time in which it lies, as an estimate."""
    born: PartialDate | None = answers["born"]
    if born is None:
        return on - relativedelta(years=answers["age"], months=6), True
    return born.earliest + (min(born.latest, on) - born.earliest) / 2, born.day is None


def _names(answers: dict[str, Any]) -> tuple[Name, ...]:
    current = Name(NameKind.CURRENT, answers["forename"], answers["middle_names"], answers["surname"])
    if not (answers["other_forename"] or answers["other_surname"]):
        return (current,)
    forename, surname = answers["other_forename"], answers["other_surname"]
    return (
        current,
        Name(NameKind.ALSO_USED, forename or answers["forename"], surname=surname or answers["surname"]),
    )


def _place(answers: dict[str, Any]) -> Place:
    if answers["no_address"]:
        return Place(AddressKind.NONE_KNOWN)
    return Place(AddressKind.CURRENT, answers["lines"], answers["town"], answers["postcode"])


def _carer(answers: dict[str, Any], carer: str) -> CarerSaid:
    return CarerSaid(
        name=answers[f"{carer}_name"],
        relationship=answers[f"{carer}_relationship"],
        parental_responsibility=answers[f"{carer}_responsible"],
        phone=answers[f"{carer}_phone"],
    )
