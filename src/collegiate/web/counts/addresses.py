"""The addresses of counts, for everybody who may see them; names are on none."""

from collegiate.web.counts import views
from collegiate.web.doors import COUNTS

ADDRESSES = [
    COUNTS.at("counts/", views.start, "counts"),
    COUNTS.at("counts/trusts/<number:uid>/", views.trust, "counts-trust"),
    COUNTS.at("counts/trusts/<number:uid>/<slug:subject>/", views.trust_subject, "counts-trust-subject"),
    COUNTS.at("counts/trusts/<number:uid>/<slug:subject>.csv", views.trust_download, "counts-trust-download"),
    COUNTS.at("counts/schools/<number:urn>/", views.school, "counts-school"),
    COUNTS.at("counts/schools/<number:urn>/<slug:subject>/", views.school_subject, "counts-school-subject"),
    COUNTS.at("counts/schools/<number:urn>/<slug:subject>.csv", views.school_download, "counts-school-download"),
]
