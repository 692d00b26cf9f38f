"""Do the components say what they were given, and nothing that they were not?"""

from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.template import Context, Template
from django.test import Client

from contactpoint.pages import telephones
from contactpoint.pages.components import ContactRow, Table
from tests.pages.reading import Element, classed, read, text

pytestmark = pytest.mark.usefixtures("visitor")
BUDGET = 2048  # bytes of each of our own scripts


def rendered(source: str, **context: Any) -> str:
    return Template("{% load pages %}" + source).render(Context(context))


@pytest.fixture
def page(visitor: Client) -> Element:
    return read(visitor, "/")


def test_a_contact_shows_numbers_to_press_in_groups_that_do_not_break(page: Element) -> None:
    number = classed(page, "cp-contact__number")[0]
    link = number.xpath("./a")[0]
    assert link.get("href") == "tel:+442079460018"
    assert link.text == "020\N{NO-BREAK SPACE}7946\N{NO-BREAK SPACE}0018"
    copy = number.xpath("./button")[0]
    assert copy.get("hidden") is not None, "without JavaScript the button could do nothing"


def test_a_contact_says_since_when_and_how_fresh(page: Element) -> None:
    first, second = (text(row) for row in classed(page, "cp-contact"))
    assert "Head of year, School" in first
    assert "Since 2 September 2024" in first
    assert "Last confirmed 3 May 2026 by school feed" in first
    assert "This number is wrong for Joan Whitfield" in first
    assert "Ended 9 January 2025" in second
    assert "May be out of date" in second
    assert "May be out of date" not in first


@pytest.mark.parametrize(
    ("words", "shown", "link"),
    [
        ("02079460018", "020 7946 0018", "tel:+442079460018"),
        ("+44 (0)161 496 0123", "0161 496 0123", "tel:+441614960123"),
        ("01632960001 ext. 12", "01632 960001 extension 12", "tel:+441632960001;ext=12"),
        ("+33 1 23 45 67 89", "+33 1 23 45 67 89", "tel:+33123456789"),
        ("ask at the desk", "ask at the desk", ""),
    ],
)
def test_a_number_is_shown_in_groups_and_dialled_whole(words: str, shown: str, link: str) -> None:
    assert (telephones.grouped(words), telephones.link(words)) == (shown, link)


def test_what_is_no_number_is_shown_and_not_linked() -> None:
    assert rendered("{% telephone_link n %}", n="<ask>").strip() == "&lt;ask&gt;"


@pytest.mark.parametrize(
    "source",
    [
        "{% tag w %}",
        "{% button w name=w value=w %}",
        "{% button_link w w %}",
        "{% inset %}{{ w }}{% endinset %}",
        "{% warning %}{{ w }}{% endwarning %}",
        "{% details w %}{{ w }}{% enddetails %}",
        "{% card title=w %}{{ w }}{% endcard %}",
        "{% notice title=w %}{{ w }}{% endnotice %}",
        "{% panel w %}{{ w }}{% endpanel %}",
        "{% contacts c %}",
        "{% table t %}",
    ],
)
def test_nothing_that_a_person_typed_becomes_markup(source: str) -> None:
    trap = "<script src=x></script>\"'"
    contact = ContactRow(service=trap, name=trap, role=trap, organisation=trap, telephones=[trap], email=trap)
    html = rendered(source, w=trap, c=[contact], t=Table(trap, [trap], [[trap]]))
    assert "&lt;script" in html
    assert "<script" not in html


def test_a_table_repeats_the_column_in_each_cell_for_narrow_screens(page: Element) -> None:
    cells = page.xpath("//table/tbody/tr[1]/*")
    assert [text(cell.xpath("./span[@aria-hidden]")[0]) for cell in cells] == ["Name", "Status", "Searches this month"]
    assert [cell.get("role") for cell in cells] == ["rowheader", "cell", "cell"]


def test_a_row_with_too_few_cells_is_a_mistake_of_the_program() -> None:
    with pytest.raises(ValueError, match="zip"):
        rendered("{% table t %}", t=Table("People", ["Name", "Age"], [["Katie"]]))


def test_a_timeline_gives_a_day_no_invented_time(page: Element) -> None:
    times = classed(page, "cp-timeline")[0].xpath(".//time")
    assert [(time.get("datetime"), text(time)) for time in times] == [
        ("2026-06-04T09:32+01:00", "4 June 2026 at 9:32am"),
        ("2026-01-09", "9 January 2026"),
    ]


def test_repeated_links_are_told_apart_by_hidden_words(page: Element) -> None:
    links = [text(link) for link in classed(page, "govuk-link", within="govuk-summary-list__row")]
    assert links[:3] == ["Change date of birth", "Change address", "Remove address"]


def test_filters_write_dates_ages_and_numbers(page: Element) -> None:
    said = {id_: text(page.get_element_by_id(id_)) for id_ in ("partial", "age", "moment", "clock")}
    assert said == {
        "partial": "Born June 2019",
        "age": "17 months",
        "moment": "4 June 2026 at 9:32am",
        "clock": "9:32am",
    }
    assert rendered("{{ n|commas }}", n=1234567) == "1,234,567"
    assert rendered("{{ n|day }}{{ n|clock }}{{ n|moment }}", n=None) == ""


def test_a_button_sends_once_however_often_it_is_pressed() -> None:
    assert 'data-prevent-double-click="true"' in rendered('{% button "Save" %}')


def test_the_menu_marks_the_page_and_signing_out_is_a_post(page: Element) -> None:
    assert [text(link) for link in page.xpath("//nav[@aria-label='Menu']//a[@aria-current='page']")] == ["Find a child"]
    form = page.xpath("//form[@action='/sign-out']")[0]
    assert form.get("method") == "post"
    assert form.xpath(".//input[@name='csrfmiddlewaretoken']")


def test_the_page_says_when_signing_out_happens_without_javascript(page: Element) -> None:
    assert text(page.get_element_by_id("signed-out-at")).startswith("You will be signed out at ")


def test_a_page_outside_the_service_has_neither_menu_nor_sign_out(visitor: Client) -> None:
    page = read(visitor, "/confirmed")
    assert not page.xpath("//nav | //dialog | //form")


@pytest.mark.parametrize("name", ["contactpoint.js", "copy-number.js", "keep-answers.js", "session-timeout.js"])
def test_each_script_of_ours_stays_small(name: str) -> None:
    found = finders.find(f"contactpoint/{name}")
    assert isinstance(found, str)
    with open(found, "rb") as script:  # noqa: PTH123
        assert len(script.read()) <= BUDGET
