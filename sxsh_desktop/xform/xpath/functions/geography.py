"""Points, lines and areas on a spherical Earth of 6,378,100 m radius, as ODK computes them."""

from __future__ import annotations

import math
from itertools import pairwise

from sxsh_desktop.base.words import _
from sxsh_desktop.xform.xpath.convert import NAN, number_of_text
from sxsh_desktop.xform.xpath.errors import XPathTypeError
from sxsh_desktop.xform.xpath.functions.strings import texts_of
from sxsh_desktop.xform.xpath.nodes import Value
from sxsh_desktop.xform.xpath.pieces import BOOLEAN, NUMBER, STRING, VALUE
from sxsh_desktop.xform.xpath.registry import function

EARTH_RADIUS = 6_378_100.0
"""Metres; JavaRosa, GeoUtils."""

Point = tuple[float, float]
"""Latitude and longitude in degrees."""


def _points_of(texts: list[str]) -> list[Point] | None:
    """The points of texts like "10.45 105.63 0 5; ..."; None if one of them is no point."""
    points: list[Point] = []
    for part in (part for text in texts for part in text.strip().strip(";").split(";")):
        words = part.split()
        if not 2 <= len(words) <= 4:
            return None
        latitude, longitude = number_of_text(words[0]), number_of_text(words[1])
        if not (abs(latitude) <= 90 and abs(longitude) <= 180):
            return None
        points.append((latitude, longitude))
    return points


@function("area", VALUE, returns=NUMBER)
def area(value: Value) -> float:
    """ODK XForms: square metres inside a geoshape or points, to the square centimetre; 0 for what is no shape.

    | area('10 105 0 0; 10 105.001 0 0; 10.001 105 0 0; 10 105 0 0') | 6101.8 |
    | enclosed-area('') | 0 |
    """
    points = _points_of(texts_of((value,)))
    if points is None or len(points) < 3:
        return 0.0
    total = sum(
        math.radians(end[1] - start[1])
        * (2 + math.sin(math.radians(start[0])) + math.sin(math.radians(end[0])))
        for start, end in pairwise([*points, points[0]])
    )
    return _to_cents(abs(total * EARTH_RADIUS**2 / 2))


function("enclosed-area", VALUE, returns=NUMBER)(area)


@function("distance", VALUE, returns=NUMBER, rest=VALUE)
def distance(*values: Value) -> float:
    """ODK XForms: metres along a geotrace, a geoshape or points, to the centimetre; NaN for less than two points.

    Several arguments are points each. Raises XPathTypeError for a text that is no place (JavaRosa).

    | distance('10 105 0 0; 10 105.001 0 0') | 109.63 |
    """
    texts = texts_of(values)
    points = _points_of(texts)
    if len(values) > 1 and any(";" in text.strip().strip(";") for text in texts):
        points = None
    if points is None and any(text.strip() for text in texts):
        raise XPathTypeError(what=_("a place or a line"), given="; ".join(texts)[:80])
    if points is None or len(points) < 2:
        return NAN
    return _to_cents(sum(_between(start, end) for start, end in pairwise(points)))


def _between(start: Point, end: Point) -> float:
    latitude, other = math.radians(start[0]), math.radians(end[0])
    turn = math.radians(end[1] - start[1])
    cosine = math.sin(latitude) * math.sin(other) + math.cos(latitude) * math.cos(other) * math.cos(turn)
    return math.acos(max(-1.0, min(1.0, cosine))) * EARTH_RADIUS


def _to_cents(value: float) -> float:
    return math.floor(value * 100 + 0.5) / 100


@function("geofence", STRING, STRING, returns=BOOLEAN)
def geofence(point: str, shape: str) -> bool:
    """ODK XForms: whether a geopoint lies inside a geoshape that is closed; false for what is no point or shape.

    | geofence('10.2 105.2', '10 105; 10 106; 11 105; 10 105') | true |
    """
    points, corners = _points_of([point]), _points_of([shape])
    if not points or not corners or len(corners) < 4 or corners[0] != corners[-1]:
        return False
    return _is_inside(points[0], corners)


def _is_inside(point: Point, corners: list[Point]) -> bool:
    """Ray casting: an odd number of edges lies to one side."""
    latitude, longitude = point
    inside = False
    for (lat1, lon1), (lat2, lon2) in pairwise(corners):
        crosses = (lon1 > longitude) != (lon2 > longitude)
        if crosses and latitude < (lat2 - lat1) * (longitude - lon1) / (lon2 - lon1) + lat1:
            inside = not inside
    return inside
