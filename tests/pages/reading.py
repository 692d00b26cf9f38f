"""How do tests read a page?"""

from django.test import Client
from lxml.html import HtmlElement, document_fromstring


def read(visitor: Client, address: str) -> HtmlElement:
    return document_fromstring(visitor.get(address).content.decode())


def text(element: HtmlElement) -> str:
    return " ".join(element.text_content().split())


def classed(page: HtmlElement, css: str, within: str = "") -> list[HtmlElement]:
    """Elements of this class, anywhere or inside elements of another."""
    path = f"//*[contains(concat(' ', normalize-space(@class), ' '), ' {css} ')]"
    if within:
        path = f"//*[contains(concat(' ', normalize-space(@class), ' '), ' {within} ')]" + path
    found: list[HtmlElement] = page.xpath(path)
    return found


def summary_links(page: HtmlElement) -> list[HtmlElement]:
    return [link for summary in classed(page, "govuk-error-summary") for link in summary.iter("a")]


def controls(page: HtmlElement) -> list[HtmlElement]:
    """What can be answered."""
    found: list[HtmlElement] = page.xpath(
        "//main//*[self::input or self::select or self::textarea][not(@type='hidden')]"
    )
    return found
