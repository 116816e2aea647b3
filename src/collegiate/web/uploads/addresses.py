"""The addresses of the data desk."""

from collegiate.web.doors import DATA
from collegiate.web.uploads import desk, filed, jobs, mapping, publishings, watches

ADDRESSES = [
    DATA.at("data/", desk.desk, "data-desk"),
    DATA.at("data/going/", desk.part, "data-going"),
    DATA.sending.at("data/send/", desk.send, "data-send"),
    DATA.sending.at("data/publish/", publishings.publish, "data-publish"),
    DATA.at("data/uploads/<key:key>/", filed.page, "upload"),
    DATA.at("data/uploads/<key:key>/going/", filed.part, "upload-going"),
    DATA.at("data/uploads/<key:key>/refused.csv", filed.refused_csv, "upload-refused"),
    DATA.writing.at("data/uploads/<key:key>/mend/", filed.mending, "upload-mend"),
    DATA.writing.at("data/uploads/<key:key>/map/", mapping.editor, "upload-map"),
    DATA.sending.at("data/uploads/<key:key>/answer/", filed.answer, "upload-answer"),
    DATA.sending.at("data/uploads/<key:key>/replace/", filed.replace, "upload-replace"),
    DATA.sending.at("data/uploads/<key:key>/discard/", filed.discard, "upload-discard"),
    DATA.at("data/publishings/", publishings.listing, "publishings"),
    DATA.at("data/publishings/<key:key>/", publishings.page, "publishing"),
    DATA.at("data/publishings/<key:key>/going/", publishings.part, "publishing-going"),
    DATA.sending.at("data/publishings/<key:key>/undo/", publishings.undo, "publishing-undo"),
    DATA.at("data/mappings/", mapping.listing, "mappings"),
    DATA.sending.at("data/mappings/<key:key>/end/", mapping.end, "mapping-end"),
    DATA.at("data/watches/", watches.listing, "watches"),
    DATA.writing.at("data/watches/add/", watches.add, "watch-add"),
    DATA.writing.at("data/watches/<key:key>/", watches.edit, "watch"),
    DATA.sending.at("data/watches/<key:key>/look/", watches.look, "watch-look"),
    DATA.sending.at("data/watches/<key:key>/remove/", watches.remove, "watch-remove"),
    DATA.at("data/jobs/", jobs.listing, "jobs"),
]
