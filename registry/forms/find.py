"""What is known of the child that somebody looks for? (R-SEARCH-1)"""

from typing import Any

from dateutil.relativedelta import relativedelta
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from contactpoint.pages.date_fields import PartialDateField
from contactpoint.pages.dates import PartialDate
from contactpoint.pages.fields import SelectField, TextField
from registry import number
from registry.choices import Gender
from registry.search.birth import Birth, UnclearBirth, read_age
from registry.search.criteria import ONE_MORE, Criteria, Part, PostcodeGiven, Unclear, lacking, read_postcode

NOT_A_NUMBER = "ContactPoint number must be the 10 numbers shown on a record, like 123 456 7890"
LONGEST = 100  # characters of a name, a street or a school
GENDERS = [(str(kind.value), str(kind.label)) for kind in (Gender.FEMALE, Gender.MALE)]


class SearchForm(forms.Form):
    """Any name and one more detail; or the number, which has its own box above."""

    number = TextField(label="ContactPoint number", required=False, width=20, max_length=30, size="s")
    forename = TextField(label="First name", required=False, max_length=LONGEST)
    surname = TextField(label="Last name", required=False, max_length=LONGEST)
    born = PartialDateField(
        label="Date of birth", required=False, when="past", hint="A year alone will do. For example, 27 3 2019"
    )
    age = TextField(label="Or a rough age", required=False, width=10, max_length=20, hint="For example, 6 or 5-7")
    gender = SelectField(label="Gender", required=False, empty="Any", choices=GENDERS)
    postcode = TextField(
        label="Postcode", required=False, width=10, max_length=12, hint="Or the first part of one: LS6"
    )
    street = TextField(label="Street", required=False, max_length=LONGEST)
    school = TextField(label="School", required=False, max_length=LONGEST)

    def clean_number(self) -> str:
        typed: str = self.cleaned_data["number"]
        read = number.parse(typed)
        if typed and read is None:
            raise ValidationError(NOT_A_NUMBER)
        return read or ""

    def clean_age(self) -> Birth | None:
        try:
            return read_age(self.cleaned_data["age"], on=timezone.localdate())
        except UnclearBirth as error:
            raise ValidationError(str(error)) from error

    def clean_postcode(self) -> PostcodeGiven | None:
        try:
            return read_postcode(self.cleaned_data["postcode"])
        except Unclear as error:
            raise ValidationError(str(error)) from error

    def clean(self) -> None:
        """Asks for what is lacking at the box where it belongs (R-SEARCH-1)."""
        if self.errors:
            return
        if words := lacking(self.criteria):
            self.add_error("born" if words == ONE_MORE else "forename", words)

    @property
    def criteria(self) -> Criteria:
        answers = self.cleaned_data
        return Criteria(
            number=answers["number"],
            forename=answers["forename"],
            surname=answers["surname"],
            birth=_birth(answers["born"]) or answers["age"],
            gender=answers["gender"],
            postcode=answers["postcode"],
            street=answers["street"],
            school=answers["school"],
        )


def _birth(born: PartialDate | None) -> Birth | None:
    return Birth(born.earliest, min(born.latest, timezone.localdate())) if born else None


# Where each detail that a search asks for is typed (registry.search.ask.DETAILS).
BOX_OF = {"birth": "born"}


def as_typed(criteria: Criteria) -> dict[str, Any]:
    """The form's first answers for searching again."""
    birth = criteria.birth
    return {
        "number": number.shown(criteria.number) if criteria.number else "",
        "forename": criteria.forename,
        "surname": criteria.surname,
        "born": _part_of_date(birth) if birth and not birth.by_age else None,
        "age": _age(birth) if birth and birth.by_age else "",
        "gender": criteria.gender,
        "postcode": _postcode(criteria.postcode) if criteria.postcode else "",
        "street": criteria.street,
        "school": criteria.school,
    }


def _postcode(given: PostcodeGiven) -> str:
    """With the space that tells LS6 2 from LS62."""
    inward = {Part.UNIT: 3, Part.SECTOR: 1, Part.DISTRICT: 0}[given.part]
    outward = len(given.text) - inward
    return f"{given.text[:outward]} {given.text[outward:]}".strip()


def _part_of_date(birth: Birth) -> PartialDate:
    """As much of a date as was typed: the search kept the days between which it lies."""
    first = birth.first
    if birth.exact:
        return PartialDate(first.year, first.month, first.day)
    if birth.whole_year:
        return PartialDate(first.year)
    return PartialDate(first.year, first.month)


def _age(birth: Birth) -> str:
    """An age, or a range of ages, on this day."""
    today = timezone.localdate()
    youngest, oldest = (relativedelta(today, day).years for day in (birth.last, birth.first))
    return str(youngest) if youngest == oldest else f"{youngest}-{oldest}"
