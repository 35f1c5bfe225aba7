"""The verbs of templates, of papers as Word texts, and of minutes that come back edited."""

from tansiq.documents.services.templates.editing import attach_edited, take_edited
from tansiq.documents.services.templates.giving import give_text, sweep_given
from tansiq.documents.services.templates.keeping import (
    give_template,
    leave_template,
    use_shipped_template,
    use_template,
)
from tansiq.documents.services.templates.looking import TextUnfit

__all__ = [
    "TextUnfit", "attach_edited", "give_template", "give_text", "leave_template", "sweep_given", "take_edited", "use_shipped_template",
    "use_template",
]  # fmt: skip
