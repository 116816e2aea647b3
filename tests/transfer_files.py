"""Transfer files for the tests, made of a few words each."""

from __future__ import annotations

from collections.abc import Sequence

HEADER = """<Header><DocumentName>Common Transfer File</DocumentName><CTFversion>{version}</CTFversion>
<DateTime>{sent}</DateTime><DocumentQualifier>full</DocumentQualifier><SupplierID>made up</SupplierID>
<SourceSchool><LEA>801</LEA><Estab>2001</Estab>{source}<SchoolName>Hillside First</SchoolName><AcademicYear>2025</AcademicYear></SourceSchool>
<DestSchool><LEA>801</LEA><Estab>4001</Estab>{destination}</DestSchool></Header>"""

BIRD = """<Pupil><UPN>A801200005001</UPN><Surname>Bird</Surname><Forename>Ada</Forename><DOB>2016-02-29</DOB><Sex>F</Sex>
<BasicDetails><NCyearActual>4</NCyearActual><Ethnicity>WBRI</Ethnicity><EnrolStatus>C</EnrolStatus></BasicDetails></Pupil>"""


def transfer(
    pupils: Sequence[str] = (BIRD,),
    *,
    version: str = "25.0",
    sent: str = "2026-01-09T14:05:00",
    source: str = "<URN>900101</URN>",
    destination: str = "<URN>900401</URN>",
    root: str = "CTfile",
) -> str:
    """Write a transfer file of these Pupil elements."""
    header = HEADER.format(version=version, sent=sent, source=source, destination=destination)
    data = root.replace("file", "fpupilData") if root == "CTfile" else "ATFpupilData"
    body = "\n".join(pupils)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{root}>\n{header}\n<{data}>\n{body}\n</{data}>\n</{root}>\n'


def pupil(inner: str, *, surname: str = "Bird", upn: str = "A801200005001") -> str:
    """Write a Pupil element with some inner elements."""
    return f"<Pupil><UPN>{upn}</UPN><Surname>{surname}</Surname><Forename>Ada</Forename><DOB>2016-02-29</DOB><Sex>F</Sex>{inner}</Pupil>"
