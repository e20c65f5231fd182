"""Which room answers which address? The room's word is the prefix."""

from django.urls import include, path

urlpatterns = [
    path("org/", include("luoshi.org.urls")),
    path("files/", include("luoshi.kernel.urls")),
    path("ledger/", include("luoshi.ledger.urls")),
    path("reporting/", include("luoshi.reporting.urls")),
    path("", include("luoshi.desk.urls")),
]
