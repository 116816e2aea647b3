"""Getting data in through the browser: sent, read, mended, published, taken back; each written down, each by whom it may be done."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import time
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from made_up_store import MIDDLE, TOWN_PRIMARY
from uploads_desk import MANAGER, OF_MIDDLE, OF_TOWN, OWN_HEADERS, PUPILS, Desk, named, sitting, words

from collegiate.store import Scope, Store

UPN = "Y801200001001"
FILE = "pupils-2026-11-20.csv"


@pytest.fixture
def store(_django: None, tmp_path: Path):
    """A store in which there is nothing yet."""
    from django_tasks_db.models import DBTaskResult

    from collegiate.web.accounts.models import User
    from collegiate.web.uploads.models import Job, Mapping, Publishing, Upload, Watch

    folder = tmp_path / "store"
    folder.mkdir()
    yield folder
    Publishing.objects.exclude(undoes=None).delete()
    for model in (Job, Publishing, Upload, Mapping, Watch, User, DBTaskResult):
        model.objects.all().delete()


@pytest.fixture
def manager(store: Path):
    with sitting(store, MANAGER) as desk:
        yield desk


@pytest.fixture
def middle(store: Path):
    with sitting(store, OF_MIDDLE, span="academy", urn=MIDDLE) as desk:
        yield desk


@pytest.fixture
def town(store: Path):
    with sitting(store, OF_TOWN, span="academy", urn=TOWN_PRIMARY) as desk:
        yield desk


def acts(store: Path) -> list[dict]:
    return [e for e in Store(store).audit.journal if e["kind"] == "act"]


def children(store: Path) -> list[str]:
    found = Store(store).people(Scope.trust_wide("a test", "to see")).pupils(on_roll=None)
    return sorted(f"{c['forename']} {c['surname']} {c['birth_date']}" for c in found)


def inbox(store: Path) -> list[str]:
    return sorted(p.name for p in (store / "inbox").rglob("*.csv"))


def read(desk: Desk, name: str = FILE, text: str | bytes = PUPILS, **fields: object) -> str:
    """Send a file for MIDDLE, and have it read."""
    key = desk.send(name, text, **({"urn": MIDDLE, "system": "sims"} | fields))
    desk.work()
    return key


def test_a_file_is_sent_read_published_mended_and_taken_back(manager: Desk, store: Path) -> None:
    key = manager.send(FILE, PUPILS, urn=MIDDLE, system="sims")
    before = manager.get(f"/data/uploads/{key}/")
    assert "It is being read" in words(before)
    assert '<noscript><meta http-equiv="refresh"' in before
    manager.work()
    page = words(manager.get(f"/data/uploads/{key}/"))
    assert "SIMS: pupils on roll By its headers" in page.replace("Recognised as ", "")
    assert "4 rows in = 4 kept + 0 refused" in page
    assert "One cell could not be taken" in page
    assert "4 DOB 31/02/2016 It is not a day of the calendar" in page
    assert Store(store).current is None
    assert inbox(store) == []

    first = manager.publish(key)
    assert inbox(store) == [FILE]
    assert "Cy Dent None" in children(store)
    assert "4 rows of one table in = 4 kept + 0 refused" in words(manager.get(f"/data/publishings/{first}/"))
    snapshot = Store(store).current

    fields = dict(re.findall(r'name="(cell-[^"]+)" value="([^"]*)"', manager.get(f"/data/uploads/{key}/mend/")))
    assert fields == {"cell-4-3": "31/02/2016"}
    manager.post(f"/data/uploads/{key}/mend/", **{"cell-4-3": "28/02/2016"})
    manager.work()
    assert "Every row and cell of it can be taken" in words(manager.get(f"/data/uploads/{key}/"))
    assert "Cy Dent None" in children(store), "what is mended counts only when it is published"
    second = manager.publish(key)
    assert "Cy Dent 2016-02-28" in children(store)
    assert [p.read_bytes() != PUPILS.encode() for p in (store / "inbox").rglob("*.csv")] == [True]
    assert (store / "uploads" / key / "v1" / FILE).read_text() == PUPILS

    manager.post(f"/data/publishings/{first}/undo/", status=400)  # the second stands on it
    manager.post(f"/data/publishings/{second}/undo/")
    assert Store(store).current == snapshot, "the picture before serves again at once"
    assert "Cy Dent None" in children(store)
    assert (next((store / "inbox").rglob("*.csv"))).read_text() == PUPILS
    said = [a["what"] for a in acts(store)]
    assert [w.split(" ")[0] for w in said] == ["sent", "had", "put", "had", "took"]
    assert all(a["who"] == MANAGER for a in acts(store))
    assert Store(store).audit.verify()


def test_an_undo_after_another_build_builds_without_the_file(manager: Desk, store: Path) -> None:
    first = read(manager)
    one = manager.publish(first)
    second = read(manager, "marks.csv", "Adno,Date,Session,Mark\n000001,16/11/2026,AM,/\n")
    manager.publish(second)
    manager.post(f"/data/publishings/{one}/undo/")
    manager.work()
    assert inbox(store) == ["marks.csv"]
    assert "Ada" not in " ".join(children(store))
    assert "read, not published" in words(manager.get(f"/data/uploads/{first}/"))
    key = acts(store)[-1]
    assert key["what"] == f"took back the publishing of {FILE}"


def test_the_first_picture_cannot_be_undone_into_nothing(manager: Desk) -> None:
    publishing = manager.publish(read(manager))
    said = manager.post(f"/data/publishings/{publishing}/undo/", status=400)
    assert "there is none before it" in said.content.decode()


def test_what_a_picture_was_built_from_before_stays_in_it(manager: Desk, store: Path, tmp_path: Path) -> None:
    from collegiate.build import build

    folder = tmp_path / "from before"
    folder.mkdir()
    (folder / "collegiate.toml").write_text(f'[school]\nurn = {TOWN_PRIMARY}\nsystem = "arbor"\n')
    (folder / "old-2026-11-01.csv").write_text(PUPILS.replace("Bell", "Older"))
    build([folder], store, answers={"old-2026-11-01.csv": "2026-11-01"})
    manager.publish(read(manager))
    names = " ".join(children(store))
    assert "Ada Older" in names and "Ada Bell" in names
    shutil.rmtree(folder)
    key = read(manager, "marks.csv", "Adno,Date,Session,Mark\n000001,16/11/2026,AM,/\n")
    served = Store(store).current
    publishing = manager.publish(key)
    page = words(manager.get(f"/data/publishings/{publishing}/"))
    assert "from before, which is not there any more" in page
    assert Store(store).current == served
    assert inbox(store) == [FILE]


def test_a_file_that_does_not_say_whose_it_is_asks_and_is_answered(manager: Desk) -> None:
    key = read(manager, urn="", system="")
    page = words(manager.get(f"/data/uploads/{key}/"))
    assert "It waits for an answer" in page
    assert "Whose file it is stands nowhere in the file." in page
    assert "command line" not in page
    assert "No row of it can be taken yet" in page
    manager.post("/data/publish/", status=400, file=[key])
    manager.post(f"/data/uploads/{key}/answer/", urn=MIDDLE, system="sims")
    manager.work()
    assert "4 rows in = 4 kept" in words(manager.get(f"/data/uploads/{key}/"))


@pytest.mark.parametrize(
    "answer", [{"year": "last year"}, {"system": "My System!"}, {"as_of": "tomorrow"}, {"source": "staff"}]
)
def test_an_answer_that_cannot_be_read_or_has_no_reason_is_told(manager: Desk, answer: dict[str, str]) -> None:
    key = read(manager)
    manager.post(f"/data/uploads/{key}/answer/", status=400, urn=MIDDLE, **answer)


def test_what_a_file_is_can_be_corrected_with_a_reason(manager: Desk, store: Path) -> None:
    key = read(manager)
    manager.post(f"/data/uploads/{key}/answer/", urn=MIDDLE, system="sims", source="contacts", why="the office says so")
    manager.work()
    page = words(manager.get(f"/data/uploads/{key}/"))
    assert "not recognised" in page
    assert acts(store)[-1]["why"].endswith("gave as reason: the office says so")


def test_headers_of_ones_own_are_mapped_shown_and_kept_for_the_next_file(manager: Desk, store: Path) -> None:
    key = read(manager, "list.csv", OWN_HEADERS)
    page = manager.get(f"/data/uploads/{key}/")
    assert "Say which header is which" in page
    path = f"/data/uploads/{key}/map/?source=pupils"
    fields = ["Pupil ID", "Forename", "Surname", "Birth date", "Year group", "Registration group", "Entry date"]
    form = {f"column-{n}": name for n, name in enumerate(fields)} | {"source": "pupils", "title": "Our own list"}
    assert "Pupil ID" in manager.get(path)
    preview = words(manager.client.post(path, {**form, "do": "show"}).content.decode())
    assert "Two rows of the beginning = 2 kept" in preview
    assert "Ada" in preview.split("As it will be read")[1]
    manager.post(path, status=302, do="keep", **form)
    manager.work()
    assert "Our own list" in manager.get(f"/data/uploads/{key}/")
    next_key = read(manager, "list-2026-11-27.csv", OWN_HEADERS)
    assert "2 rows in = 2 kept" in words(manager.get(f"/data/uploads/{next_key}/"))
    listed = manager.get("/data/mappings/")
    mapping = re.search(r"/data/mappings/(\w+)/end/", listed)
    assert mapping
    manager.post(f"/data/mappings/{mapping[1]}/end/")
    third = read(manager, "list-2026-12-04.csv", OWN_HEADERS)
    assert "Its headers are not known" in words(manager.get(f"/data/uploads/{third}/"))
    assert [a["what"].split(":")[0] for a in acts(store) if "mapping" in a["what"]] == [
        "kept a mapping of headers to pupils", "ended the mapping Our own list",
    ]  # fmt: skip


def test_a_mapping_that_says_nothing_is_refused_in_words(manager: Desk) -> None:
    key = read(manager, "list.csv", OWN_HEADERS)
    said = manager.post(f"/data/uploads/{key}/map/?source=pupils", status=400, source="pupils", title="x", do="keep", **{f"column-{n}": "" for n in range(7)})  # fmt: skip
    assert "Say of at least one column" in said.content.decode()
    for line in ("²", "9" * 5000):  # no line of the file: the first row is its header
        manager.post(
            f"/data/uploads/{key}/map/?source=pupils", status=400, source="pupils", title="x", do="keep", header=line
        )


def test_refused_rows_are_handed_out_with_reasons_and_the_mended_file_takes_the_place(manager: Desk) -> None:
    key = read(manager, text=PUPILS + "000005,=1+1,Eve,x,,6\n")
    csv = manager.client.get(f"/data/uploads/{key}/refused.csv").getvalue().decode("utf-8-sig")
    assert "31/02/2016" in csv and "Write the day as" in csv
    same = manager.post(f"/data/uploads/{key}/replace/", 400, files=named(FILE, PUPILS + "000005,=1+1,Eve,x,,6\n"))
    assert "byte for byte" in same.content.decode()
    manager.post(f"/data/uploads/{key}/replace/", files=named("mended.csv", PUPILS.replace("31/02/2016", "28/02/2016")))
    manager.work()
    page = words(manager.get(f"/data/uploads/{key}/"))
    assert "Every row and cell of it can be taken" in page
    assert "sent again, mended" in page


def test_a_whole_row_is_mended_and_a_masked_number_stays(manager: Desk, store: Path) -> None:
    key = read(manager, text=PUPILS.replace("Y801200001001,6,6A,03/09/2020", "Y801200001001,6,6A", 1))
    page = manager.get(f"/data/uploads/{key}/mend/")
    assert UPN not in page
    assert "[UPN]" in page
    row = re.search(r'name="row-2"[^>]*>([^<]*)<', page)
    assert row
    manager.post(f"/data/uploads/{key}/mend/", **{"row-2": row[1].strip() + ",03/09/2020"})
    manager.work()
    mended = (store / "uploads" / key / "v2" / FILE).read_text()
    assert mended == PUPILS
    said = manager.post(f"/data/uploads/{key}/mend/", 400, **{"row-2": "[UPN],[UPN],[UPN]"})
    assert "fewer of them" in said.content.decode()


def test_a_file_is_discarded_with_its_bytes_but_not_while_it_is_published(manager: Desk, store: Path) -> None:
    key = read(manager)
    manager.publish(key)
    manager.post(f"/data/uploads/{key}/discard/", status=400, why="sent twice")
    other = read(manager, "twice.csv")
    manager.post(f"/data/uploads/{other}/discard/", why="sent twice")
    assert not (store / "uploads" / other).exists()
    assert "It was discarded" in words(manager.get(f"/data/uploads/{other}/"))
    assert acts(store)[-1]["why"].endswith("sent twice")


def test_pupil_numbers_stand_in_no_name_page_journal_or_table_of_the_database(manager: Desk, store: Path) -> None:
    from collegiate.web.uploads.models import Job, Upload

    key = read(
        manager, f"{UPN}_list-2026-11-20.csv", PUPILS.replace("17/02/2016,", "17/02/2016,not a number Y801200001001")
    )
    said = manager.get(f"/data/uploads/{key}/") + manager.get("/data/") + manager.get("/data/jobs/")
    said += manager.get(f"/data/uploads/{key}/mend/") + manager.get(f"/data/uploads/{key}/map/")
    said += manager.client.get(f"/data/uploads/{key}/refused.csv").getvalue().decode()
    said += Store(store).audit.journal.path.read_text()
    said += "".join(str(list(m.objects.values())) for m in (Upload, Job))
    said += " ".join(str(p) for p in store.rglob("*"))
    assert UPN not in said
    assert "2026-11-20.csv" in said
    refused = manager.post(f"/data/uploads/{key}/discard/", 400, why=f"it is {UPN}")
    assert "pupil number" in refused.content.decode()


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\marks 2026.csv", "marks 2026.csv"),
        (".hidden.csv", "hidden.csv"),
        ("~$open.xlsx", "_open.xlsx"),
        ("naïve<script>.csv", "naive_script_.csv"),
        ("x" * 300 + ".csv", "x" * 116 + ".csv"),
        ("A123456789012.csv", "number left out.csv"),
        ("", "file without a name"),
    ],
)
def test_a_name_is_never_trusted(given: str, kept: str) -> None:
    from collegiate.web.uploads.folders import safe_name

    assert safe_name(given) == kept


@pytest.mark.parametrize("name", ["collegiate.toml", "x.mapping.toml"])
def test_a_name_that_speaks_to_the_build_is_refused(manager: Desk, store: Path, name: str) -> None:
    said = manager.post("/data/send/", 400, files=named(name, "[school]\nurn = 1\n"), urn=MIDDLE)
    assert "send the data itself" in said.content.decode()
    assert not list((store / "uploads" / "incoming").glob("*"))


def test_what_is_too_large_or_too_many_is_refused_and_leaves_nothing(
    manager: Desk, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLLEGIATE_UPLOAD_MB", "1")
    monkeypatch.setenv("COLLEGIATE_UPLOAD_FILES", "2")
    said = manager.post("/data/send/", 400, files=named("big.csv", b"x" * 1_500_000), urn=MIDDLE)
    assert "larger than 1 MB" in said.content.decode()
    many = [named(f"{n}.csv", PUPILS) for n in range(3)]
    assert "More than 2 files" in manager.post("/data/send/", 400, files=many, urn=MIDDLE).content.decode()
    manager.post("/data/send/", 413, files=named("big.csv", b"x" * 4_100_000), urn=MIDDLE)
    assert "Choose at least one file" in manager.post("/data/send/", 400, urn=MIDDLE).content.decode()
    assert not list((store / "uploads").rglob("*.*"))
    monkeypatch.setenv("COLLEGIATE_UPLOADS_WAITING", "1")
    read(manager)
    assert "lie here unpublished" in manager.post("/data/send/", 400, files=named("b.csv", PUPILS)).content.decode()


def test_a_form_from_elsewhere_is_refused_before_anything_is_kept(manager: Desk, store: Path) -> None:
    from django.test import Client

    from collegiate.web.accounts.models import User
    from collegiate.web.uploads.models import Upload

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(User.objects.get(email=MANAGER))
    assert strict.post("/data/send/", {"files": named("a.csv", PUPILS), "urn": MIDDLE}).status_code == 403
    assert not Upload.objects.exists()
    assert not list((store / "uploads" / "incoming").glob("*"))


def test_a_data_manager_of_one_academy_sees_and_touches_no_others_files(middle: Desk, town: Desk, store: Path) -> None:
    from collegiate.web.uploads.models import Watch

    key = read(middle)
    for tail in ("", "going/", "refused.csv", "mend/", "map/"):
        town.get(f"/data/uploads/{key}/{tail}", 404)
    for tail in ("answer/", "replace/", "discard/"):
        town.post(f"/data/uploads/{key}/{tail}", 404, files=named("x.csv", "a,b\n"))
    assert FILE not in town.get("/data/") + town.get("/data/jobs/")
    town.post("/data/publish/", 400, file=[key])
    publishing = middle.publish(key)
    town.get(f"/data/publishings/{publishing}/", 404)
    town.get(f"/data/publishings/{publishing}/going/", 404)
    town.post(f"/data/publishings/{publishing}/undo/", 404)
    assert FILE not in town.get("/data/publishings/")
    watch = Watch.objects.create(name="Middle's", kind="folder", path="m", urn=MIDDLE, by="a test")
    town.get(f"/data/watches/{watch.key}/", 404)
    town.post(f"/data/watches/{watch.key}/look/", 404)
    town.post(f"/data/watches/{watch.key}/remove/", 404)
    assert "Middle's" not in town.get("/data/watches/")
    assert f"URN {MIDDLE}" not in town.get("/data/")
    refused = town.post("/data/send/", 400, files=named(FILE, PUPILS), urn=MIDDLE)
    assert "that you look after" in refused.content.decode()
    town.post("/data/send/", 400, files=named(FILE, PUPILS), urn="")


def test_a_data_manager_of_one_academy_publishes_no_rows_of_another_and_nothing_national(middle: Desk) -> None:
    rows = "URN,Adno,Date,Session,Mark\n900201,000001,16/11/2026,AM,/\n"
    key = read(middle, "marks.csv", rows)
    if "1 kept" in words(middle.get(f"/data/uploads/{key}/")):
        assert "schools that you do not look after" in middle.post("/data/publish/", 400, file=[key]).content.decode()
    national = read(
        middle, "la_and_region_codes_meta.csv", "LEA,LA Name,REGION,REGION NAME\n860,Staffordshire,F,West Midlands\n"
    )
    assert "1 kept" in words(middle.get(f"/data/uploads/{national}/"))
    assert "more than your academies" in middle.post("/data/publish/", 400, file=[national]).content.decode()


def test_a_zip_shows_each_table_in_it(manager: Desk) -> None:
    bytes_ = BytesIO()
    with zipfile.ZipFile(bytes_, "w") as archive:
        archive.writestr(FILE, PUPILS)
        archive.writestr("notes.txt", "nothing here")
    key = read(manager, "all.zip", bytes_.getvalue())
    page = words(manager.get(f"/data/uploads/{key}/"))
    assert f"all.zip/{FILE}" in page
    manager.post(f"/data/uploads/{key}/mend/", status=400)


def test_the_desk_says_who_has_and_has_not_sent_and_what_was_published_last(
    browse, made_up_store: Path, _django: None
) -> None:
    from collegiate.web.accounts.models import User
    from collegiate.web.uploads.models import Upload

    try:
        with sitting(made_up_store, MANAGER) as desk:
            page = words(desk.get("/data/"))
            receipts = Store(made_up_store).reader().receipts()
            total = {n: sum(r[n] for r in receipts) for n in ("rows_in", "rows_kept", "rows_refused")}
            assert (
                f"{total['rows_in']:,} rows in = {total['rows_kept']:,} kept + {total['rows_refused']:,} refused"
                in page
            )
            assert "Windmill Park CE Middle School" in page
            assert "Who has and has not sent" in page
            assert "never sent" in page or "late" in page
        with sitting(made_up_store, OF_TOWN, span="academy", urn=TOWN_PRIMARY) as desk:
            assert "Windmill Park" not in desk.get("/data/")
    finally:
        User.objects.all().delete()
        Upload.objects.all().delete()


WORKER = "from pathlib import Path\nimport sys, threading\nfrom collegiate.web.worker import run\nif __name__ == '__main__':\n    run(Path(sys.argv[1]), stop=threading.Event())\n"


def test_a_worker_killed_in_mid_build_leaves_the_old_picture_and_the_next_one_finishes_the_job(
    manager: Desk, store: Path, tmp_path: Path
) -> None:
    import os

    from collegiate.web.uploads.models import Job, Publishing, State

    first = read(manager)
    manager.publish(first)
    served = Store(store).current
    big = "Adno,Date,Session,Mark\n" + "".join(
        f"{n:06},{d:02}/10/2026,{s},/\n" for n in range(6000) for d in range(5, 15) for s in ("AM", "PM")
    )
    key = read(manager, "marks-2026-27.csv", big)
    response = manager.post("/data/publish/", file=[key])
    publishing = Publishing.objects.get(key=response["Location"].split("/")[3])
    program = tmp_path / "worker.py"
    program.write_text(WORKER)
    environment = os.environ | {"COLLEGIATE_STORE": str(store)}
    running = subprocess.Popen([sys.executable, str(program), str(store)], env=environment)
    try:
        _until(lambda: publishing.jobs.get().state == State.RUNNING and (store / "work").exists(), running)
    finally:
        running.kill()
        running.wait()
    assert Store(store).current == served, "nothing is half published"
    assert publishing.jobs.get().state == State.RUNNING
    assert "being worked on" in manager.get("/data/jobs/")
    manager.work()
    job = Job.objects.get(publishing=publishing)
    assert (job.state, job.tries) == (State.DONE, 2)
    assert Store(store).current not in (served, None)
    assert inbox(store) == ["marks-2026-27.csv", FILE]
    assert not list((store / "inbox").rglob(".*"))


def _until(so, running: subprocess.Popen[bytes], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not so():
        assert running.poll() is None, "the worker ended by itself"
        assert time.monotonic() < end, "it did not come so far"
        time.sleep(0.02)


def test_work_that_ends_the_worker_three_times_is_given_up(manager: Desk) -> None:
    from collegiate.web.uploads.models import Job

    key = manager.send(FILE, PUPILS, urn=MIDDLE, system="sims")
    Job.objects.update(tries=3, state="running")
    manager.work()
    page = words(manager.get(f"/data/uploads/{key}/"))
    assert "begun 3 times" in page
    assert "Nothing of it can be taken" in page


def test_a_worker_that_is_asked_to_stop_puts_its_work_back(manager: Desk, store: Path, monkeypatch) -> None:
    from collegiate.web import worker
    from collegiate.web.uploads.models import Job

    key = manager.send(FILE, PUPILS, urn=MIDDLE, system="sims")
    worker._stopping.set()
    try:
        with pytest.raises(worker.Stopped):
            worker._do_next("reading")
    finally:
        worker._stopping.clear()
    job = Job.objects.get()
    assert (job.state, job.tries) == ("waiting", 0)
    assert manager.work() == 1
    assert "4 rows in" in words(manager.get(f"/data/uploads/{key}/"))


def test_a_second_worker_is_told_that_there_is_one(store: Path) -> None:
    import threading

    from filelock import FileLock

    from collegiate.web.worker import WorkerRunningError, _alone

    with FileLock(store / "worker.lock"):
        with pytest.raises(WorkerRunningError, match="Another worker"), _alone(store, threading.Event(), wait=False):
            pass
        stop = threading.Event()
        threading.Timer(0.1, stop.set).start()
        with _alone(store, stop, wait=True) as mine:
            assert mine is False


def test_a_job_of_the_queue_holds_no_word_of_a_file(manager: Desk) -> None:
    from django_tasks_db.models import DBTaskResult

    read(manager)
    said = json.dumps(list(DBTaskResult.objects.values("args_kwargs", "traceback", "return_value")), default=str)
    assert FILE not in said
