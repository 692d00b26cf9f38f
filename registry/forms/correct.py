"""What is the right value of an item? A form for each (R-REC-6). With an old value the boxes begin with it."""

from typing import Any, ClassVar, Final

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from stdnum.gb import nhs

from contactpoint.pages.date_fields import DateField, PartialDateField
from contactpoint.pages.fields import (
    ConfirmField,
    PostcodeField,
    RadioField,
    TelephoneField,
    TextareaField,
    TextField,
)
from registry.assertion import CarerSaid, Name, Place, PracticeSaid, SettingSaid, told
from registry.choices import AddressKind, Gender, Item, NameKind, Scheme, Statement
from registry.forms.create import NO_NAME, NO_PLACE, birth
from registry.values import Value, is_practice, is_school

_DATES: Final = "For example, 27 3 2019"


class CorrectForm(forms.Form):
    """`old` is the value that was reported, where it still stands."""

    needed: ClassVar[dict[str, str]] = {}  # box -> what to say without it, unless there is to be no value at all

    removed = ConfirmField(label="There is no such value: take it away", required=False)
    because = TextareaField(
        label="What the person who reported it is told (optional)",
        noun="What they are told",
        required=False,
        max_length=500,
        rows=3,
    )

    def __init__(self, data: QueryDict | None, *, old: Value | None) -> None:
        self.old = old
        super().__init__(data, initial=self.first(old))
        self.order_fields([name for name in self.fields if name not in ("removed", "because")])

    @staticmethod
    def first(old: Any) -> dict[str, Any]:
        raise NotImplementedError

    def clean(self) -> None:
        if self.cleaned_data.get("removed"):
            return
        for box, words in self.needed.items():
            if not self.cleaned_data.get(box) and box not in self.errors:
                self.add_error(box, words)

    @property
    def new(self) -> Value | None:
        return None if self.cleaned_data.get("removed") else self.value(self.cleaned_data)

    @property
    def estimated(self) -> bool:
        return False

    def value(self, answers: dict[str, Any]) -> Value:
        raise NotImplementedError


class NameForm(CorrectForm):
    forename = TextField(label="First name", required=False, max_length=100)
    middle_names = TextField(label="Middle names", required=False, max_length=150)
    surname = TextField(label="Last name", required=False, max_length=100)

    @staticmethod
    def first(old: Name | None) -> dict[str, Any]:
        return {} if old is None else told(old)

    def clean(self) -> None:
        answers = self.cleaned_data
        if not (answers.get("removed") or answers.get("forename") or answers.get("surname")):
            self.add_error("forename", NO_NAME)

    def value(self, answers: dict[str, Any]) -> Name:
        kind = self.old.kind if isinstance(self.old, Name) else NameKind.CURRENT.value
        return Name(kind, answers["forename"], answers["middle_names"], answers["surname"])


class BirthForm(CorrectForm):
    removed = None  # type: ignore[assignment]  # everybody was born
    needed: ClassVar = {"born": "Enter the date of birth"}
    born = PartialDateField(
        label="Date of birth",
        required=False,
        when="today or past",
        hint=f"A year alone will do, and is kept as an estimate. {_DATES}",
    )

    @staticmethod
    def first(old: Any) -> dict[str, Any]:
        return {} if old is None else {"born": old}

    @property
    def estimated(self) -> bool:
        return self.cleaned_data["born"].day is None

    def value(self, answers: dict[str, Any]) -> Value:
        return birth({"born": answers["born"], "age": None}, on=timezone.localdate())[0]


class GenderForm(CorrectForm):
    removed = None  # type: ignore[assignment]
    gender = RadioField(label="Gender", missing="Select the gender", choices=Gender.choices, size="s")

    @staticmethod
    def first(old: Any) -> dict[str, Any]:
        return {} if old is None else {"gender": old}

    def value(self, answers: dict[str, Any]) -> str:
        return str(answers["gender"])


class DeathForm(CorrectForm):
    needed: ClassVar = {"died": "Enter the date of death"}
    died = DateField(label="Date of death", required=False, when="today or past", hint=_DATES)

    @staticmethod
    def first(old: Any) -> dict[str, Any]:
        return {} if old is None else {"died": old}

    def value(self, answers: dict[str, Any]) -> Value:
        died: Value = answers["died"]
        return died


class AddressForm(CorrectForm):
    lines = TextField(label="House and street", required=False, max_length=250)
    town = TextField(label="Town", required=False, max_length=100)
    postcode = PostcodeField(label="Postcode", required=False)
    no_address = ConfirmField(label="No address is known", required=False)

    @staticmethod
    def first(old: Place | None) -> dict[str, Any]:
        return {} if old is None else told(old)

    def clean(self) -> None:
        answers = self.cleaned_data
        somewhere = answers.get("lines") or answers.get("postcode")
        if not (answers.get("removed") or answers.get("no_address") or somewhere or "postcode" in self.errors):
            self.add_error("lines", NO_PLACE)
        if somewhere and answers.get("no_address"):
            self.add_error("no_address", "Leave the address empty, or take away the tick at no address")

    def value(self, answers: dict[str, Any]) -> Place:
        if answers["no_address"]:
            return Place(AddressKind.NONE_KNOWN.value)
        old = self.old if isinstance(self.old, Place) else Place(AddressKind.CURRENT.value)
        former = old.kind == AddressKind.FORMER
        return Place(
            kind=AddressKind.FORMER.value if former else AddressKind.CURRENT.value,
            lines=answers["lines"],
            town=answers["town"],
            postcode=answers["postcode"],
            from_date=old.from_date,
            to_date=old.to_date,
        )


class CarerForm(CorrectForm):
    needed: ClassVar = {"name": "Enter the name"}
    name = TextField(label="Name", required=False, max_length=150)
    relationship = TextField(label="Relationship to the child", required=False, max_length=60)
    phone = TelephoneField(label="Telephone number", required=False)
    address = TextField(label="Address, if it is not the child’s", noun="Address", required=False, max_length=300)
    parental_responsibility = ConfirmField(label="Has parental responsibility", required=False)

    @staticmethod
    def first(old: CarerSaid | None) -> dict[str, Any]:
        return {} if old is None else told(old)

    def value(self, answers: dict[str, Any]) -> CarerSaid:
        return CarerSaid(**{box: answers[box] for box in told(CarerSaid("")) if box in answers})


class SettingForm(CorrectForm):
    statement = RadioField(
        label="How is the child educated?",
        noun="How the child is educated",
        required=False,
        choices=Statement.choices,
        size="s",
    )
    needed: ClassVar = {"statement": "Select how the child is educated"}
    urn = TextField(
        label="Unique reference number (URN) of the school",
        noun="URN",
        required=False,
        max_length=6,
        width=10,
        hint="6 digits. Needed for a child at a school.",
    )
    started_on = DateField(label="Since (optional)", noun="Since", required=False, when="any time", hint=_DATES)

    @staticmethod
    def first(old: SettingSaid | None) -> dict[str, Any]:
        return {} if old is None else told(old)

    def clean(self) -> None:
        super().clean()
        answers = self.cleaned_data
        at_school = answers.get("statement") == Statement.AT_SETTING and not answers.get("removed")
        if at_school and not is_school(answers.get("urn", "")):
            self.add_error("urn", "Enter the URN of a school that ContactPoint knows")

    def value(self, answers: dict[str, Any]) -> SettingSaid:
        urn = answers["urn"] if answers["statement"] == Statement.AT_SETTING else ""
        ended = self.old.ended_on if isinstance(self.old, SettingSaid) and self.old.urn == urn else None
        return SettingSaid(answers["statement"], urn, answers["started_on"], ended)


class PracticeForm(CorrectForm):
    needed: ClassVar = {"ods_code": "Enter the code of the practice"}
    ods_code = TextField(
        label="Code of the practice (ODS code)",
        noun="Code",
        required=False,
        max_length=10,
        width=10,
        hint="A letter and 5 digits.",
    )

    @staticmethod
    def first(old: PracticeSaid | None) -> dict[str, Any]:
        return {} if old is None else {"ods_code": old.ods_code}

    def clean_ods_code(self) -> str:
        code = str(self.cleaned_data["ods_code"]).upper()
        if code and not is_practice(code):
            raise ValidationError("Enter the code of a practice that ContactPoint knows")
        return code

    def value(self, answers: dict[str, Any]) -> PracticeSaid:
        code = answers["ods_code"]
        if isinstance(self.old, PracticeSaid) and self.old.ods_code == code:
            return self.old
        return PracticeSaid(code)


class NumberForm(CorrectForm):
    needed: ClassVar = {"number": "Enter the number"}
    number = TextField(label="The right number", noun="Number", required=False, max_length=40, width=20)

    @staticmethod
    def first(old: tuple[str, str] | None) -> dict[str, Any]:
        return {} if old is None else {"number": old[1]}

    def clean_number(self) -> str:
        number = "".join(str(self.cleaned_data["number"]).upper().split())
        if number and isinstance(self.old, tuple) and self.old[0] == Scheme.NHS_NUMBER and not nhs.is_valid(number):
            raise ValidationError("Enter an NHS number as it stands on a letter of the NHS: 10 digits")
        return number

    def value(self, answers: dict[str, Any]) -> str:
        return str(answers["number"])


FORMS: Final[dict[str, type[CorrectForm]]] = {
    Item.NAMES: NameForm,
    Item.BIRTH_DATE: BirthForm,
    Item.GENDER: GenderForm,
    Item.DEATH_DATE: DeathForm,
    Item.ADDRESSES: AddressForm,
    Item.CARERS: CarerForm,
    Item.SETTING: SettingForm,
    Item.PRACTICE: PracticeForm,
    Item.IDENTIFIERS: NumberForm,
}
