"""What a text of a partner may cost before it is read with every fault told by its place."""

from __future__ import annotations

import json
from typing import Any

from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError

from tansiq.core.errors import Refused
from tansiq.planning.rules import MOST_PART_BYTES

MOST_BRACKETS = 250_000
"""Ten times those of a large programme; a list of nothing takes two bytes in a file, and a hundred times as many here."""
MOST_FAULTS = 500


class TooFaulty(Refused):
    """A text with more faults than anyone would read, or that holds next to nothing in very many pieces."""

    message = _(
        "This text is no part and no plan: it has more faults than can be told. Nothing was taken from it. Ask the partner "
        "to release it anew."
    )


def demand_bearable(content: str, shape: Any) -> None:
    """Refuse a text whose faults alone would keep this node busy for minutes; other faults are its reader's to tell.

    Raises
    ------
    TooFaulty
    """
    if len(content) > MOST_PART_BYTES or content.count("[") + content.count("{") > MOST_BRACKETS:
        raise TooFaulty
    try:
        shape.model_validate(json.loads(content), by_alias=True, by_name=False)
    except ValidationError as error:
        if error.error_count() > MOST_FAULTS:
            raise TooFaulty from None
    except (ValueError, RecursionError):
        return
