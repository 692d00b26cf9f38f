"""What do officers say that changes how long a record is kept, or asks to read what is archived? (R-REC-3, R-REC-5)"""

from django import forms

from contactpoint.pages.date_fields import DateField
from contactpoint.pages.fields import ConfirmField, RadioField, TextareaField, TextField
from registry.choices import Ground, Returning
from registry.extending import Consent, ExtendedFor, How


def number_field(missing: str) -> TextField:
    return TextField(label="ContactPoint number", missing=missing, max_length=20, width=20)


class NumberForm(forms.Form):
    number = number_field("Enter a ContactPoint number")


class ConsentForm(forms.Form):
    because = RadioField(
        label="Who alone can stay included?",
        noun="Who can stay included",
        missing="Select who this person is",
        choices=ExtendedFor.choices,
        size="s",
    )
    by = TextField(
        label="Who consented",
        missing="Enter who consented",
        hint="The person, or whoever the law lets decide for them",
        max_length=150,
    )
    on = DateField(
        label="On which day", noun="Day of consent", missing="Enter the day of consent", when="today or past"
    )
    how = RadioField(
        label="How was consent given?",
        noun="How consent was given",
        missing="Select how consent was given",
        choices=How.choices,
        size="s",
    )
    seen_by = TextField(label="Who heard or saw it", missing="Enter who heard or saw it", max_length=150)
    told = ConfirmField(
        label="The person knows that they can withdraw consent at any time",
        missing="Confirm that the person knows that they can withdraw consent at any time",
    )

    @property
    def consent(self) -> Consent:
        said = self.cleaned_data
        return Consent(ExtendedFor(said["because"]), said["by"], said["on"], How(said["how"]), said["seen_by"])


class WithdrawalForm(forms.Form):
    on = DateField(
        label="On which day was consent withdrawn?",
        noun="Day of withdrawal",
        missing="Enter the day on which consent was withdrawn",
        when="today or past",
    )


class DepartureForm(forms.Form):
    on = DateField(
        label="On which day did the child leave England?",
        noun="Day of leaving",
        missing="Enter the day on which the child left England",
        when="today or past",
    )
    returning = RadioField(
        label="Is a return within three years intended?",
        noun="Whether a return is intended",
        missing="Select whether a return is intended",
        choices=Returning.choices,
        size="s",
    )


class ArchiveReasonForm(forms.Form):
    because = TextareaField(
        label="Why do you need to read this record?",
        noun="Why you need to read it",
        missing="Enter why you need to read this record",
        hint="Kept with the record of your access",
        max_length=500,
    )


class AskReleaseForm(forms.Form):
    number = number_field("Enter the number of the archived record")
    ground = RadioField(
        label="What is it needed for?",
        noun="What it is needed for",
        missing="Select what the record is needed for",
        choices=Ground.choices,
        size="s",
    )
    because = TextareaField(
        label="Reference of the enquiry, review or request, and what you need to know",
        noun="The reference and what you need to know",
        missing="Enter the reference of the enquiry, review or request, and what you need to know",
        hint="Two people of the national team read this. Do not write a child’s name.",
        max_length=1000,
    )


class AnswerReleaseForm(forms.Form):
    answer = RadioField(
        label="Should this authority read the record once?",
        noun="Whether the authority should read the record",
        missing="Select whether the authority should read the record",
        choices=[("yes", "Yes, release it"), ("no", "No, refuse it")],
        size="m",
    )

    @property
    def agrees(self) -> bool:
        return bool(self.cleaned_data["answer"] == "yes")
