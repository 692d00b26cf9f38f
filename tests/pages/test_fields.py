"""Does every field render as the design system marks it up, in every state, and say what it should?"""

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.datastructures import MultiValueDict

from contactpoint.pages.dates import PartialDate
from tests.pages.gallery import FILLED, WRONG, EveryField
from tests.pages.reading import classed, controls, parse, read, summary_links, text

STATES = ["/empty", "/unanswered", "/wrong", "/stock", "/one-question"]
pytestmark = pytest.mark.usefixtures("visitor")


@pytest.mark.parametrize("address", STATES)
def test_every_control_has_one_label_and_every_label_a_control(visitor: Client, address: str) -> None:
    page = read(visitor, address)
    labels = [label.get("for") for label in page.xpath("//main//label")]
    assert sorted(labels) == sorted(control.get("id") for control in controls(page))
    assert len(labels) == len(set(labels)) > 0


@pytest.mark.parametrize("address", STATES)
def test_no_id_comes_twice_and_every_description_exists(visitor: Client, address: str) -> None:
    page = read(visitor, address)
    ids = page.xpath("//@id")
    described = [id_ for ids_ in page.xpath("//main//@aria-describedby") for id_ in ids_.split()]
    assert len(ids) == len(set(ids))
    assert set(described) <= set(ids)


@pytest.mark.parametrize("address", STATES)
def test_every_hint_and_error_is_read_out_with_its_field(visitor: Client, address: str) -> None:
    page = read(visitor, address)
    described = {id_ for ids_ in page.xpath("//main//@aria-describedby") for id_ in ids_.split()}
    spoken = page.xpath("//main//*[contains(@class,'govuk-hint') or contains(@class,'govuk-error-message')]/@id")
    # A single checkbox, and a field without hint or error, have nothing to describe.
    assert set(spoken) == described


@pytest.mark.parametrize("address", STATES)
def test_the_browser_neither_demands_nor_remembers_an_answer(visitor: Client, address: str) -> None:
    page = read(visitor, address)
    assert not page.xpath("//main//*[@required or @aria-invalid or @maxlength]")
    assert all(form.get("novalidate") is not None for form in page.xpath("//form"))
    typed = [c for c in controls(page) if c.tag == "input" and c.get("type") in ("text", "tel", "email")]
    assert {c.get("autocomplete") for c in typed if "code" not in str(c.get("name"))} <= {"off"}


def test_unanswered_fields_say_what_to_enter_and_the_summary_says_the_same(visitor: Client) -> None:
    page = read(visitor, "/unanswered")
    summary = [text(link) for link in summary_links(page)]
    at_fields = [text(error).removeprefix("Error: ") for error in classed(page, "govuk-error-message")]
    assert summary == at_fields
    assert summary == [
        "Enter a last name",
        "Enter an email address",
        "Enter your password",
        "Enter the 6-digit code",
        "Enter a telephone number",
        "Enter a postcode",
        "Enter an age",
        "Enter the date you met",
        "Enter a date of birth",
        "Select why you need this record",
        "Select what the child needs help with",
        "Select a gender",
        "Enter what happened",
        "Select a letter",
        "Confirm that you have told the family",
    ]


def test_wrong_answers_are_kept_and_described(visitor: Client) -> None:
    page = read(visitor, "/wrong")
    messages = {link.get("href"): text(link) for link in summary_links(page)}
    assert messages["#id_last_name"] == "Last name must be 20 characters or less"
    assert messages["#id_email"] == "Enter an email address in the correct format, like name@example.com"
    assert messages["#id_code"] == "Code must be 6 numbers, like 123456"
    assert messages["#id_postcode"] == "Enter a full UK postcode, or the first half of one, like LS1"
    assert messages["#id_age"] == "Age must be a whole number, like 6"
    assert messages["#id_met_on_day"] == "Date you met must be a real date"
    assert messages["#id_born_year"] == "Date of birth must include a year"
    assert messages["#id_why_0"] == "Select why you need this record from the list"
    assert messages["#id_words"] == "What happened must be 60 characters or less"
    kept = {c.get("name"): c.get("value") for c in controls(page) if c.tag == "input" and c.get("value")}
    for name in ("last_name", "email", "code", "number", "postcode", "age", "met_on_month", "born_day"):
        assert kept[name] == WRONG[name]


@pytest.mark.parametrize("address", ["/unanswered", "/wrong", "/stock"])
def test_every_mistake_in_the_summary_leads_to_a_control(visitor: Client, address: str) -> None:
    page = read(visitor, address)
    targets = [link.get("href").removeprefix("#") for link in summary_links(page)]
    assert targets
    assert set(targets) <= {control.get("id") for control in controls(page)}


def test_only_the_box_that_is_wrong_is_marked(visitor: Client) -> None:
    page = read(visitor, "/wrong")
    marked = [box.get("id") for box in classed(page, "govuk-input--error", within="govuk-date-input")]
    assert marked == ["id_met_on_day", "id_met_on_month", "id_met_on_year", "id_born_year"]


def test_a_page_with_mistakes_says_so_in_its_title_and_its_status(visitor: Client) -> None:
    answer = visitor.get("/wrong")
    assert answer.status_code == 422
    assert text(read(visitor, "/wrong").xpath("//title")[0]) == "Error: Every field – ContactPoint"
    assert visitor.get("/empty").status_code == 200
    assert not classed(read(visitor, "/empty"), "govuk-error-summary")


def test_a_password_never_comes_back(visitor: Client) -> None:
    form = EveryField({**FILLED, "email": "wrong"})
    assert "with spaces" not in form.as_div()


def test_a_question_that_is_the_page_has_one_heading_within_its_legend(visitor: Client) -> None:
    page = read(visitor, "/one-question")
    assert [text(heading) for heading in page.xpath("//h1")] == ["Why do you need this record?"]
    assert page.xpath("//legend/h1")


def test_a_library_s_form_takes_on_the_look_and_keeps_its_own_class(visitor: Client) -> None:
    page = read(visitor, "/stock")
    css = {control.get("id"): control.get("class") for control in controls(page)}
    assert css["id_code"] == "govuk-input theirs"
    assert css["id_remember"] == "govuk-checkboxes__input"
    assert css["id_note"] == "govuk-textarea"
    assert [link.get("href") for link in summary_links(page)] == ["#id_login"]


def filled(**changes: Any) -> EveryField:
    letter = SimpleUploadedFile("letter.txt", b"Dear family")
    return EveryField({**FILLED, **changes}, MultiValueDict({"letter": [letter]}))


def test_good_answers_come_out_tidied(visitor: Client) -> None:
    form = filled()
    assert form.errors == {}
    answers = form.cleaned_data
    assert answers["last_name"] == "O’Neill Okafor"
    assert answers["password"] == " with spaces "
    assert answers["code"] == "123456"
    assert answers["number"] == "020 7946 0018"
    assert answers["postcode"] == "LS1 4AP"
    assert answers["age"] == 6
    assert answers["met_on"] == date(2019, 9, 3)
    assert answers["born"] == PartialDate(2019)
    assert answers["why"] == "other"
    assert answers["help"] == ["speech", "hearing"]
    assert answers["words"] == "Line one\nline two"
    assert answers["agreed"] is True


def test_filled_answers_are_shown_again(visitor: Client) -> None:
    page = parse(filled().as_div())
    assert page.xpath("//input[@id='id_why_2'][@checked]")
    assert len(page.xpath("//input[@name='help'][@checked]")) == 2
    assert page.xpath("//select[@id='id_gender']/option[@selected]/@value") == ["f"]
    assert page.get_element_by_id("id_born_year").get("value") == "2019"
    assert "Line one" in text(page.get_element_by_id("id_words"))


def test_dates_known_before_fill_their_boxes(visitor: Client) -> None:
    form = EveryField(initial={"met_on": date(2026, 6, 3), "born": PartialDate(2019, 6)})
    page = parse(form.as_div())
    boxes = {
        name: page.get_element_by_id(f"id_{name}").get("value") for name in ("met_on_day", "born_day", "born_month")
    }
    assert boxes == {"met_on_day": "3", "born_day": None, "born_month": "6"}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("ls1 4ap", "LS1 4AP"),
        ("SW1A1AA", "SW1A 1AA"),
        (" l.s.1 ", "LS1"),
        ("m1", "M1"),
    ],
)
def test_postcodes_are_read_however_they_are_spaced(visitor: Client, typed: str, kept: str) -> None:
    form = filled(postcode=typed)
    assert form.is_valid()
    assert form.cleaned_data["postcode"] == kept


@pytest.mark.parametrize("typed", ["???", "LS", "1LS 4AP", "LS1 4A", "LS1 4APP"])
def test_what_is_no_postcode_is_refused(visitor: Client, typed: str) -> None:
    assert "postcode" in filled(postcode=typed).errors


@pytest.mark.parametrize("typed", ["12 34 56", "123-456", "１２３456", "12345", "1234567", "abcdef"])
def test_codes_ignore_spaces_and_take_only_six_numbers(visitor: Client, typed: str) -> None:
    accepted = "code" not in filled(code=typed).errors
    assert accepted == (typed in ("12 34 56", "123-456"))


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("+44 20 7946 0018", "020 7946 0018"),
        ("07700900123", "07700 900123"),
        ("0161 496 0123 x4", "0161 496 0123 extension 4"),
    ],
)
def test_telephone_numbers_are_kept_in_groups(visitor: Client, typed: str, kept: str) -> None:
    form = filled(number=typed)
    assert form.is_valid()
    assert form.cleaned_data["number"] == kept
    assert form.fields["number"].clean(kept) == kept
