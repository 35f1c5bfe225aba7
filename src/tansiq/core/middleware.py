"""Gives every request its node and its moment; nothing further in asks the clock."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from tansiq.core.moment import moment
from tansiq.core.queries import this_node


class MomentMiddleware:
    """Sets `request.node` and `request.at`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.node = this_node()
        request.at = moment(request.node.fixed_day if request.node else None)
        return self.get_response(request)
