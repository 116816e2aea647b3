"""The doors of the data desk. A file of the made-up store is nobody's: what each person sees of files is tried in test_uploads.py."""

from door_rows import Row

_FILE, _PUBLISHING, _OTHER = "/data/uploads/0WNFILE000/", "/data/publishings/0WNPUB0000/", "0WN0000000"

ROWS = {
    "data-desk": Row("/data/"),
    "data-going": Row("/data/going/"),
    "data-send": Row("/data/send/", sends={"urn": "900102"}),
    "data-publish": Row("/data/publish/", sends={"file": "0WNFILE000"}),
    "upload": Row(_FILE),
    "upload-going": Row(f"{_FILE}going/"),
    "upload-refused": Row(f"{_FILE}refused.csv"),
    "upload-mend": Row(f"{_FILE}mend/"),
    "upload-map": Row(f"{_FILE}map/"),
    "upload-answer": Row(f"{_FILE}answer/", sends={"urn": "900102"}),
    "upload-replace": Row(f"{_FILE}replace/", sends={}),
    "upload-discard": Row(f"{_FILE}discard/", sends={"why": "sent twice"}),
    "publishings": Row("/data/publishings/"),
    "publishing": Row(_PUBLISHING),
    "publishing-going": Row(f"{_PUBLISHING}going/"),
    "publishing-undo": Row(f"{_PUBLISHING}undo/", sends={}),
    "mappings": Row("/data/mappings/"),
    "mapping-end": Row(f"/data/mappings/{_OTHER}/end/", sends={}),
    "watches": Row("/data/watches/"),
    "watch-add": Row("/data/watches/add/"),
    "watch": Row(f"/data/watches/{_OTHER}/"),
    "watch-look": Row(f"/data/watches/{_OTHER}/look/", sends={}),
    "watch-remove": Row(f"/data/watches/{_OTHER}/remove/", sends={}),
    "jobs": Row("/data/jobs/"),
}
