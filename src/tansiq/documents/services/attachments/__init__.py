"""The verbs of attachments and tags."""

from tansiq.documents.services.attachments.attaching import (
    attach,
    attach_looked,
    change_attachment,
    move_attachment,
    release_attachment,
)
from tansiq.documents.services.attachments.looking import FileRefused, time_of_a_form
from tansiq.documents.services.attachments.refusals import IsRemoved
from tansiq.documents.services.attachments.removing import (
    delete_attachment,
    put_back_attachment,
    remove_attachment,
    sweep_attachments,
)
from tansiq.documents.services.attachments.tags import add_tag, change_tag, set_tags

__all__ = [
    "FileRefused",
    "IsRemoved",
    "add_tag",
    "attach",
    "attach_looked",
    "change_attachment",
    "change_tag",
    "delete_attachment",
    "move_attachment",
    "put_back_attachment",
    "release_attachment",
    "remove_attachment",
    "set_tags",
    "sweep_attachments",
    "time_of_a_form",
]
