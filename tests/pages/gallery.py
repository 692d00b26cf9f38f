"""Every component in every state, as pages of a site that exists in tests alone."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from django import forms
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.utils.html import format_html

from contactpoint.pages import date_fields, fields
from contactpoint.pages.components import Action, ContactRow, Event, Place, Row, Table
from contactpoint.pages.dates import PartialDate
from contactpoint.pages.headers import forget_site_data
from contactpoint.pages.refusal import Contact, not_found, refuse
from contactpoint.pages.rendering import render_page
from contactpoint.pages.templatetags.pages import telephone_link  # noqa: F401 - the tag library must load

ROOT = Path(__file__).resolve().parent.parent.parent
MORNING = datetime(2026, 6, 4, 8, 32, tzinfo=UTC)  # 9:32am in England
REASONS = [
    ("contact", "I am about to contact another practitioner"),
    ("protection", "Child protection enquiry"),
    ("other", "Another reason"),
]


class EveryField(forms.Form):
    last_name = fields.TextField(label="Last name", missing="Enter a last name", max_length=20)
    short = fields.TextField(label="Class", required=False, width=5, hint="For example, 3B")
    email = fields.EmailField(label="Email address", missing="Enter an email address")
    password = fields.PasswordField(label="Password", missing="Enter your password")
    code = fields.CodeField(label="Code", hint="The 6 numbers in your authenticator app")
    number = fields.TelephoneField(label="Telephone number", missing="Enter a telephone number")
    postcode = fields.PostcodeField(label="Postcode", missing="Enter a postcode", partial=True)
    age = fields.WholeNumberField(label="Age", missing="Enter an age", min_value=0, max_value=24, width=2)
    met_on = date_fields.DateField(label="Date you met", when="today or past", missing="Enter the date you met")
    born = date_fields.PartialDateField(
        label="Date of birth",
        when="past",
        missing="Enter a date of birth",
        hint="A year alone will do. For example, 27 3 2019",
        size="m",
    )
    why = fields.RadioField(
        label="Why you need this record",
        missing="Select why you need this record",
        choices=REASONS,
        hints={"other": "Say which in the box below"},
        size="m",
    )
    help = fields.CheckboxesField(
        label="What the child needs help with",
        missing="Select what the child needs help with",
        choices=[("hearing", "Hearing"), ("speech", "Speech")],
        hint="Select all that apply",
        hints={"speech": "Speaking or understanding"},
    )
    gender = fields.SelectField(label="Gender", missing="Select a gender", choices=[("f", "Female"), ("m", "Male")])
    words = fields.TextareaField(
        label="What happened", missing="Enter what happened", max_length=60, hint="In a few words"
    )
    letter = fields.FileField(label="Letter", missing="Select a letter")
    agreed = fields.ConfirmField(
        label="I have told the family", missing="Confirm that you have told the family", hint="This is the law"
    )


FILLED = {
    "last_name": "  O’Neill  Okafor ",
    "email": "katie@example.org",
    "password": " with spaces ",
    "code": "123 456",
    "number": "02079460018",
    "postcode": "ls14ap",
    "age": "6",
    "met_on_day": "3",
    "met_on_month": "Sept",
    "met_on_year": "19",
    "born_year": "2019",
    "why": "other",
    "help": ["speech", "hearing"],
    "gender": "f",
    "words": "Line one\r\nline two",
    "agreed": "on",
}
WRONG = {
    "last_name": "An extraordinarily long surname",
    "email": "katie.example.org",
    "password": "",
    "code": "12345",
    "number": "extension nine",
    "postcode": "nowhere",
    "age": "six",
    "met_on_day": "31",
    "met_on_month": "2",
    "met_on_year": "2019",
    "born_day": "27",
    "born_month": "3",
    "why": "nosiness",
    "help": ["singing"],
    "gender": "x",
    "words": "w" * 61,
}


class OneQuestion(forms.Form):
    why = fields.RadioField(label="Why do you need this record?", choices=REASONS, heading=True)


class Stock(forms.Form):
    """Fields as a library brings them: they take on the look as well."""

    login = forms.EmailField(label="Login", help_text="As you were told")
    code = forms.CharField(label="Code", widget=forms.TextInput({"autocomplete": "one-time-code", "class": "theirs"}))
    remember = forms.BooleanField(label="Remember me", required=False)
    note = forms.CharField(widget=forms.Textarea, required=False)
    next = forms.CharField(widget=forms.HiddenInput)

    def clean(self) -> None:
        if not self.errors:
            raise forms.ValidationError("Your email address or password is wrong")


def shell(request: HttpRequest) -> dict[str, Any]:
    """What the roof's context processor gives to every page."""
    return {
        "navigation": [
            Place("Find a child", "/", current=request.path == "/"),
            Place("My work", "/work"),
            Place("People", "/people"),
            Place("Guidance", "/guidance"),
        ],
        "signed_in_as": "Amina Rahman",
        "account_url": "/account",
        "sign_out_url": "/sign-out",
        "signed_out_at": datetime.now(UTC) + timedelta(seconds=float(request.GET.get("seconds", 900))),
        "stay_signed_in_url": "/stay",
        "signed_out_url": "/signed-out",
    }


CONTACTS = [
    ContactRow(
        service="School",
        name="Joan Whitfield",
        role="Head of year",
        organisation="St Oswald’s Church of England Primary School",
        telephones=["02079460018", "0113 496 0123 ext 4"],
        email="joan.whitfield@school.example.org",
        since=date(2024, 9, 2),
        confirmed_on=date(2026, 5, 3),
        confirmed_by="school feed",
        actions=[Action("This number is wrong", "/wrong", "for Joan Whitfield")],
    ),
    ContactRow(
        service="Health visiting",
        name="Duty team",
        telephones=["01632 960001"],
        until=date(2025, 1, 9),
        may_be_out_of_date=True,
    ),
]
COMPONENTS: dict[str, Any] = {
    "contacts": CONTACTS,
    "rows": [
        Row("Name", "Katie Okafor"),
        Row("Date of birth", "3 June 2019", [Action("Change", "/born", "date of birth")]),
        Row(
            "Addresses",
            format_html("{}<br>{}", "1 Example Street", "LS1 4AP"),
            [Action("Change", "/a", "address"), Action("Remove", "/r", "address")],
        ),
    ],
    "events": [
        Event("School added", "by school feed", MORNING, "St Oswald’s"),
        Event("Moved house", "", date(2026, 1, 9)),
    ],
    "table": Table(
        "302 people, sorted by next expiry",
        ["Name", "Status", "Searches this month"],
        [["Amina Rahman", "Expires in 12 days (15 June 2026)", "1,041"], ["Peter Hall", "Never signed in", "0"]],
        numeric=["Searches this month"],
    ),
    "born": PartialDate(2019, 6),
    "birthday": date(2024, 12, 9),
    "today": date(2026, 6, 4),
    "morning": MORNING,
    "messages": [
        Message(constants.SUCCESS, "Involvement recorded"),
        Message(constants.INFO, "Your training ends on 3 July 2026"),
    ],
}


def components(request: HttpRequest) -> HttpResponse:
    return render_page(request, "gallery.html", {**shell(request), **COMPONENTS, "back_url": "/back"})


def empty(request: HttpRequest) -> HttpResponse:
    return render_page(request, "gallery_form.html", shell(request), form=EveryField())


def unanswered(request: HttpRequest) -> HttpResponse:
    return render_page(request, "gallery_form.html", shell(request), form=EveryField({}))


def wrong(request: HttpRequest) -> HttpResponse:
    return render_page(request, "gallery_form.html", shell(request), form=EveryField(WRONG))


def one_question(request: HttpRequest) -> HttpResponse:
    return render_page(request, "gallery_question.html", shell(request), form=OneQuestion())


def stock(request: HttpRequest) -> HttpResponse:
    sent = {"login": "a@example.org", "code": "1", "next": "/"}
    return render_page(request, "gallery_form.html", shell(request), form=Stock(sent))


def refused(request: HttpRequest) -> HttpResponse:
    team = Contact("Leeds ContactPoint team", "0113 496 0123", "contactpoint@leeds.example.org")
    explanation = "Only a shielding officer is able to lift a shield."
    return refuse(request, title="You cannot do this", explanation=explanation, contact=team)


def confirmed(request: HttpRequest) -> HttpResponse:
    return render_page(request, "gallery_confirmed.html")


def stay(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"seconds": 900})


def signed_out(request: HttpRequest) -> HttpResponse:
    return forget_site_data(confirmed(request))


urlpatterns = [
    path("", components),
    path("empty", empty),
    path("unanswered", unanswered),
    path("wrong", wrong),
    path("one-question", one_question),
    path("stock", stock),
    path("refused", refused),
    path("confirmed", confirmed),
    path("stay", stay),
    path("signed-out", signed_out),
]
handler404 = not_found
