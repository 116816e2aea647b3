"""What lies beside the data to say what the data do not: manifests and the user's own mapping files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from collegiate.intake.dating import MANIFEST, Told, folders_up, told
from collegiate.intake.files import Given, Piece
from collegiate.intake.frame import FileError
from collegiate.intake.mapping import SUFFIX, load_mapping
from collegiate.intake.sources import Source, SourceError


def asides(given: Iterable[Given]) -> list[Given]:
    """The manifests and mapping files beside the data: read for what they say, and named only when they are broken."""
    folders = dict.fromkeys((folder, g.root) for g in given for folder in folders_up(g.path.parent, g.root))
    files: dict[Path, Given] = {}
    for folder, root in folders:
        for path in sorted([*folder.glob(f"*{SUFFIX}"), *folder.glob(MANIFEST)]):
            name = path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name
            files.setdefault(path, Given(path, name, root))
    return list(files.values())


def check_aside(path: Path, known: tuple[Source, ...]) -> FileError | None:
    """Return what is wrong with a manifest or a mapping file, if anything."""
    try:
        if path.name == MANIFEST:
            told(path, path.parent, path.name, "", {})
        else:
            load_mapping(path, [s for s in known if s.mapped is None])
    except SourceError as error:
        return FileError(str(error), "Mend it, and read the files again.")
    return None


def users_mappings(given: Given, known: tuple[Source, ...]) -> tuple[Source, ...]:
    """The user's own mapping files beside the data and in the folder that was given; a broken one is named on its own."""
    found = []
    for folder in folders_up(given.path.parent, given.root):
        for path in sorted(folder.glob(f"*{SUFFIX}")):
            try:
                found.append(load_mapping(path, [s for s in known if s.mapped is None]))
            except SourceError:
                continue
    return tuple(found)


def told_of(given: Given, piece: Piece, answers: Mapping[str, str]) -> Told:
    """Gather what has been said of a piece of a file; a broken manifest, which is named on its own, says nothing."""
    try:
        return told(given.path, given.root, given.relative, piece.member, answers)
    except SourceError:
        return Told(next((answers[n] for n in (piece.member, given.relative, given.path.name) if n in answers), ""))
