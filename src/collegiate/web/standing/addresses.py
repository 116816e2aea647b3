"""The addresses of how academies stand."""

from collegiate.web.authorization.rights import Right
from collegiate.web.doors import Door
from collegiate.web.standing.pages import academy, area, listing, standard

READING, JUDGING = Door(Right.READ_STRATEGY), Door(Right.PLAN)
MODERATING, SETTLING = Door(Right.LEAD_IMPROVEMENT), Door(Right.SETTLE)
_AREA = "standing/schools/<number:urn>/<slug:framework>/<slug:area>/"

ADDRESSES = [
    READING.at("standing/", listing.listing, "standing"),
    SETTLING.writing.at("standing/standard/<number:uid>/", standard.standard, "standing-standard"),
    READING.at("standing/schools/<number:urn>/", academy.academy, "standing-academy"),
    READING.at(_AREA, area.area, "standing-area"),
    JUDGING.writing.at(f"{_AREA}judge/", area.judge, "standing-judge"),
    MODERATING.writing.at(f"{_AREA}moderate/", area.moderate, "standing-moderate"),
    JUDGING.writing.at(f"{_AREA}evidence/", area.evidence, "standing-evidence"),
    JUDGING.writing.at(f"{_AREA}inspected/", area.inspected, "standing-inspected"),
    JUDGING.sending.at(f"{_AREA}back/", area.back, "standing-back"),
]
