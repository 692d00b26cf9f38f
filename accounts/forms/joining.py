"""What is asked of somebody who follows the link of an invitation?"""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from accounts.models import Practitioner
from contactpoint.pages.fields import PasswordField


class FirstPasswordForm(forms.Form):
    password = PasswordField(
        label="Password",
        hint="12 characters or more. Three words that do not belong together are easy to remember.",
        autocomplete="new-password",
        missing="Enter a password",
    )
    again = PasswordField(label="Password again", autocomplete="new-password", missing="Enter the password again")

    def __init__(self, *args: Any, person: Practitioner, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, self.person)
        return password

    def clean_again(self) -> str:
        again: str = self.cleaned_data["again"]
        if "password" in self.cleaned_data and again != self.cleaned_data["password"]:
            raise ValidationError("The two passwords must be the same")
        return again
