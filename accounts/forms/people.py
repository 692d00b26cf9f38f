"""What is asked of an administrator who looks after other people's accounts? (ux 2e)"""

import re
from datetime import date
from typing import Any, Final
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts import roles
from accounts.clearance import is_current
from accounts.joining import Newcomer
from accounts.leaving import WHY_CLOSE, WHY_SUSPEND
from accounts.models import Because, Organisation
from accounts.particulars import employers
from accounts.vetting import Seen
from contactpoint.pages.date_fields import DateField
from contactpoint.pages.fields import (
    CheckboxesField,
    Choices,
    EmailField,
    PostcodeField,
    RadioField,
    SelectField,
    TelephoneField,
    TextareaField,
    TextField,
)

NOTE: Final = "Do not write anything about a child."


def organisations(rows: Any) -> list[tuple[str, str]]:
    return [(str(row.pk), row.name) for row in rows]


def reasons(codes: tuple[Because, ...]) -> list[tuple[str, str]]:
    return [(str(code.value), str(code.label)) for code in codes]


def role_choices(codes: list[str]) -> list[tuple[str, str]]:
    return [(code, roles.ROLES[code].name) for code in codes]


def role_hints(codes: list[str]) -> dict[str, str]:
    """Each role in words: what it can, and what it cannot."""
    return {code: in_words(roles.ROLES[code]) for code in codes}


def in_words(role: type[roles.Role]) -> str:
    can = f"Can: {'; '.join(words[:1].lower() + words[1:] for words in role.can)}."
    cannot = "; ".join(words[:1].lower() + words[1:] for words in role.cannot)
    return f"{can} Cannot: {cannot}." if cannot else can


class RoleField(RadioField):
    def __init__(self, codes: list[str], *, label: str = "Role", **asked: Any) -> None:
        choices, hints = role_choices(codes), role_hints(codes)
        super().__init__(label=label, missing="Select a role", choices=choices, hints=hints, size="m", **asked)


class ParticularsForm(forms.Form):
    forename = TextField(label="First name", max_length=100)
    surname = TextField(label="Last name", max_length=100)
    job_title = TextField(label="Job title", max_length=100)
    phone = TelephoneField(label="Telephone number (optional)", noun="Telephone number", required=False, max_length=30)
    employer = SelectField(
        label="Employer",
        missing="Select an employer",
        choices=lambda: organisations(employers()),
        hint="A supplying body, or an authority",
    )
    team = SelectField(label="Team (optional)", noun="Team", required=False, choices=(), empty="No team")
    line_manager = EmailField(
        label="Line manager’s email address (optional)",
        noun="Line manager",
        required=False,
        hint="Somebody who has an account in the same organisation",
    )

    def __init__(self, *args: Any, teams: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"] = SelectField(
            label="Team (optional)", noun="Team", required=False, choices=teams, empty="No team"
        )

    def team_chosen(self) -> UUID | None:
        return UUID(self.cleaned_data["team"]) if self.cleaned_data["team"] else None


class InviteForm(ParticularsForm):
    email = EmailField(label="Work email address", noun="Email address", missing="Enter a work email address")

    def __init__(
        self, *args: Any, granting: list[Organisation], codes: list[str], needs_team: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if needs_team:
            self.fields["team"] = SelectField(label="Team", missing="Select a team", choices=kwargs["teams"])
        if len(granting) > 1:
            self.fields["organisation"] = SelectField(
                label="Organisation", missing="Select an organisation", choices=organisations(granting)
            )
        self.only: Organisation | None = granting[0] if len(granting) == 1 else None
        self.fields["role"] = RoleField(codes)
        self.order_fields(("organisation", "email", "forename"))

    def organisation(self) -> UUID:
        return self.only.pk if self.only else UUID(self.cleaned_data["organisation"])

    def newcomer(self, line_manager: UUID | None) -> Newcomer:
        answers = self.cleaned_data
        return Newcomer(
            email=answers["email"],
            forename=answers["forename"],
            surname=answers["surname"],
            job_title=answers["job_title"],
            role=answers["role"],
            organisation=self.organisation(),
            phone=answers["phone"],
            team=self.team_chosen(),
            employer=UUID(answers["employer"]),
            line_manager=line_manager,
        )


class SeenForm(forms.Form):
    """What was seen today; the rest stays empty."""

    identity_on = DateField(
        label="Date on which you checked who this person is",
        noun="Date of the identity check",
        required=False,
        when="today or past",
        size="s",
    )
    home_postcode = PostcodeField(
        label="Home postcode",
        required=False,
        hint="As on the papers you saw. It is not kept: only a code that can be compared with a child’s postcode is",
    )
    disclosure_number = TextField(
        label="Disclosure number", required=False, width=20, hint="12 numbers, on the disclosure certificate"
    )
    issued_on = DateField(
        label="Date on which the check was issued",
        noun="Check",
        required=False,
        when="today or past",
        size="s",
    )
    trained_on = DateField(
        label="Date on which the training was completed",
        noun="Date of the training",
        required=False,
        when="today or past",
        size="s",
    )

    def clean_disclosure_number(self) -> str:
        number = re.sub(r"[\s-]", "", self.cleaned_data["disclosure_number"])
        if number and not re.fullmatch("[0-9]{12}", number):
            raise ValidationError("Disclosure number must be 12 numbers, like 001234567890")
        return number

    def clean_issued_on(self) -> date | None:
        issued: date | None = self.cleaned_data["issued_on"]
        if issued and not is_current(issued, on=timezone.localdate()):
            raise ValidationError("Check must have been issued in the last 3 years")
        return issued

    def clean(self) -> None:
        answers = self.cleaned_data
        number, issued = answers.get("disclosure_number"), answers.get("issued_on")
        if number and not issued and "issued_on" not in self.errors:
            self.add_error("issued_on", "Enter the date the check was issued")
        if issued and not number and "disclosure_number" not in self.errors:
            self.add_error("disclosure_number", "Enter the disclosure number")
        if answers.get("home_postcode") and not answers.get("identity_on") and "identity_on" not in self.errors:
            self.add_error("identity_on", "Enter the date of the identity check")
        if not self.errors and not any(answers.values()):
            self.add_error("identity_on", "Enter the date of at least one thing that you have seen")

    def seen(self) -> Seen:
        answers = self.cleaned_data
        return Seen(answers["identity_on"], answers["disclosure_number"], answers["issued_on"], answers["trained_on"])


class NoteForm(forms.Form):
    note = TextareaField(label="Note (optional)", noun="Note", required=False, max_length=500, rows=3, hint=NOTE)


class SuspendForm(NoteForm):
    because = RadioField(
        label="Why is the account suspended?",
        noun="Why the account is suspended",
        missing="Select why the account is suspended",
        choices=reasons(WHY_SUSPEND),
        size="m",
    )
    field_order = ("because", "note")

    def reason(self) -> Because:
        return Because(self.cleaned_data["because"])


HAND_OVER: Final = "Leave this empty to end the involvements instead"


class CloseForm(NoteForm):
    because = RadioField(
        label="Why is the account closed?",
        noun="Why the account is closed",
        missing="Select why the account is closed",
        choices=reasons(WHY_CLOSE[:-1]),
        size="m",
    )
    colleague = EmailField(
        label="Email address of the colleague who takes over (optional)",
        noun="Email address of the colleague",
        required=False,
        hint=HAND_OVER,
    )
    field_order = ("because", "colleague", "note")

    def reason(self) -> Because:
        return Because(self.cleaned_data["because"])


class TransferForm(forms.Form):
    organisation = SelectField(label="To which organisation?", noun="Organisation", choices=())
    colleague = EmailField(
        label="Email address of the colleague who takes over (optional)",
        noun="Email address of the colleague",
        required=False,
        hint=HAND_OVER,
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"] = SelectField(
            label="To which organisation?",
            noun="Organisation",
            missing="Select an organisation",
            choices=choices,
            empty="Select an organisation",
        )


class OneRoleForm(forms.Form):
    def __init__(self, *args: Any, codes: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"] = RoleField(codes)


def read_id(words: str) -> UUID | None:
    """None for what is no id."""
    try:
        return UUID(words)
    except ValueError:
        return None


class TickedField(CheckboxesField):
    """The ids of the rows that were ticked; whether they may be touched is asked of accounts.scope."""

    def valid_value(self, value: Any) -> bool:
        return read_id(str(value)) is not None

    def clean(self, value: Any) -> list[UUID]:
        return [UUID(one) for one in super().clean(value)]


class PeopleForm(forms.Form):
    person = TickedField(label="People", missing="Select at least one person", choices=())


class FindPersonForm(forms.Form):
    words = TextField(label="Name or email address", required=False, max_length=100, size="s")


class NarrowForm(forms.Form):
    """By codes and ids alone: they stand in the address."""

    role = SelectField(label="Role", required=False, empty="Any role", choices=role_choices(list(roles.ROLES)))

    def __init__(self, *args: Any, teams: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"] = SelectField(label="Team", required=False, empty="Any team", choices=teams)
