"""How does a view answer with a page?"""

from collections.abc import Mapping
from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

HAS_MISTAKES = 422


def render_page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    form: BaseForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page, with status 422 when its form was sent with mistakes.

    The form is given to the template as `form`, where the base page finds it for the error summary and the title.
    """
    everything = {**(context or {}), "form": form} if form is not None else dict(context or {})
    if form is not None and form.errors:
        status = HAS_MISTAKES
    return render(request, template, everything, status=status)
