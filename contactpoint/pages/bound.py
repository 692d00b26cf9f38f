"""How does a form's field become a component of the design system?

The project's settings name the renderer: FORM_RENDERER = "contactpoint.pages.bound.DesignSystem". From then on
every Django form, also one from a library, renders with `{{ form.field.as_field_group }}` as GOV.UK marks it up.
"""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting

from contactpoint.pages.widgets import BOXES, DateBoxes


@dataclass(frozen=True)
class Component:
    widget: type[forms.Widget]
    template: str
    css: str = ""


FIELD, FIELDSET = "django/forms/field.html", "django/forms/fieldset.html"
COMPONENTS = (  # the first that fits counts
    Component(DateBoxes, FIELDSET),
    Component(forms.RadioSelect, FIELDSET, "govuk-radios__input"),
    Component(forms.CheckboxInput, "django/forms/checkbox.html", "govuk-checkboxes__input"),
    Component(forms.Select, FIELD, "govuk-select"),
    Component(forms.Textarea, "django/forms/textarea.html", "govuk-textarea"),
    Component(
        forms.PasswordInput,
        "django/forms/password.html",
        "govuk-input govuk-password-input__input govuk-js-password-input-input",
    ),
    Component(forms.FileInput, FIELD, "govuk-file-upload"),
    Component(forms.Widget, FIELD, "govuk-input"),
)


def component_for(widget: forms.Widget) -> Component:
    if isinstance(widget, forms.CheckboxSelectMultiple):
        return Component(forms.CheckboxSelectMultiple, FIELDSET, "govuk-checkboxes__input")
    return next(component for component in COMPONENTS if isinstance(widget, component.widget))


class DesignSystemField(BoundField):
    """A field in its form, with what the templates need to say about it."""

    @property
    def component(self) -> Component:
        return component_for(self.field.widget)

    @property
    def template_name(self) -> str:
        own: str | None = getattr(self.field, "template_name", None)
        return own or self.component.template

    @property
    def heading(self) -> bool:
        """Whether the label is the page's own heading, as on a page with one question."""
        return getattr(self.field, "heading", False)

    @property
    def size(self) -> str:
        return getattr(self.field, "size", "") or ("l" if self.heading else "")

    @property
    def limit(self) -> int | None:
        return getattr(self.field.widget, "limit", None)

    @property
    def boxes_in_error(self) -> tuple[str, ...]:
        """Of a date: the boxes that its first mistake names, else all."""
        mistakes: list[ValidationError] = self.errors.as_data() if self.errors else []
        if not mistakes:
            return ()
        boxes: tuple[str, ...] = (mistakes[0].params or {}).get("boxes", BOXES)
        return boxes

    @property
    def first_control(self) -> str:
        """The id that the error summary links to."""
        if isinstance(self.field.widget, DateBoxes):
            return f"{self.auto_id}_{(self.boxes_in_error or BOXES)[0]}"
        if isinstance(self.field.widget, forms.RadioSelect):
            return f"{self.auto_id}_0"
        return self.id_for_label

    @property
    def aria_describedby(self) -> str | None:
        described = super().aria_describedby
        if self.limit:
            described = f"{described} {self.auto_id}-info".strip()
        return described or None

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        """Neither `required` nor `aria-invalid`: GOV.UK says both in words, and the server checks.

        Nor `maxlength`, with which a browser cuts what is pasted and says nothing.
        """
        widget = widget or self.field.widget
        attrs = super().build_widget_attrs(attrs, widget)
        attrs.pop("required", None)
        attrs.pop("aria-invalid", None)
        if widget.is_hidden:
            return attrs
        if isinstance(widget, DateBoxes):
            return {**attrs, "boxes-in-error": self.boxes_in_error}
        uncut = {"maxlength": False, "minlength": False}
        return {**self.private(widget), **attrs, **uncut, "class": self.css(widget)}

    def private(self, widget: forms.Widget) -> dict[str, str]:
        """Browsers neither remember nor spell-check what is typed: it is about somebody else (ux)."""
        if not isinstance(widget, forms.widgets.Input) or isinstance(widget, forms.CheckboxInput):
            return {}
        quiet = {"autocomplete": "off", "spellcheck": "false"}
        return {name: value for name, value in quiet.items() if name not in widget.attrs}

    def css(self, widget: forms.Widget) -> str:
        css = self.component.css.split()
        width = getattr(self.field, "width", None)
        css += [f"govuk-input--width-{width}"] if width else []
        css += [f"{css[0]}--error"] if self.errors and not isinstance(widget, forms.RadioSelect) else []
        css += ["govuk-js-character-count"] if self.limit else []
        return " ".join([*css, *str(widget.attrs.get("class", "")).split()])


class DesignSystem(TemplatesSetting):
    """Django's form renderer, with the components above."""

    bound_field_class = DesignSystemField
