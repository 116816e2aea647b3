"""Fuzz the reader of OneRoster bundles: one file of a good bundle with something put in or taken out."""

from __future__ import annotations

import io
import sys
import zipfile

import atheris

with atheris.instrument_imports(include=["collegiate"]):
    from oracle import look_at

_BUNDLE = {
    "manifest.csv": b"propertyName,value\nmanifest.version,1.0\noneroster.version,1.2\nfile.users,bulk\nfile.orgs,bulk\nfile.classes,bulk\n"
    b"file.enrollments,bulk\nfile.roles,bulk\nfile.demographics,bulk\n",
    "orgs.csv": b"sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId\no,,,Hillside,school,900101,\n",
    "users.csv": b"sourcedId,status,dateLastModified,enabledUser,username,userIds,givenName,familyName,agentSourcedIds,grades,password,primaryOrgSourcedId\n"
    b"p,,,true,,{UPN:A801200005001},Ada,Bird,g,04,secret,o\ng,,,true,,,Mary,Bird,,,,o\nt,,,true,,,Tom,Teach,,,,o\n",
    "roles.csv": b"sourcedId,status,dateLastModified,userSourcedId,roleType,role,beginDate,endDate,orgSourcedId\n"
    b"r1,,,p,primary,student,2021-09-01,,o\nr2,,,g,primary,parent,,,o\nr3,,,t,primary,teacher,,,o\n",
    "classes.csv": b"sourcedId,status,dateLastModified,title,grades,courseSourcedId,classType,schoolSourcedId,termSourcedIds\nc,,,4M,04,,scheduled,o,\n",
    "enrollments.csv": b"sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,beginDate,endDate\n"
    b"e,,,c,o,p,student,2025-09-01,\nf,,,c,o,t,teacher,,\n",
    "demographics.csv": b"sourcedId,status,dateLastModified,birthDate,sex\np,,,2016-02-29,female\n",
}  # fmt: skip
_NAMES = tuple(_BUNDLE)


def one(data: bytes) -> None:
    """Read a bundle of which one file was changed, or whose ZIP was."""
    given = atheris.FuzzedDataProvider(data)
    name, spoil_zip = _NAMES[given.ConsumeIntInRange(0, len(_NAMES) - 1)], given.ConsumeIntInRange(0, 9) == 0
    place, width = given.ConsumeIntInRange(0, 600), given.ConsumeIntInRange(0, 100)
    rest = given.ConsumeBytes(1024)
    good = _BUNDLE[name]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for member, content in _BUNDLE.items():
            changed = good[:place] + rest + good[place + width :]
            archive.writestr(member, changed if member == name and not spoil_zip else content)
    whole = packed.getvalue()
    look_at(
        "oneroster-1.2-bulk-2026-01-09.zip", whole[:place] + rest + whole[place + len(rest) :] if spoil_zip else whole
    )


if __name__ == "__main__":
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()
