"""The programme as this office knows it, with what its partners released last in place of older records of theirs."""

from __future__ import annotations

import json

from tansiq.core.queries import this_node
from tansiq.planning.models import Programme
from tansiq.planning.queries.programme_file.document import programme_document
from tansiq.planning.queries.programme_file.rows import SECTIONS, document_from, normal, rows_of
from tansiq.planning.queries.shared.basis import newest_parts, partners
from tansiq.planning.queries.shared.cutting import part_owner
from tansiq.planning.queries.shared.merging import read_part
from tansiq.planning.queries.shared.parties import participants


def text_with_partners(programme: Programme) -> str:
    """Give the programme of today as one text, each partner's rows as it released them last, where it released any."""
    document = programme_document(programme)
    newest, parties = newest_parts(programme), participants()
    theirs = {it: newest[it] for it in partners(this_node()) if it in newest}
    if not theirs:
        return json.dumps(document, ensure_ascii=False)
    rows = rows_of(normal(document))
    said = {party: rows_of(read_part(part.content, party)) for party, part in theirs.items()}
    laid = {
        section: {
            code: row
            for code, row in rows[section].items()
            if part_owner(section, row, rows, parties) not in theirs
        }
        for section in SECTIONS
    }
    for of in said.values():
        for section in SECTIONS:
            laid[section] |= of[section]
    return json.dumps(document_from(laid), ensure_ascii=False)
