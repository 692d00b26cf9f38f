"""Which addresses belong to signing in and to one's own account? Only those of django-allauth that we use."""

from django.urls import path

from accounts.views import (
    allowances,
    cases,
    home_sign_in,
    joining,
    kept_answers,
    notices,
    own_account,
    sign_in,
    switches,
)

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
    # What a person was told.
    path("notices", notices.notices, name="notices"),
    path("notices/read", notices.read_all_notices, name="read_all_notices"),
    path("notices/<uuid:notice>", notices.read_notice, name="read_notice"),
    # what was typed before a sign-in ended
    path("kept-answers", kept_answers.kept_answers, name="kept_answers"),
    path("kept-answers/<uuid:kept>/go-on", kept_answers.go_on, name="go_on_with_answers"),
    path("kept-answers/<uuid:kept>/throw-away", kept_answers.throw_away, name="throw_away_answers"),
    # Joining
    path("invitation/<uuid:practitioner>/<str:token>", joining.follow_invitation, name="follow_invitation"),
    path("welcome", joining.welcome, name="welcome"),
    path("account/first-steps", joining.first_steps, name="first_steps"),
    # More children a day, and cases of unusual activity
    path("allowances", allowances.list_allowances, name="allowances"),
    path("allowances/ask", allowances.ask_allowance, name="ask_allowance"),
    path("allowances/<int:allowance>", allowances.view_allowance, name="view_allowance"),
    path("allowances/<int:allowance>/agree", allowances.agree_allowance, name="agree_allowance"),
    path("allowances/<int:allowance>/end", allowances.end_allowance, name="end_allowance"),
    path("cases", cases.list_cases, name="cases"),
    path("cases/<int:case>", cases.view_case, name="view_case"),
    # switches of operators
    path("switches", switches.show_switches, name="switches"),
    path("switches/<int:closure>/reopen", switches.reopen, name="reopen"),
]
