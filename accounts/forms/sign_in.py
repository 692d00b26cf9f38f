"""What is asked of a person who signs in, or proves again who they are?"""

from typing import Any

from allauth.account.adapter import get_adapter as account_adapter
from allauth.account.forms import ChangePasswordForm as LibraryChangePasswordForm
from allauth.account.forms import LoginForm, PasswordVerificationMixin
from allauth.account.forms import ReauthenticateForm as LibraryProvePasswordForm
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY, generate_totp_secret
from allauth.mfa.webauthn.forms import AddWebAuthnForm, AuthenticateWebAuthnForm, ReauthenticateWebAuthnForm
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts import codes
from accounts.guesses import guessing
from accounts.models import Practitioner
from accounts.passwords import normalised
from contactpoint.pages.fields import ConfirmField, EmailField, PasswordField, TextField

HINT = "12 characters or more. Spaces count, and any language will do."
WRONG_PASSWORD = "Your password is wrong"  # noqa: S105 - a message
WRONG_CODE = "The code is wrong, or it was used before. Wait for the next code and enter that one"


def code_field(hint: str = "") -> TextField:
    """Spaces do not count. Eight digits when it is a recovery code, so the length is not asked for."""
    field = TextField(label="Code", missing="Enter the 6-digit code", hint=hint, width=10, max_length=20)
    field.widget.attrs.update({"inputmode": "numeric", "autocomplete": "one-time-code"})
    return field


class SignInForm(LoginForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = EmailField(label="Email address", missing="Enter your email address")
        self.fields["login"].widget.attrs.update({"autocomplete": "username"})
        self.fields["password"] = PasswordField(label="Password", missing="Enter your password")


class ProvePasswordForm(LibraryProvePasswordForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"] = PasswordField(label="Password", missing="Enter your password")


class ChangePasswordForm(LibraryChangePasswordForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        new = {"autocomplete": "new-password", "missing": "Enter a new password"}
        self.fields["oldpassword"] = PasswordField(label="Your password now", missing="Enter your password")
        self.fields["password1"] = PasswordField(label="New password", hint=HINT, **new)
        self.fields["password2"] = PasswordField(label="New password again", **new)

    def clean_oldpassword(self) -> str:
        """A guess like any other: counted, and written down (SEC-15)."""
        given = str(self.cleaned_data["oldpassword"])
        if not account_adapter().reauthenticate(self.user, given):
            raise ValidationError(WRONG_PASSWORD)
        return given

    def clean_password1(self) -> str:
        return str(account_adapter().clean_password(self.cleaned_data["password1"], self.user))

    def clean(self) -> dict[str, Any] | None:
        given: dict[str, Any] | None = super(PasswordVerificationMixin, self).clean()
        first, again = self.cleaned_data.get("password1"), self.cleaned_data.get("password2")
        if first and again and normalised(first) != normalised(again):
            self.add_error("password2", "Enter the same new password in both boxes")
        return given


class OwnCode:
    """A form that takes one code of a person: of the app, or a recovery code."""

    user: Practitioner
    cleaned_data: dict[str, Any]

    def clean_code(self) -> str:
        code = "".join(self.cleaned_data["code"].split())
        at = timezone.now()
        with guessing(self.user, at=at) as guess:
            try:
                self.authenticator = codes.accept(self.user, code, at=at)
            except codes.Wrong as wrong:
                raise guess.wrong(WRONG_CODE, because=wrong.because) from wrong
        return code


class CodeForm(OwnCode, AuthenticateForm):  # type: ignore[misc]
    code = code_field()


class ProveCodeForm(OwnCode, ReauthenticateForm):  # type: ignore[misc]
    code = code_field()


class AddAppForm(ActivateTOTPForm):  # type: ignore[misc]
    """The secret waits in the session until the first code proves that the app has it; sealed there, too."""

    code = code_field("Enter the 6-digit code that the app shows now.")
    step: int

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        session = context.request.session
        if "data" not in kwargs or SECRET_SESSION_KEY not in session:
            session[SECRET_SESSION_KEY] = get_adapter().encrypt(generate_totp_secret())
        self.sealed = session[SECRET_SESSION_KEY]
        self.user = kwargs.pop("user")
        super(ActivateTOTPForm, self).__init__(*args, **kwargs)
        self.secret = get_adapter().decrypt(self.sealed)

    @property
    def spaced_secret(self) -> str:
        return " ".join(self.secret[start : start + 4] for start in range(0, len(self.secret), 4))

    def clean_code(self) -> str:
        code = "".join(self.cleaned_data["code"].split())
        at = timezone.now()
        with guessing(self.user, at=at) as guess:
            step = codes.step_of(self.secret, code, at=at)
            if step is None:
                raise guess.wrong("The code is wrong. Enter the code that the app shows now", because="wrong")
        self.step = step
        return code


class KeyForm(AuthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey or security key, when signing in."""

    def clean_credential(self) -> Authenticator:
        with guessing(self.user, at=timezone.now()) as guess:
            try:
                return super().clean_credential()
            except ValidationError as error:
                raise guess.wrong("The key was not accepted. Try again, or use a code", because="key") from error


class ProveKeyForm(KeyForm, ReauthenticateWebAuthnForm):  # type: ignore[misc]
    pass


class AddKeyForm(AddWebAuthnForm):  # type: ignore[misc]
    name = TextField(label="Name of the key", hint="For example, Work phone.", required=False, max_length=60)


class AcceptRulesForm(forms.Form):
    accepted = ConfirmField(
        label="I have read these rules and I will keep them",
        missing="Confirm that you have read the rules and will keep them",
    )
