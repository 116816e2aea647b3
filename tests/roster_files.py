"""OneRoster bundles for the tests."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

HEAD = "sourcedId,status,dateLastModified"
FILES_12 = {
    "orgs": f"{HEAD},name,type,identifier,parentSourcedId\norg-1,,,Hillside,school,900101,trust\ntrust,,,The trust,district,,\n",
    "academicSessions": f"{HEAD},title,type,startDate,endDate,parentSourcedId,schoolYear\nay,,,2025/26,schoolYear,2025-09-01,2026-08-31,,2026\n",
    "courses": f"{HEAD},schoolYearSourcedId,title,courseCode,grades,orgSourcedId,subjects,subjectCodes\ncrs,,,ay,Maths,,,org-1,Mathematics,\n",
    "classes": f"{HEAD},title,grades,courseSourcedId,classCode,classType,location,schoolSourcedId,termSourcedIds\n"
    "cls-1,,,4M,04,crs,,scheduled,,org-1,ay\ncls-2,,,4B,04,,,homeroom,,org-1,ay\n",
    "users": f"{HEAD},enabledUser,username,userIds,givenName,familyName,middleName,identifier,email,agentSourcedIds,grades,password,"
    "preferredGivenName,primaryOrgSourcedId,metadata.title,metadata.house\n"
    'p-1,,,true,,"{UPN:A801200005001},{ULN:1000000043}",Ada,Bird,May,p-1,,g-1,04,hunter2,Addie,org-1,,red\n'
    "p-2,,,true,,,Ben,Crow,,p-2,,,KG,,,org-1,,\n"
    "g-1,,,true,,,Mary,Bird,,,mary@example.org,,,,,org-1,,\n"
    "t-1,,,true,,,Tom,Teach,,,tom@example.org,,,,,org-1,Mr,\n",
    "roles": f"{HEAD},userSourcedId,roleType,role,beginDate,endDate,orgSourcedId,userProfileSourcedId\n"
    "r-1,,,p-1,primary,student,2021-09-03,,org-1,\nr-2,,,p-2,primary,student,2025-09-03,2026-02-13,org-1,\n"
    "r-3,,,g-1,primary,guardian,,,org-1,\nr-4,,,t-1,primary,ext:tutor,2019-09-01,,org-1,\n",
    "enrollments": f"{HEAD},classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate\n"
    "e-1,,,cls-1,org-1,p-1,student,,2025-09-03,\ne-2,,,cls-2,org-1,p-2,student,,,\ne-3,,,cls-1,org-1,t-1,teacher,true,,\n",
    "demographics": f"{HEAD},birthDate,sex,americanIndianOrAlaskaNative\np-1,,,2016-02-29,female,\np-2,,,2021-03-01,male,\n",
    "categories": f"{HEAD},title,weight\ncat,,,Tests,1\n",
    "lineItems": f"{HEAD},title,description,assignDate,dueDate,classSourcedId,categorySourcedId,academicSessionSourcedId,resultValueMin,resultValueMax,schoolSourcedId\n"
    "li,,,Fractions,,,,cls-1,cat,ay,0,20,org-1\n",
    "results": f"{HEAD},lineItemSourcedId,studentSourcedId,scoreStatus,score,scoreDate,comment,textScore\n"
    "s-1,,,li,p-1,fully graded,17.5,2025-10-03,,\ns-2,,,li,p-2,exempt,,2025-10-03,,\n",
}  # fmt: skip


def manifest(modes: Mapping[str, str], version: str = "1.2") -> str:
    """Write a manifest that says of each file what `modes` says."""
    lines = ["propertyName,value", "manifest.version,1.0", f"oneroster.version,{version}", "source.systemName,Made up"]
    return "\n".join([*lines, *(f"file.{name},{mode}" for name, mode in modes.items())]) + "\n"


def bundle(
    path: Path, files: Mapping[str, str], modes: Mapping[str, str] | None = None, *, version: str = "1.2"
) -> Path:
    """Write a bundle; each file is bulk unless `modes` says otherwise."""
    said = dict.fromkeys(files, "bulk") | dict(modes or {})
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest.csv", manifest(said, version))
        for name, content in files.items():
            archive.writestr(f"{name}.csv", content)
    path.write_bytes(packed.getvalue())
    return path
