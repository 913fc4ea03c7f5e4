"""Where everything is."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import TemplateView

urlpatterns = [
    path("", include("customers.urls")),
    path("", include("customers.privacy.urls")),
    path("", include("customers.activities.urls")),
    path("", include("contacts.urls")),
    path("", include("accounts.urls")),
    path("staff/", include("klantbeheer.staff.urls")),
    path("keys/", TemplateView.as_view(template_name="keys.html"), name="keys"),
    path("admin/", admin.site.urls),
]

handler500 = "klantbeheer.middleware.server_error"
