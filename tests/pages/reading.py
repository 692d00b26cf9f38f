"""How do tests read a page?"""

from typing import Any

from django.test import Client
from lxml.html import document_fromstring

Element = Any  # lxml's stubs know elements of XML, not of HTML


def parse(html: str) -> Element:
    return document_fromstring(html)


def read(visitor: Client, address: str) -> Element:
    return parse(visitor.get(address).content.decode())


def text(element: Element) -> str:
    return " ".join(element.text_content().split())


def classed(page: Element, css: str, within: str = "") -> list[Element]:
    """Elements of this class, anywhere or inside elements of another."""
    path = f"//*[contains(concat(' ', normalize-space(@class), ' '), ' {css} ')]"
    if within:
        path = f"//*[contains(concat(' ', normalize-space(@class), ' '), ' {within} ')]" + path
    found: list[Element] = page.xpath(path)
    return found


def summary_links(page: Element) -> list[Element]:
    return [link for summary in classed(page, "govuk-error-summary") for link in summary.iter("a")]


def controls(page: Element) -> list[Element]:
    """What can be answered."""
    found: list[Element] = page.xpath("//main//*[self::input or self::select or self::textarea][not(@type='hidden')]")
    return found
