"""What the door serves to partners' programs, on a port of its own; the officers' site serves none of it, and the door no page."""

from django.urls import path

from tansiq.exchange.views import door, taxii

urlpatterns = [
    path("x/1/pull", door.pull),
    path("x/1/push", door.push),
    path("taxii2/", taxii.discovery),
    path("taxii2/api/", taxii.api_root),
    path("taxii2/api/collections/", taxii.collections),
    path("taxii2/api/collections/<uuid:circle>/", taxii.collection),
    path("taxii2/api/collections/<uuid:circle>/manifest/", taxii.manifest),
    path("taxii2/api/collections/<uuid:circle>/objects/", taxii.objects),
    path("taxii2/api/collections/<uuid:circle>/objects/<str:stix_id>/", taxii.one_object),
    path("taxii2/api/collections/<uuid:circle>/objects/<str:stix_id>/versions/", taxii.versions),
    path("taxii2/<path:rest>", taxii.nothing),
]
