"""What does an operator say who closes something to its users, or opens it again? (R-USER-6)"""

from django import forms

from accounts.models import Organisation
from accounts.scope import GRANTING
from contactpoint.pages.fields import ConfirmField, SelectField, TextField

EVERYTHING = "everything"


def what_can_be_closed() -> list[tuple[str, str]]:
    granting = Organisation.objects.filter(kind__in=GRANTING).order_by("name").values_list("pk", "name")
    return [(EVERYTHING, "The whole registry"), *((str(key), name) for key, name in granting)]


class CloseForm(forms.Form):
    what = SelectField(label="What to close", missing="Select what to close", choices=what_can_be_closed)
    because = TextField(label="Why", missing="Enter why it is closed", max_length=500)
    sure = ConfirmField(
        label="I know that every one of its users is signed out at once",
        missing="Confirm that you know what happens to its users",
    )

    @property
    def organisation(self) -> Organisation | None:
        """None for the whole registry."""
        what = self.cleaned_data["what"]
        return None if what == EVERYTHING else Organisation.objects.get(pk=what)


class ReopenForm(forms.Form):
    because = TextField(label="Why it can be opened again", missing="Enter why it can be opened again", max_length=500)
