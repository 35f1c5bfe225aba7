"""Why a file is not attached, and what to do about it: one sentence for each reason."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

REFUSALS = {
    "empty": _("This file is empty. Save it anew, and choose it once more."),
    "too_large": _(
        "This file is larger than %(megabytes)s million bytes. Make its pictures smaller, or divide it into parts."
    ),
    "too_long": _(
        "This file takes too long or too much memory to look at, so it was not attached. Save it anew in a simpler form, such as PDF without layers, or a smaller picture."
    ),
    "busy": _(
        "Files of other people are being looked at, so this one was not. It is not attached; attach it again in a minute."
    ),
    "form_too_long": _(
        "The files before it took so long to look at that this one was not looked at. It is not attached; attach it by itself."
    ),
    "not_on_list": _(
        "This is no file of a type that can be attached: PDF, DOCX, XLSX, ODT, ODS, TXT, CSV, PNG, JPEG, WEBP, TIFF. Save it as one of these, and choose that file."
    ),
    "page_of_the_web": _(
        "This is a page of the web or a drawing made of commands (HTML, SVG, XML), which could run. Print it as PDF, or save it as a picture, and attach that."
    ),
    "program": _("This is a program. Programs are never attached."),
    "archive": _("This is an archive. Take the files out of it, and attach those that are needed."),
    "old_office": _(
        "This file has the form of Office before 2007 (DOC, XLS, PPT). Save it as DOCX, XLSX or PDF, and attach that."
    ),
    "slides": _("Slides cannot be attached as they are. Save them as PDF, and attach that."),
    "heic": _(
        "This picture has the form of a telephone (HEIC or AVIF). Save or share it as JPEG, and attach that."
    ),
    "encrypted": _(
        "This file is encrypted or protected by a password, so nobody here could look at it. Take the password away, and attach it then."
    ),
    "macros": _(
        "This file holds macros, which are programs. Save it without macros (as DOCX, XLSX, ODT or ODS), and attach that."
    ),
    "embedded": _(
        "This file holds another file inside it (%(name)s). Take that out, or put it in as a picture; attach both files separately if both are needed."
    ),
    "external": _(
        "This file fetches something from elsewhere when it is opened (%(name)s). Break the links to other files, and attach it then."
    ),
    "located_picture": _(
        "A picture inside this file tells where it was taken (%(name)s). Take the location out of that picture, or attach the pictures by themselves: there it is taken out."
    ),
    "broken_office": _(
        "This file is not whole, or not what its type promises (%(name)s). Open it, save it anew, and attach that."
    ),
    "archive_limits": _(
        "This file unpacks to far more than such a file should (%(name)s), so it was not attached. Save it anew, with fewer or smaller pictures."
    ),
    "archive_names": _(
        "This file holds names that lead out of it (%(name)s): it was made by no office program. Save it anew, and attach that."
    ),
    "broken_pdf": _(
        "This PDF is not whole: its end is missing or damaged. Save or print it as PDF once more."
    ),
    "active_pdf": _(
        "This PDF does something when it is opened, or holds another file (%(name)s). Print it as PDF once more, and attach what comes out."
    ),
    "hidden_pdf": _(
        "This PDF hides how it is built, so it could not be looked through. Print it as PDF once more, and attach what comes out."
    ),
    "broken_picture": _("This picture is not whole or damaged. Save or send it once more."),
    "huge_picture": _(
        "This picture has %(megapixels)s million points; at most 60 million can be looked at. Make it smaller, and attach that."
    ),
    "many_pages": _(
        "This picture has several pages or moves, and a picture kept here has one. Save the pages as PDF, or choose one of them."
    ),
    "not_text": _(
        "This file is called a text but holds signs that no text has. Save it as plain text in UTF-8, and attach that."
    ),
    "same": _("The very same file is attached here already: %(name)s."),
    "too_many": _(
        "At most %(most)s files are attached to one record. Remove what is no longer needed, or put several into one file."
    ),
    "subject_full": _(
        "What is attached here would exceed %(megabytes)s million bytes. Delete for good what is no longer needed, or attach it elsewhere."
    ),
}
"""By the code that looking at a file gives (`tansiq_desk.attached`)."""
