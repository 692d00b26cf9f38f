"""Which addresses belong to signing in and to one's own account? Only those of django-allauth that we use."""

from django.urls import path

from accounts import views

urlpatterns = [
    path("sign-in", views.SignIn.as_view(), name="account_login"),
    path("sign-in/code", views.EnterCode.as_view(), name="mfa_authenticate"),
    path("sign-out", views.SignOut.as_view(), name="account_logout"),
    path("stay-signed-in", views.stay_signed_in, name="stay_signed_in"),
    path("prove/password", views.ProvePassword.as_view(), name="account_reauthenticate"),
    path("prove/code", views.ProveCode.as_view(), name="mfa_reauthenticate"),
    path("prove/key", views.ProveKey.as_view(), name="mfa_reauthenticate_webauthn"),
    path("account", views.your_account, name="your_account"),
    path("account/rules", views.accept_rules, name="accept_rules"),
    path("account/password", views.ChangePassword.as_view(), name="account_change_password"),
    path("account/second-factor", views.set_up_second_factor, name="set_up_second_factor"),
    path("account/second-factor/app", views.AddApp.as_view(), name="mfa_activate_totp"),
    path("account/second-factor/app/remove", views.RemoveApp.as_view(), name="mfa_deactivate_totp"),
    path("account/second-factor/key", views.AddKey.as_view(), name="mfa_add_webauthn"),
    path("account/second-factor/key/<int:pk>/remove", views.RemoveKey.as_view(), name="mfa_remove_webauthn"),
    path("account/second-factor/codes", views.RecoveryCodes.as_view(), name="mfa_view_recovery_codes"),
    path("account/second-factor/codes/new", views.NewRecoveryCodes.as_view(), name="mfa_generate_recovery_codes"),
]
