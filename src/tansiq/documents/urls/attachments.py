"""Where attachments and tags lie."""

from django.urls import path

from tansiq.documents.views import attachments, tags

urlpatterns = [
    path("attachments/", attachments.attachments, name="attachments"),
    path("attachments/removed", attachments.removed, name="removed-attachments"),
    path("attachments/of/<str:kind>/<str:code>/", attachments.attachments_of, name="attachments-of"),
    path("attachments/<str:code>/", attachments.attachment, name="attachment"),
    path("attachments/<str:code>/file", attachments.file, name="attachment-file"),
    path("attachments/<str:code>/picture", attachments.picture, name="attachment-picture"),
    path("attachments/<str:code>/thumbnail", attachments.thumbnail, name="attachment-thumbnail"),
    path("attachments/<str:code>/change", attachments.change, name="change-attachment"),
    path("attachments/<str:code>/move", attachments.move, name="move-attachment"),
    path("attachments/<str:code>/remove", attachments.remove, name="remove-attachment"),
    path("attachments/<str:code>/put-back", attachments.put_back, name="put-back-attachment"),
    path("attachments/<str:code>/delete", attachments.delete, name="delete-attachment"),
    path("attachments/<str:code>/release", attachments.release, name="release-attachment"),
    path("tags/", tags.tags, name="tags"),
    path("tags/of/<str:kind>/<str:code>/", tags.tags_of, name="tags-of"),
    path("tags/<str:code>/", tags.tag, name="tag"),
    path("tags/<str:code>/change", tags.change, name="change-tag"),
]
