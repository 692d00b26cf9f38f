"""Which addresses belong to signing in and to one's own account? Only those of django-allauth that we use."""

from django.urls import path

from accounts.views import bulk, home_sign_in, joining, own_account, sign_in

urlpatterns = [
    path("sign-in", sign_in.SignIn.as_view(), name="account_login"),
    path("sign-in/code", sign_in.EnterCode.as_view(), name="mfa_authenticate"),
    # With a home organisation; the library knows the second by this name
    path("sign-in/with/<slug:provider_id>", home_sign_in.go_home, name="go_home"),
    path("sign-in/with/<slug:provider_id>/return", home_sign_in.come_back, name="openid_connect_callback"),
    path("sign-out", sign_in.SignOut.as_view(), name="account_logout"),
    path("stay-signed-in", own_account.stay_signed_in, name="stay_signed_in"),
    path("prove/password", sign_in.ProvePassword.as_view(), name="account_reauthenticate"),
    path("prove/code", sign_in.ProveCode.as_view(), name="mfa_reauthenticate"),
    path("prove/key", sign_in.ProveKey.as_view(), name="mfa_reauthenticate_webauthn"),
    path("account", own_account.your_account, name="your_account"),
    path("account/rules", own_account.accept_rules, name="accept_rules"),
    path("account/password", sign_in.ChangePassword.as_view(), name="account_change_password"),
    path("account/second-factor", own_account.set_up_second_factor, name="set_up_second_factor"),
    path("account/second-factor/app", sign_in.AddApp.as_view(), name="mfa_activate_totp"),
    path("account/second-factor/app/remove", sign_in.RemoveApp.as_view(), name="mfa_deactivate_totp"),
    path("account/second-factor/key", sign_in.AddKey.as_view(), name="mfa_add_webauthn"),
    path("account/second-factor/key/<int:pk>/remove", sign_in.RemoveKey.as_view(), name="mfa_remove_webauthn"),
    path("account/second-factor/codes", sign_in.RecoveryCodes.as_view(), name="mfa_view_recovery_codes"),
    path("account/second-factor/codes/new", sign_in.NewRecoveryCodes.as_view(), name="mfa_generate_recovery_codes"),
    # Joining
    path("invitation/<uuid:practitioner>/<str:token>", joining.follow_invitation, name="follow_invitation"),
    path("welcome", joining.welcome, name="welcome"),
    path("account/first-steps", joining.first_steps, name="first_steps"),
    # Many at once, from a file
    path("people/bulk", bulk.bulk, name="bulk"),
    path("people/bulk/<str:kind>", bulk.bulk_upload, name="bulk_upload"),
    path("people/bulk/<str:kind>/template.<str:ending>", bulk.bulk_template, name="bulk_template"),
    path("people/bulk/file/<uuid:bulk>", bulk.bulk_file, name="bulk_file"),
    path("people/bulk/file/<uuid:bulk>/send", bulk.send_bulk, name="send_bulk"),
    path("people/bulk/file/<uuid:bulk>/go-on", bulk.go_on_with_bulk, name="go_on_with_bulk"),
    path("people/bulk/file/<uuid:bulk>/undo", bulk.undo_bulk, name="undo_bulk"),
    path("people/bulk/file/<uuid:bulk>/report.csv", bulk.bulk_report, name="bulk_report"),
    path("people/bulk/file/<uuid:bulk>/rows/<uuid:row>", bulk.change_bulk_row, name="change_bulk_row"),
]
