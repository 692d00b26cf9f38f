"""How is an organisation's ContactPoint team reached, and who looks after a part of it?"""

from typing import Final

from django import forms

from accounts.organisations import HowToReach
from contactpoint.pages.fields import EmailField, TelephoneField, TextField

_LONGEST: Final = 30


class HowToReachForm(forms.Form):
    team_phone = TelephoneField(
        label="Telephone number in working hours",
        missing="Enter the telephone number in working hours",
        noun="Telephone number",
        max_length=_LONGEST,
    )
    team_phone_out_of_hours = TelephoneField(
        label="Telephone number at any other time",
        missing="Enter the telephone number at any other time",
        noun="Telephone number",
        max_length=_LONGEST,
    )
    team_email = EmailField(label="Email address of the team (optional)", noun="Email address", required=False)

    def how_to_reach(self) -> HowToReach:
        return HowToReach(**self.cleaned_data)


class MakeTeamForm(forms.Form):
    name = TextField(label="Name of the team", missing="Enter the name of the team", max_length=200)


class DelegateForm(forms.Form):
    email = EmailField(
        label="Email address of the colleague",
        missing="Enter the email address of the colleague",
        hint="Somebody with an active account who does not practise",
    )
