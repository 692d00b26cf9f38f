"""Do the pages keep to GOV.UK's words, and is there nothing inline that a strict policy would have to allow?"""

import ast
import re
from pathlib import Path

import pytest
from django.test import Client

from contactpoint.pages import date_fields, fields
from tests.pages.gallery import EveryField
from tests.pages.reading import read

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGE = ROOT / "contactpoint" / "pages"
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
BANNED = re.compile(
    r"\b(please|sorry|apolog\w+|invalid|valid|forbidden|illegal|oops|incorrect input|this field|an error occurred|"
    r"session|authenticat(?:e|ed|ion)|unauthori[sz]ed|terminated?|abort\w*)\b",
    re.IGNORECASE,
)
INLINE = re.compile(r"<style|<script(?![^>]*\ssrc=)|\sstyle\s*=|\son[a-z]+\s*=|javascript:", re.IGNORECASE)


def sentences(module: Path) -> list[str]:
    """Every string in a module that is more than a word and no docstring."""
    tree = ast.parse(module.read_text("utf-8"))
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    constants = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in docstrings]
    return [node.value for node in constants if isinstance(node.value, str) and " " in node.value]


def visible(template: str) -> str:
    """What a person reads: neither markup nor template tags, but the labels that are read aloud."""
    labels = " ".join(re.findall(r'(?:aria-label|alt|title|placeholder)="([^"]*)"', template))
    bare = re.sub(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", " ", template, flags=re.DOTALL)
    return re.sub(r"<[^>]+>", " ", bare) + labels


@pytest.mark.parametrize("module", sorted(PACKAGE.rglob("*.py")), ids=lambda path: path.name)
def test_no_message_uses_a_banned_word(module: Path) -> None:
    assert [words for words in sentences(module) if BANNED.search(words)] == []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_template_uses_a_banned_word(template: Path) -> None:
    assert BANNED.findall(visible(template.read_text("utf-8"))) == []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_template_holds_an_inline_style_or_script(template: Path) -> None:
    assert INLINE.findall(template.read_text("utf-8")) == []


@pytest.mark.parametrize(
    "trap", ['<p style="x">', "<script>alert(1)</script>", '<a onclick="x">', "<style>", '<a href="javascript:x">']
)
def test_the_search_for_inline_code_finds_some(trap: str) -> None:
    assert INLINE.search(trap)


@pytest.mark.parametrize("name", list(EveryField.base_fields))
def test_no_field_says_a_banned_word_or_ends_a_message_with_a_full_stop(name: str) -> None:
    field = EveryField.base_fields[name]
    said = [str(message) for message in field.error_messages.values()]
    assert said
    assert [words for words in said if BANNED.search(words) or words.endswith(".")] == []


def kinds() -> set[type[fields.Asked]]:
    """Every field class that forms can use."""
    found = [*vars(fields).values(), *vars(date_fields).values()]
    asked = {kind for kind in found if isinstance(kind, type) and issubclass(kind, fields.Asked)}
    return asked - {fields.Asked, fields.Choice, date_fields.DateBoxesField}


def test_the_gallery_shows_every_kind_of_field() -> None:
    shown = {type(field) for field in EveryField.base_fields.values()}
    assert shown == kinds()


def test_an_instruction_is_made_from_the_label_when_none_is_given() -> None:
    assert fields.TextField(label="Last name").error_messages["required"] == "Enter last name"
    assert fields.TextField(label="NHS number").error_messages["required"] == "Enter NHS number"
    assert fields.RadioField(label="Why?", noun="a reason").error_messages["required"] == "Select a reason"


@pytest.mark.usefixtures("visitor")
@pytest.mark.parametrize("address", ["/", "/empty", "/wrong", "/one-question", "/refused", "/confirmed", "/nothing"])
def test_every_page_has_a_title_one_heading_and_a_way_past_the_menu(visitor: Client, address: str) -> None:
    page = read(visitor, address)
    assert page.get("lang") == "en"
    assert page.xpath("//title")[0].text.endswith(" – ContactPoint")
    assert len(page.xpath("//h1")) == 1
    assert page.xpath("//body/a[1]/@href") == ["#main-content"]
    assert page.get_element_by_id("main-content").tag == "main"
