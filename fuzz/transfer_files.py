"""Fuzz the reader of transfer files: bytes as they come, and good files with something put in or taken out."""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["collegiate"]):
    from oracle import look_at_document

_GOOD = b"""<?xml version="1.0" encoding="UTF-8"?>
<CTfile><Header><CTFversion>25.0</CTFversion><DateTime>2026-01-09T14:05:00</DateTime><DocumentQualifier>full</DocumentQualifier>
<SourceSchool><LEA>801</LEA><Estab>2001</Estab><URN>900101</URN><AcademicYear>2025</AcademicYear></SourceSchool>
<DestSchool><LEA>801</LEA><Estab>4001</Estab><URN>900401</URN></DestSchool></Header>
<CTFpupilData><Pupil><UPN>A801200005001</UPN><Surname>Bird</Surname><Forename>Ada</Forename><DOB>2016-02-29</DOB><Sex>F</Sex>
<BasicDetails><NCyearActual>4</NCyearActual><Languages><Type><LanguageType>F</LanguageType><Language>ENG</Language></Type></Languages></BasicDetails>
<FSMhistory><FSMinstance><FSMstartDate>2022-09-01</FSMstartDate><UKcountry>ENG</UKcountry></FSMinstance></FSMhistory>
<SENhistory><SEN><StartDate>2023-01-09</StartDate><SENprovision>K</SENprovision></SEN><SENneeds><SENneed><SENtypeRank>1</SENtypeRank><SENtype>SLCN</SENtype></SENneed></SENneeds></SENhistory>
<Address><PostCode>AB12 3CD</PostCode></Address><Contacts><Contact><Order>1</Order><Surname>Bird</Surname><Responsibility>true</Responsibility></Contact></Contacts>
<Attendance><YearData><Year>2025</Year><AttendSessions><AttendanceStartDate>2025-09-01</AttendanceStartDate><AttendanceMarks>/\\/\\I-C1#</AttendanceMarks></AttendSessions></YearData></Attendance>
<StageAssessments><KeyStage><Stage>KS1</Stage><StageAssessment><Year>2023</Year><Subject>READ</Subject><Component>outcome</Component><Result>EXS</Result></StageAssessment></KeyStage></StageAssessments>
<SchoolHistory><School><LEA>801</LEA><Estab>2001</Estab><EntryDate>2021-09-01</EntryDate></School></SchoolHistory><MedicalFlag>true</MedicalFlag>
</Pupil></CTFpupilData></CTfile>"""


def one(data: bytes) -> None:
    """Read one made file: the fuzzer's bytes alone, or put over, or between, parts of a good one."""
    given = atheris.FuzzedDataProvider(data)
    kind = given.ConsumeIntInRange(0, 3)
    place, width = given.ConsumeIntInRange(0, len(_GOOD)), given.ConsumeIntInRange(0, 400)
    rest = given.ConsumeBytes(4096)
    whole = {0: rest, 1: _GOOD[:place] + rest + _GOOD[place:], 2: _GOOD[:place] + rest + _GOOD[place + width :]}
    look_at_document("8012001_CTF_8014001_001.xml", whole.get(kind, _GOOD[:place] + rest))


if __name__ == "__main__":
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()
