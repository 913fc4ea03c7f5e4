"""Addresses of activities. In a path a customer is its number."""

from django.urls import path

from customers.activities.models import Kind
from customers.activities.views import (
    activities,
    agenda,
    arrivals,
    edit,
    projects,
    step_forms,
    steps,
    treatments,
    trips,
)

app_name = "activities"
CUSTOMER = "customers/<number:number>"
ONE = f"{CUSTOMER}/activities/<int:activity_id>"
urlpatterns = [
    path(f"{CUSTOMER}/activities/", activities.activities, name="activities"),
    path(f"{CUSTOMER}/activities/export/", activities.export, name="export"),
    *(
        path(f"{CUSTOMER}/activities/add/{kind}/", edit.add, {"kind": kind}, name=f"add_{kind}")
        for kind in Kind.values
    ),
    path(f"{ONE}/", activities.activity, name="activity"),
    path(f"{ONE}/edit/", edit.edit, name="edit"),
    path(f"{ONE}/stage/", steps.stage, name="stage"),
    path(f"{ONE}/archive/", steps.archive, name="archive"),
    path(f"{ONE}/restore/", steps.restore, name="restore"),
    path(f"{ONE}/ready/", steps.ready, name="ready"),
    path(f"{ONE}/move/", step_forms.move, name="move"),
    path(f"{ONE}/cancel/", steps.cancel, name="cancel"),
    path(f"{ONE}/stop/", step_forms.stop, name="stop"),
    path(f"{ONE}/renew/", steps.renew, name="renew"),
    path(f"{ONE}/honour/", step_forms.honour, name="honour"),
    path(f"{ONE}/project/", projects.project, name="project"),
    path(f"{ONE}/reads/", treatments.reads, name="reads"),
    path(f"{CUSTOMER}/reads/", treatments.customer_reads, name="customer_reads"),
    path("appointments/", agenda.agenda, name="agenda"),
    path("trips/", trips.trips, name="trips"),
    path("trips/export/", trips.export, name="trips_export"),
    path("arrivals/", arrivals.arrivals, name="arrivals"),
    path("arrivals/add/", arrivals.add, name="arrival_add"),
    path("arrivals/<int:arrival_id>/", arrivals.arrival, name="arrival"),
    path("arrivals/<int:arrival_id>/edit/", arrivals.edit, name="arrival_edit"),
    path("arrivals/<int:arrival_id>/tell/", arrivals.tell, name="arrival_tell"),
]
