"""Where schools are: latitude and longitude from the Ordnance Survey grid, and the deprivation of the area they stand in."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

BRITISH_GRID = "EPSG:27700"
WGS84 = "EPSG:4326"


def share_postcodes(schools: pa.Table) -> pa.Table:
    """Fill place columns that a school lacks from another school at the same postcode, which stands in the same small area.

    Schools that closed before the register extract have no coordinates of their own; most had a successor on the site.
    """
    place = ("easting", "northing", "latitude", "longitude", "lsoa", "region", "district", "urban_rural")
    postcodes = pc.replace_substring(pc.utf8_upper(schools["postcode"]), " ", "")
    known = pa.table({"postcode": postcodes} | {name: schools[name] for name in place})
    known = known.filter(pc.and_(pc.is_valid(known["lsoa"]), pc.is_valid(known["postcode"])))
    firsts = known.group_by("postcode", use_threads=False).aggregate([(name, "first") for name in place])
    found = pc.index_in(postcodes, value_set=firsts["postcode"])
    missing = pc.is_null(schools["lsoa"])
    for name in place:
        shared = pc.if_else(missing, firsts[f"{name}_first"].take(found), None)
        schools = _put(schools, name, pc.coalesce(schools[name], shared))
    return schools


def share_along(schools: pa.Table) -> pa.Table:
    """Fill place and phase that an earlier establishment lacks from the last of its institution.

    A conversion keeps the site and the pupils; most schools that converted before the extracts are known by name alone.
    """
    kept = ("phase", "la_code", "la_name", "region", "town", "postcode", "urban_rural", "latitude", "longitude", "lsoa")
    last = pc.index_in(schools["institution"], value_set=schools["urn"])
    for name in kept:
        schools = _put(schools, name, pc.coalesce(schools[name], schools[name].take(last)))
    return schools


def add_coordinates(schools: pa.Table) -> pa.Table:
    """Fill latitude and longitude from easting and northing where they are absent.

    Without the national grid-shift file the error is up to four metres: enough for a map, not for a boundary.
    """
    gap = pc.or_(pc.is_null(schools["latitude"]), pc.is_null(schools["longitude"]))
    usable = pc.and_(gap, pc.and_(pc.greater(schools["easting"], 0), pc.greater(schools["northing"], 0)))
    here = np.flatnonzero(pc.fill_null(usable, fill_value=False).to_numpy())
    if not len(here):
        return schools
    latitude, longitude = (_floats(schools[name]) for name in ("latitude", "longitude"))
    longitude[here], latitude[here] = _transform(*(_floats(schools[name])[here] for name in ("easting", "northing")))
    schools = _put(schools, "latitude", pa.array(latitude, from_pandas=True))
    return _put(schools, "longitude", pa.array(longitude, from_pandas=True))


def deprivation_rank(lsoa: pa.ChunkedArray, small_areas: pa.Table) -> pa.ChunkedArray | pa.Array:
    """Return the IDACI rank of each small area by the latest edition that ranks it, empty where none does."""
    ranked = small_areas.filter(pc.is_valid(small_areas["idaci_rank"])).sort_by([("edition", "descending")])
    ranks = ranked.group_by("lsoa", use_threads=False).aggregate([("idaci_rank", "first")])
    return ranks["idaci_rank_first"].take(pc.index_in(lsoa, value_set=ranks["lsoa"]))


def _transform(easting: np.ndarray[Any, Any], northing: np.ndarray[Any, Any]) -> tuple[Any, Any]:
    from pyproj import Transformer

    longitude, latitude = Transformer.from_crs(BRITISH_GRID, WGS84, always_xy=True).transform(easting, northing)
    return np.round(longitude, 6), np.round(latitude, 6)


def _floats(column: pa.ChunkedArray) -> np.ndarray[Any, Any]:
    return column.cast(pa.float64()).to_numpy().copy()


def _put(table: pa.Table, name: str, column: Any) -> pa.Table:
    position = table.column_names.index(name)
    return table.set_column(position, table.schema.field(name), column.cast(table.schema.field(name).type))
