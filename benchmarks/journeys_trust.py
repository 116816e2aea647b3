"""The trusts that the journeys go through: 20 academies and 12,000 children of a made-up nation, built once and kept.

uv run python benchmarks/journeys_trust.py FOLDER
"""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np

ACADEMIES, PUPILS, YEARS, SCHOOLS, SEED = 20, 12_000, 2, 600, 3


def prepare(folder: Path) -> Path:
    """Make up the files and build the store, unless both are there. Returns the store's folder.

    It is built twice: every store has a picture and the one before from its second week on, and pages say what changed between them.
    """
    store = folder / "store"
    if (folder / "trusts.json").exists():
        return store
    from collegiate.build import build

    trusts = _write(folder / "files")
    for _ in range(2):
        build([folder / "files"], store)
    (folder / "trusts.json").write_text(json.dumps(trusts), encoding="utf-8")
    return store


def _write(files: Path) -> list[int]:
    """Write the nation, and the children of its two trusts and of as many academies of a third as are wanting."""
    from collegiate.simulate import write_nation
    from collegiate.simulate.children import make_trust
    from collegiate.simulate.children.schools import trust_schools
    from collegiate.simulate.children_files import write_children
    from collegiate.simulate.write import make_picture

    write_nation(files, seed=SEED, schools=SCHOOLS)
    picture = make_picture(seed=SEED, schools=SCHOOLS, years=4)
    nation, trust_now = picture.nation, picture.groups.trust_now
    own = trust_schools(nation, "both")
    sizes = np.bincount(trust_now[trust_now >= 0])
    sizes[[trust_now[nation.rural[0]], trust_now[nation.urban[0]]]] = 0
    third = int(sizes.argmax())
    members = np.flatnonzero(trust_now == third)[: ACADEMIES - len(own)]
    others = trust_schools(replace(nation, rural=members), "three-tier")
    every = [*own, *(replace(school, group=2) for school in others)]
    assert len(every) == ACADEMIES, f"{len(every)} academies"
    trust = make_trust(seed=SEED, pupils=PUPILS, years=YEARS, schools=every, nation=nation)
    write_children(files / "children", trust)
    for truth in files.rglob("truth.json"):
        truth.unlink()
    return [picture.groups.uid_of(int(trust_now[i])) for i in (nation.rural[0], nation.urban[0], members[0])]


if __name__ == "__main__":
    print(prepare(Path(sys.argv[1])))
