"""Reference tables: deprivation of small areas, and where postcode districts are."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from collegiate.simulate.picture import Picture
from collegiate.simulate.school_files import WRITTEN_ON
from collegiate.simulate.writing import Block, Cells, chosen, layout, numbers, text, write_csv


def write_small_areas(picture: Picture, folder: Path) -> dict[str, int]:
    """Write the indices of deprivation as a workbook."""
    from xlsxwriter import Workbook

    name, headers = "File_3_-_IoD2019_Supplementary_Indices_-_IDACI_and_IDAOPI.xlsx", layout("small_areas")
    columns = _small_areas(picture)
    with Workbook(folder / name, {"constant_memory": True}) as book:
        book.set_properties({"created": WRITTEN_ON})
        sheet = book.add_worksheet("IoD2019 IDACI & IDAOPI")
        sheet.write_row(0, 0, headers)
        words, figures = sheet.write_string, sheet.write_number
        for row, cells in enumerate(zip(*columns, strict=True), start=1):
            for column in range(4):
                words(row, column, cells[column])
            for column in range(4, len(headers)):
                figures(row, column, cells[column])
    return {name: len(columns[0])}


def _small_areas(picture: Picture) -> list[list[str] | list[int]]:
    land = picture.nation.geography
    names = [land.la_name[la] for la in land.area_la.tolist()]
    ranks = (land.imd_rank, land.idaci_rank, land.idaci_rank[::-1])
    figures = [column.tolist() for rank in ranks for column in (rank, _tenths(rank))]
    places = [f"{name} {number}" for name, number in zip(names, land.area_name, strict=True)]
    return [land.area_code, places, [land.la_gss[la] for la in land.area_la.tolist()], names, *figures]


def _tenths(rank: np.ndarray) -> np.ndarray:
    return 1 + (rank - 1) * 10 // len(rank)


def write_postcode_districts(picture: Picture, folder: Path) -> dict[str, int]:
    """Write the middle of each postcode district: that of its town."""
    land, name = picture.nation.geography, "postcodes.csv"
    easting, northing = land.town_easting, land.town_northing
    headers = layout("postcode_districts")
    columns: dict[str, Cells] = {
        "postcode": text(land.town_district),
        "easting": numbers(easting),
        "northing": numbers(northing),
        "latitude": numbers(49 + (northing + 100_000) / 111_200, 5),
        "longitude": numbers(-2.0 + (easting - 400_000) / 67_600, 5),
        "city": text(land.town_name),
        "county": chosen(land.la_name, land.town_la),
        "country_code": "ENG",
        "country_name": "England",
        "iso3166-2": "GB-ENG",
    }
    return {name: write_csv(folder / name, headers, [Block(len(easting), columns)])}
