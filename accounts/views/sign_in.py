"""Which pages does a person see who signs in, or proves again who they are?"""

from typing import Any

from allauth.account import views as account
from allauth.account.internal.decorators import login_not_required
from allauth.mfa.base import views as factors
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as key
from django.db import transaction
from django.forms import BaseForm
from django.http import HttpResponse
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator

from accounts import codes, sessions
from accounts.home_sign_in import homes
from accounts.views.home_sign_in import form_targets
from contactpoint.pages.headers import forget_site_data
from contactpoint.pages.rendering import HAS_MISTAKES


class SaysMistakes:
    """A form with mistakes comes back with status 422 (ux 1.1)."""

    http_method_names = ["get", "head", "post", "options"]

    def form_invalid(self, form: BaseForm) -> HttpResponse:
        response: HttpResponse = super().form_invalid(form)  # type: ignore[misc]
        response.status_code = HAS_MISTAKES
        return response


class InOneTransaction:
    """The act and its event stand or fall together (R-AUDIT-1)."""

    def form_valid(self, form: BaseForm) -> HttpResponse:
        with transaction.atomic():
            response: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        return response


class SignIn(SaysMistakes, account.LoginView):  # type: ignore[misc]
    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        """Only from this page may a form lead to a home organisation."""
        response: HttpResponse = super().render_to_response(context, **kwargs)
        response._csp_update = {"form-action": form_targets()}  # type: ignore[attr-defined]  # django-csp reads it
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        because = self.request.GET.get("because", "")
        reason = sessions.SENTENCES[sessions.Ending(because)] if because in set(sessions.Ending) else ""
        kept = sessions.KEPT in self.request.GET
        return {**super().get_context_data(**kwargs), "reason": reason, "kept": kept, "homes": homes()}


class EnterCode(SaysMistakes, factors.AuthenticateView):  # type: ignore[misc]
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kinds = set(Authenticator.objects.filter(user=self.stage.login.user).values_list("type", flat=True))
        has = {"has_app": Authenticator.Type.TOTP in kinds, "has_passkey": Authenticator.Type.WEBAUTHN in kinds}
        return {**super().get_context_data(**kwargs), **has}


@method_decorator(login_not_required, name="dispatch")
class SignOut(account.LogoutView):  # type: ignore[misc]
    """Also the way back for who has given the password and has no code at hand."""

    http_method_names = ["post", "options"]

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().post(*args, **kwargs)
        return forget_site_data(response)


class ProvePassword(SaysMistakes, account.ReauthenticateView):  # type: ignore[misc]
    pass


class ProveCode(SaysMistakes, factors.ReauthenticateView):  # type: ignore[misc]
    pass


class ProveKey(key.ReauthenticateWebAuthnView):  # type: ignore[misc]
    pass


class ChangePassword(InOneTransaction, SaysMistakes, account.PasswordChangeView):  # type: ignore[misc]
    success_url = reverse_lazy("account_login")

    def form_valid(self, form: BaseForm) -> HttpResponse:
        self.request.ended_because = sessions.Ending.NEW_PASSWORD
        return super().form_valid(form)


class AddApp(InOneTransaction, SaysMistakes, app.ActivateTOTPView):  # type: ignore[misc]
    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        added = Authenticator.objects.get(user=self.request.user, type=Authenticator.Type.TOTP)
        codes.remember(added, form.step)  # the code that set it up is used up, too
        return response

    def get_success_url(self) -> str:
        return after_adding(self.did_generate_recovery_codes)


class RemoveApp(InOneTransaction, SaysMistakes, app.DeactivateTOTPView):  # type: ignore[misc]
    success_url = reverse_lazy("your_account")


class AddKey(InOneTransaction, SaysMistakes, key.AddWebAuthnView):  # type: ignore[misc]
    def get_success_url(self) -> str:
        return after_adding(self.did_generate_recovery_codes)


class RemoveKey(InOneTransaction, key.RemoveWebAuthnView):  # type: ignore[misc]
    success_url = reverse_lazy("your_account")


class NewRecoveryCodes(InOneTransaction, SaysMistakes, recovery_codes.GenerateRecoveryCodesView):  # type: ignore[misc]
    pass


class RecoveryCodes(recovery_codes.ViewRecoveryCodesView):  # type: ignore[misc]
    pass


def after_adding(made_recovery_codes: bool) -> str:
    return str(reverse_lazy("mfa_view_recovery_codes" if made_recovery_codes else "your_account"))
