"""Who works with the child, as what, and how are they reached? (R-INV-1, R-INV-2, S-19)"""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.models import Practitioner
from contactpoint.pages.date_fields import DateField
from contactpoint.pages.fields import ConfirmField, EmailField, RadioField, TelephoneField, TextField
from registry.choices import ConsentBasis, Group, WhoWithdrew
from registry.involving import Colleague, Consent, Work


class WorkForm(forms.Form):
    group = RadioField(label="Kind of service", missing="Select the kind of service", choices=Group.choices, size="s")
    service = TextField(
        label="Service", missing="Enter the name of the service", max_length=100, hint="For example, School nursing"
    )
    role = TextField(label="Role", missing="Enter a role", max_length=100)
    phone = TelephoneField(label="Telephone number", missing="Enter a telephone number")
    email = EmailField(label="Email address (optional)", noun="Email address", required=False)
    started_on = DateField(
        label="Working with the child since", noun="Start date", missing="Enter the start date", when="today or past"
    )

    @property
    def consent(self) -> Consent | None:
        return None

    @property
    def work(self) -> Work:
        answers = self.cleaned_data
        return Work(
            group=Group(answers["group"]),
            service=answers["service"],
            role=answers["role"],
            phone=answers["phone"],
            email=answers["email"],
            started_on=answers["started_on"],
            consent=self.consent,
        )


class ColleagueForm(WorkForm):
    """For a named practitioner who cannot enter it (S-19)."""

    name = TextField(label="Name of the practitioner", missing="Enter the name of the practitioner", max_length=150)
    organisation = TextField(label="Organisation", missing="Enter the organisation", max_length=200)
    asked = ConfirmField(
        label="This practitioner asked me to record this", missing="Confirm that this practitioner asked you to"
    )
    field_order = ("name", "organisation")

    @property
    def colleague(self) -> Colleague:
        return Colleague(self.cleaned_data["name"], self.cleaned_data["organisation"])


class SensitiveForm(WorkForm):
    """Sexual health, mental health, substance misuse: only with consent, or suspected significant harm (R-INV-2)."""

    consent_basis = RadioField(
        label="What allows you to record this?",
        missing="Select what allows you to record this",
        noun="What allows you to record this",
        choices=ConsentBasis.choices,
        size="s",
    )
    consent_by = TextField(
        label="Who consented, or who suspects significant harm",
        missing="Enter who consented, or who suspects significant harm",
        max_length=150,
    )
    consent_on = DateField(
        label="On which day", noun="Day of consent", missing="Enter the day of consent", when="today or past"
    )

    field_order = ("consent_basis", "consent_by", "consent_on")

    @property
    def consent(self) -> Consent:
        answers = self.cleaned_data
        return Consent(ConsentBasis(answers["consent_basis"]), answers["consent_on"], answers["consent_by"])


def own_work(person: Practitioner, *, on: date) -> dict[str, Any]:
    """What the account says already."""
    return {"role": person.job_title, "phone": person.phone, "email": person.email, "started_on": on}


class EndForm(forms.Form):
    ended_on = DateField(
        label="Last day", missing="Enter the last day", when="today or past", hint="For example, 27 3 2019"
    )
    because = TextField(label="Why it ended", missing="Enter why it ended", max_length=100)

    def __init__(self, *args: Any, since: date, **kwargs: Any) -> None:
        self.since = since
        super().__init__(*args, **kwargs)

    def clean_ended_on(self) -> date:
        ended_on: date = self.cleaned_data["ended_on"]
        if ended_on < self.since:
            raise ValidationError("Last day must be the same as or after the start date")
        return ended_on


class WithdrawForm(forms.Form):
    """A sensitive service ends at once (R-INV-2)."""

    who = RadioField(
        label="Who withdrew consent?",
        noun="Who withdrew consent",
        missing="Select who withdrew consent",
        choices=WhoWithdrew.choices,
        size="m",
    )


class LeadForm(forms.Form):
    involvement = RadioField(
        label="Who is the lead professional?",
        noun="Who is the lead professional",
        missing="Select who is the lead professional",
        size="m",
    )
    agreed = ConfirmField(
        label="They have agreed to lead, and whoever led before knows",
        missing="Confirm that they have agreed to lead",
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["involvement"]
        assert isinstance(field, RadioField)  # noqa: S101 - tells the type
        field.choices = choices


class CafForm(forms.Form):
    """That an assessment exists, and who holds it; never what it says (R-INV-3)."""

    completed_on = DateField(
        label="When was it completed?", noun="Date", missing="Enter the date it was completed", when="today or past"
    )
    holder = TextField(
        label="Who holds it?",
        noun="Holder",
        missing="Enter who holds it",
        max_length=200,
        hint="A person or a team, and how to reach them",
    )
