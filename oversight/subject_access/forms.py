"""What is asked about a request for what is held, and what is decided of each thing? (R-AUDIT-4)"""

from collections.abc import Mapping
from typing import Any, Final

from django import forms

from contactpoint.pages.date_fields import DateField
from contactpoint.pages.dates import day_in_words
from contactpoint.pages.fields import ConfirmField, RadioField, SelectField, TextareaField, TextField
from oversight.subject_access.asking import Asked, Said
from oversight.subject_access.models import Asker, Decision, Exemption

LONGEST: Final = 1_000
YES_NO: Final = (("yes", "Yes"), ("no", "No"))


class AskForm(forms.Form):
    """Every box is always there: which ones count is said in words, and checked when the form is sent."""

    number = TextField(
        label="ContactPoint number of the record",
        noun="Number",
        required=False,
        max_length=20,
        hint="Ten digits. Leave it empty if you found no record: your shielding officers look again.",
    )
    received_on = DateField(
        label="When did the request arrive?",
        noun="The date the request arrived",
        missing="Enter the date the request arrived",
        when="today or past",
        size="s",
    )
    asker = RadioField(label="Who asks?", noun="Who asks", missing="Select who asks", choices=Asker.choices, size="s")
    name = TextField(label="Their name", noun="Name", missing="Enter the name of who asks", max_length=150)
    reach = TextareaField(
        label="Where the answer goes",
        noun="Where the answer goes",
        missing="Enter where the answer goes",
        hint="An address that is safe, or how they collect it.",
        max_length=300,
        rows=3,
    )
    identity = TextareaField(
        label="What proof of identity did you see?",
        noun="The proof of identity",
        hint="Leave it empty if you asked for it: the 40 days stop until it comes.",
        required=False,
        max_length=LONGEST,
        rows=2,
    )
    authority = TextareaField(
        label="What shows that they may ask for this child?",
        noun="What shows that they may ask",
        hint="For a parent or somebody else, for example a birth certificate or a court order.",
        required=False,
        max_length=LONGEST,
        rows=2,
    )
    can_decide = RadioField(
        label="Can the child decide about this for themself?",
        noun="Whether the child can decide",
        missing="Select whether the child can decide",
        hint="Does the child understand what it means that this is handed out? Children of 12 and over usually do.",
        choices=YES_NO,
        size="s",
    )
    judged_by = TextField(
        label="Who judged that?",
        noun="Who judged that",
        missing="Enter who judged whether the child can decide",
        hint="Name and role.",
        max_length=200,
    )
    judged_on = DateField(
        label="When was it judged?",
        noun="The date it was judged",
        missing="Enter the date it was judged",
        when="today or past",
        size="s",
    )
    agreed = RadioField(
        label="Has the child agreed?",
        noun="Whether the child has agreed",
        hint="If somebody else asks about a child who can decide.",
        choices=YES_NO,
        required=False,
        size="s",
    )
    agreed_how = TextField(
        label="To whom did the child say so, and when?", noun="To whom and when", required=False, max_length=200
    )
    child_name = TextField(label="Name of the child", required=False, max_length=150, hint="If you found no record.")
    child_born = TextField(
        label="Date of birth of the child", required=False, max_length=50, hint="If you found no record."
    )

    def clean(self) -> None:
        answers = self.cleaned_data
        asks_self = answers.get("asker") == Asker.CHILD
        if asks_self and answers.get("can_decide") == "no":
            self.add_error("can_decide", "A child who cannot decide asks through somebody with parental responsibility")
        if not asks_self and answers.get("identity") and not answers.get("authority"):
            self._need("authority", "Enter what shows that they may ask for this child")
        if "asker" in answers and not asks_self and answers.get("can_decide") == "yes" and not answers.get("agreed"):
            self._need("agreed", "Select whether the child has agreed")
        if answers.get("agreed") == "yes" and not answers.get("agreed_how") and not asks_self:
            self._need("agreed_how", "Enter to whom the child said so, and when")
        if not answers.get("number") and not answers.get("child_name"):
            self._need("child_name", "Enter the ContactPoint number, or the name of the child if you found no record")

    def _need(self, box: str, words: str) -> None:
        if box not in self.errors:
            self.add_error(box, words)

    @property
    def asked(self) -> Asked:
        answers = self.cleaned_data
        asker, can_decide = Asker(answers["asker"]), answers["can_decide"] == "yes"
        says = asker != Asker.CHILD and can_decide
        words = {name: answers[name] for name in ("name", "reach", "identity", "authority", "judged_by", "agreed_how")}
        about = {name: "" if answers["number"] else answers[name] for name in ("child_name", "child_born")}
        return Asked(
            asker=asker,
            number=answers["number"],
            received_on=answers["received_on"],
            can_decide=can_decide,
            agreed=answers["agreed"] == "yes" if says else None,
            said=Said(**words, **about, judged_on=day_in_words(answers["judged_on"])),
        )


class IdentityForm(forms.Form):
    identity = TextareaField(
        label="What proof of identity did you see?",
        noun="The proof of identity",
        missing="Enter what proof of identity you saw",
        max_length=LONGEST,
        rows=3,
    )
    authority = TextareaField(
        label="What shows that they may ask for this child?",
        noun="What shows that they may ask",
        missing="Enter what shows that they may ask for this child",
        max_length=LONGEST,
        rows=3,
    )

    def __init__(self, *args: Any, asker: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["authority"].required = asker != Asker.CHILD


class DecideItemForm(forms.Form):
    decision = RadioField(
        label="What do you decide?",
        noun="What you decide",
        missing="Select what you decide",
        choices=Decision.choices,
        size="m",
    )
    exemption = SelectField(
        label="Why the law lets you leave it out",
        noun="Why",
        choices=Exemption.choices,
        required=False,
        hint="Needed if you leave it out. It stays with the request and does not stand in the answer.",
    )

    def clean(self) -> None:
        answers: Mapping[str, Any] = self.cleaned_data
        if answers.get("decision") == Decision.LEAVE_OUT and not answers.get("exemption") and not self.errors:
            self.add_error("exemption", "Select why the law lets you leave it out")

    @property
    def decided(self) -> tuple[Decision, Exemption | None]:
        chosen = self.cleaned_data["exemption"]
        return Decision(self.cleaned_data["decision"]), Exemption(chosen) if chosen else None


class AgreeForm(forms.Form):
    confirmed = ConfirmField(
        label="I have looked at everything that is handed out, and agree",
        missing="Confirm that you have looked at everything and agree",
    )


class NothingForm(forms.Form):
    confirmed = ConfirmField(
        label="I have looked among all records of the authority, hidden ones too, and there is none",
        missing="Confirm that there is no record",
    )


class SendBackForm(forms.Form):
    because = TextareaField(
        label="Why you send it back",
        noun="Why you send it back",
        missing="Enter why you send it back",
        max_length=LONGEST,
        rows=3,
    )


class RecordForm(forms.Form):
    number = TextField(
        label="There is a record: its ContactPoint number",
        noun="The number",
        missing="Enter the ContactPoint number",
        hint="Ten digits, for example 123 456 7890.",
        max_length=20,
    )
