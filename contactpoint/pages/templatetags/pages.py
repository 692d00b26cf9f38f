"""How do templates write dates, numbers and the components of the design system?"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django import template
from django.forms import BaseForm
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

from contactpoint.pages import dates, telephones
from contactpoint.pages.bound import DesignSystemField
from contactpoint.pages.charts import Sparkline
from contactpoint.pages.components import ContactRow, Event, Row, Table

register = template.Library()
NO_BREAK = "\N{NO-BREAK SPACE}"


@register.filter
def day(value: date | dates.PartialDate | None) -> str:
    """3 June 2026, June 2026 or 2026."""
    return dates.day_in_words(value) if value else ""


@register.filter
def clock(value: datetime | time | None) -> str:
    """9:32am."""
    return dates.time_in_words(value) if value is not None else ""


@register.filter
def moment(value: date | datetime | None) -> str:
    """4 June 2026 at 9:32am; a date alone gets no invented time."""
    if not value:
        return ""
    return dates.moment_in_words(value) if isinstance(value, datetime) else dates.day_in_words(value)


@register.filter
def machine_time(value: date | datetime) -> str:
    """For <time datetime="...">."""
    return dates.local(value).isoformat("T", "minutes") if isinstance(value, datetime) else value.isoformat()


@register.filter
def age(born: date, on: date) -> str:
    """6 years, or months below two years."""
    return dates.age_in_words(born, on=on)


@register.filter
def telephone(value: str) -> str:
    """The number in groups that stay on one line."""
    return telephones.grouped(value).replace(" ", NO_BREAK)


@register.filter
def commas(value: int) -> str:
    return f"{value:,}"


@dataclass(frozen=True)
class Mistake:
    words: str
    target: str


def mistakes(form: BaseForm) -> Iterator[Mistake]:
    """In the order of the page; what belongs to no visible field leads to the first one."""
    fields = [field for field in form if isinstance(field, DesignSystemField)]
    first = next((field.first_control for field in fields if not field.is_hidden), "main-content")
    for words in form.non_field_errors():
        yield Mistake(str(words), first)
    for field in fields:
        for words in field.errors:
            yield Mistake(str(words), first if field.is_hidden else field.first_control)


@register.inclusion_tag("components/error_summary.html")
def error_summary(*forms: BaseForm | str | None) -> dict[str, Any]:
    """The list of mistakes of one form or several; nothing when there are none."""
    sent = [form for form in forms if isinstance(form, BaseForm) and form.is_bound]
    return {"mistakes": [mistake for form in sent for mistake in mistakes(form)]}


@register.inclusion_tag("components/notices.html")
def notices(messages: Iterable[Any] | str | None) -> dict[str, Any]:
    """What Django's messages framework wants said once, after an act."""
    return {"messages": list(messages or ())}


@register.inclusion_tag("components/telephone.html")
def telephone_link(number: str) -> dict[str, Any]:
    """A number to press, with a button that copies it."""
    return {"number": number, "link": telephones.link(number)}


@register.inclusion_tag("components/contacts.html")
def contacts(rows: Sequence[ContactRow], heading: str = "h3") -> dict[str, Any]:
    return {"rows": rows, "heading": heading}


@register.inclusion_tag("components/summary_list.html")
def summary_list(rows: Sequence[Row]) -> dict[str, Any]:
    return {"rows": rows, "has_actions": any(row.actions for row in rows)}


@register.inclusion_tag("components/timeline.html")
def timeline(events: Sequence[Event], heading: str = "h3") -> dict[str, Any]:
    """Newest first, as the view ordered them."""
    return {"events": events, "heading": heading}


@register.inclusion_tag("components/table.html")
def table(table: Table) -> dict[str, Any]:
    """Labelled blocks on a narrow screen."""
    columns = [(name, name in table.numeric) for name in table.columns]
    rows = [[(*column, cell) for column, cell in zip(columns, row, strict=True)] for row in table.rows]
    return {"table": table, "columns": columns, "rows": rows}


@register.inclusion_tag("components/sparkline.html")
def sparkline(chart: Sparkline) -> dict[str, Any]:
    """Nothing where there is nothing to draw."""
    return {"chart": chart}


@register.simple_tag
def tag(words: str, colour: str = "") -> SafeString:
    """An adjective in a box; red for real problems alone."""
    css = f" govuk-tag--{colour}" if colour else ""
    return format_html('<strong class="govuk-tag{}">{}</strong>', css, words)


@register.simple_tag
def button(words: str, kind: str = "", name: str = "", value: str = "") -> SafeString:
    """Sends the form, once: a double click counts as one."""
    css = f" govuk-button--{kind}" if kind else ""
    sent = format_html(' name="{}" value="{}"', name, value) if name else ""
    return format_html(
        '<button type="submit" class="govuk-button{}" data-module="govuk-button" '
        'data-prevent-double-click="true"{}>{}</button>',
        css,
        sent,
        words,
    )


@register.simple_tag
def button_link(words: str, url: str, kind: str = "") -> SafeString:
    """Leads to a page and changes nothing; a link stays a link, also to a screen reader."""
    css = f" govuk-button--{kind}" if kind else ""
    return format_html('<a href="{}" class="govuk-button{}">{}</a>', url, css, words)


@register.simple_block_tag
def inset(content: SafeString) -> SafeString:
    return format_html('<div class="govuk-inset-text">{}</div>', content)


@register.simple_block_tag
def warning(content: SafeString) -> SafeString:
    return format_html(
        '<div class="govuk-warning-text"><span class="govuk-warning-text__icon" aria-hidden="true">!</span>'
        '<strong class="govuk-warning-text__text"><span class="govuk-visually-hidden">Warning</span> {}</strong></div>',
        content,
    )


@register.simple_block_tag
def details(content: SafeString, summary: str) -> SafeString:
    return format_html(
        '<details class="govuk-details"><summary class="govuk-details__summary">'
        '<span class="govuk-details__summary-text">{}</span></summary>'
        '<div class="govuk-details__text">{}</div></details>',
        summary,
        content,
    )


@register.simple_block_tag
def card(content: SafeString, title: str, heading: str = "h2") -> SafeString:
    return render_block("components/card.html", content, title=title, heading=heading)


@register.simple_block_tag
def notice(content: SafeString, title: str = "Important", kind: str = "") -> SafeString:
    """A banner that stays until the page is left: nothing is taken away before it was read."""
    return render_block("components/notice.html", content, title=title, kind=kind)


@register.simple_block_tag
def panel(content: SafeString, title: str) -> SafeString:
    """The confirmation that something is done; its title is the page's heading."""
    return format_html(
        '<div class="govuk-panel govuk-panel--confirmation"><h1 class="govuk-panel__title">{}</h1>'
        '<div class="govuk-panel__body">{}</div></div>',
        title,
        content,
    )


def render_block(name: str, content: SafeString, **context: str) -> SafeString:
    return render_to_string(name, {"content": content, **context})
