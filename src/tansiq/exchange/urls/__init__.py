"""Where the pages of the exchange lie; what partners' programs ask for lies in `door`."""

from __future__ import annotations

from django.urls import path

from tansiq.exchange.views import inbox, keys, outbox, partners, readers, releasing, status

app_name = "exchange"
urlpatterns = [
    path("", status.status, name="status"),
    path("book", status.book, name="book"),
    path("bundles/take-in", status.take_in_bundles, name="take-in-bundles"),
    path("bundles/taken", status.taken, name="taken"),
    path("keys/", keys.keys, name="keys"),
    path("keys/make", keys.make, name="make-keys"),
    path("keys/renew", keys.renew, name="renew-keys"),
    path("keys/sheet", keys.sheet, name="sheet"),
    path("keys/root.svg", keys.root_picture, name="root-picture"),
    path("keys/keyset", keys.save_keyset, name="save-keyset"),
    path("readers/", readers.readers, name="readers"),
    path("readers/add", readers.add, name="add-reader"),
    path("readers/<str:code>/revoke", readers.revoke, name="revoke-reader"),
    path("partners/introduce", keys.introduce, name="introduce"),
    path("partners/<str:code>/", partners.partner, name="partner"),
    path("partners/<str:code>/confirm", partners.confirm, name="confirm"),
    path("partners/<str:code>/address", partners.set_address, name="set-address"),
    path("partners/<str:code>/steps/<str:step>", partners.take_step, name="partner-step"),
    path("partners/<str:code>/bundle", status.save_bundle, name="save-bundle"),
    path("partners/<str:code>/exchange", status.exchange_now, name="exchange-now"),
    path("release/<str:kind>/<str:code>", releasing.release, name="release"),
    path("drafts/", releasing.drafts, name="drafts"),
    path("drafts/<int:draft_id>/", releasing.draft, name="draft"),
    path("drafts/<int:draft_id>/release", releasing.release_draft, name="release-draft"),
    path("drafts/<int:draft_id>/leave", releasing.leave_draft, name="leave-draft"),
    path("drafts/<int:draft_id>/<str:digest>.bin", releasing.draft_attachment, name="draft-attachment"),
    path("outbox/", outbox.outbox, name="outbox"),
    path("outbox/<int:release_id>/", outbox.release_seen, name="release-seen"),
    path("outbox/<int:release_id>/<str:digest>.bin", outbox.release_attachment, name="release-attachment"),
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/read-again", inbox.read_again, name="read-again"),
    path("inbox/<int:received_id>/", inbox.received, name="received"),
    path("inbox/<int:received_id>/take-in", inbox.take_in, name="take-in"),
    path("inbox/<int:received_id>/put-aside", inbox.put_aside, name="put-aside"),
    path("inbox/<int:received_id>/answer", inbox.answer_recall, name="answer-recall"),
    path("inbox/<int:received_id>/<str:digest>.bin", inbox.received_attachment, name="received-attachment"),
    path("forks/<int:fork_id>/", inbox.fork, name="fork"),
]
