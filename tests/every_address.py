"""Every address of the node with arguments of records that are there, for tests that walk all of them."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, get_resolver, reverse

BUTTONS = {
    "documents:forget-mapping", "documents:leave-sheet", "documents:take-back-sheet", "documents:take-in-sheet",
    "accords:accord-step", "accords:add-agenda-item", "accords:add-delegation", "accords:agree-minutes",
    "accords:decision-step", "accords:move-agenda-item", "accords:remove-agenda-item",
    "accords:remove-delegation", "accords:write-minutes", "exchange:add-reader", "exchange:answer-recall", "exchange:confirm",
    "documents:make-calendar", "documents:remove-summary",
    "documents:move-attachment", "documents:put-back-attachment", "documents:release-attachment",
    "documents:cancel-paper", "documents:retry-paper",
    "documents:attach-edited", "documents:leave-template", "documents:meeting-docx", "documents:take-edited",
    "documents:use-shipped-template", "documents:use-template",
    "exchange:exchange-now", "exchange:introduce", "exchange:leave-draft", "exchange:partner-step", "exchange:put-aside",
    "exchange:read-again", "exchange:release-draft", "exchange:save-bundle", "exchange:set-address", "exchange:take-in",
    "people:end-sign-in", "people:end-other-sign-ins",
    "people:set-reminders", "people:sign-out",
    "people:verify-journal", "planning:approve", "planning:cancel-run", "planning:keep-days-free",
    "planning:leave-file", "planning:lock-edition", "planning:move-edition", "planning:reject",
    "planning:remark", "planning:settle-remark",
    "planning:start-scenarios",
    "planning:take-in-file", "planning:take-in-part", "planning:take-step", "planning:try-relaxation", "planning:unlock",
    "training:confirm-holiday",
    "training:release-rating", "training:release-record", "training:remove-absence",
    "training:remove-capacity-change", "training:remove-holiday", "training:set-offer",
    "training:take-step-with-each", "ui:set-language", "ui:set-look",
}  # fmt: skip
"""Addresses that are only posted to."""


def names(patterns: Any = None, space: str = "") -> Iterator[tuple[str, tuple[str, ...]]]:
    """Give the name of every address with those of its arguments."""
    for it in get_resolver().url_patterns if patterns is None else patterns:
        if not isinstance(it, URLPattern):
            yield from names(it.url_patterns, f"{it.namespace}:" if it.namespace else space)
        elif it.name:
            yield f"{space}{it.name}", tuple(it.pattern.converters)


def of(name: str, wanted: tuple[str, ...], given: dict[str, list[dict[str, Any]]]) -> list[str]:
    """Give the paths of an address: one for each of the arguments given under its name, or under its area's."""
    if not wanted:
        return [reverse(name)]
    return [reverse(name, kwargs=it) for it in given[name]]
