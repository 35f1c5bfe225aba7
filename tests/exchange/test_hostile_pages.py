"""Pages about what a partner with good keys made to harm: every one opens, on SQLite and on PostgreSQL."""

from uuid import uuid4

import pytest
from exchange.browsing import visiting
from exchange.carrying import release_message, take
from exchange.forging import forged, payload_of

from tansiq.exchange.models import Received
from tansiq.exchange.queries.keys import own_keyset

NUL = "a\0b"
SELF, OTHER = str(uuid4()), str(uuid4())
HARM = {
    "a recall of itself": [{"id": SELF, "kind": "recall", "body": {"subject": {"id": SELF, "rev": 1}, "reason": "x"}}],
    "two recalls of each other": [
        {"id": SELF, "kind": "recall", "body": {"subject": {"id": OTHER, "rev": 1}, "reason": "x"}},
        {"id": OTHER, "kind": "recall", "body": {"subject": {"id": SELF, "rev": 1}, "reason": "x"}},
    ],
    "an answer to itself": [
        {"id": SELF, "kind": "recall.receipt", "body": {"subject": {"id": SELF, "rev": 1}, "decision": "executed"}}
    ],
    "a recall of nothing that can be": [{"kind": "recall", "body": {"subject": {"id": NUL, "rev": 1}, "reason": NUL}}],
    "a recall of no shape": [{"kind": "recall", "body": {"subject": 1}}],
    "a request of nothing that can be": [
        {"kind": "request", "body": {"row": {"id": NUL, "seats": 1, "course": NUL, "unit": NUL}}}
    ],
    "an offer of nothing that can be": [{"kind": "offer", "body": {"row": {"id": NUL}, "venues": [{"id": NUL}]}}],
    "an accord of nothing that can be": [{"kind": "accord", "body": {"row": {"id": NUL}, "basis": NUL}}],
    "minutes of nothing that can be": [{"kind": "minutes", "body": {"meeting": {"id": NUL}, "decisions": [{"id": NUL}]}}],
    "a part of nothing that can be": [{"kind": "plan.input", "body": {"programme": NUL, "party": NUL, "part": NUL}}],
    "a plan of nothing that can be": [{"kind": "plan", "body": {"programme": NUL, "plan": NUL, "title": NUL}}],
    "a decision on nothing that can be": [{"kind": "approval", "body": {"subject": {"id": NUL, "rev": 1}}}],
    "a role that cannot be": [{"releasedBy": NUL}],
}  # fmt: skip


@pytest.mark.parametrize("made", HARM.values(), ids=HARM)
def test_every_page_about_it_opens_and_every_button_answers(offices, made) -> None:
    ly, dz = offices
    release_message(dz, "ly", "good")
    with dz:
        origin = own_keyset().keyset.node
    take(ly, forged(dz, ly, [payload_of("dz", "ly", origin=origin, **it) for it in made]))
    with ly:
        client = visiting(ly)
        rows = list(Received.objects.values_list("pk", flat=True))
        paths = ["/exchange/", "/exchange/inbox/", "/exchange/inbox/?state=refused", "/", "/plan/"]
        opened = {
            path: client.get(path).status_code
            for path in [*paths, *(f"/exchange/inbox/{pk}/" for pk in rows)]
        }
        pressed = {
            f"{pk} {act}": client.post(f"/exchange/inbox/{pk}/{act}", {"answer": "execute"}).status_code
            for pk in rows for act in ("take-in", "answer", "put-aside")
        }  # fmt: skip

    assert len(rows) == len(made)
    assert {path: code for path, code in opened.items() if code != 200} == {}
    assert {act: code for act, code in pressed.items() if code >= 500} == {}


@pytest.mark.parametrize(
    ("text", "state"),
    [(NUL, "refused"), ("\\\0", "refused"), ("\\u0000", "new"), ("\\\\u0000", "new"), ("u0000", "new")],
)
def test_text_that_no_database_holds_is_refused_and_what_looks_like_it_is_not(offices, text, state) -> None:
    ly, dz = offices
    release_message(dz, "ly", "good")
    with dz:
        origin = own_keyset().keyset.node
    good = payload_of("dz", "ly", origin=origin)
    take(ly, forged(dz, ly, [{**good, "id": OTHER, "body": {"text": text}}, good]))
    with ly:
        rows = Received.objects.order_by("place").values_list("state", "reason")

        assert list(rows) == [(state, "bad_text" if state == "refused" else ""), ("new", "")]
