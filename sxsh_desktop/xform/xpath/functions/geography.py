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

    Several arguments are points each: NaN while one of them has no answer yet. Raises XPathTypeError for a text
    that is no place (JavaRosa).

    | distance('10 105 0 0; 10 105.001 0 0') | 109.63 |
    | distance('10 105', '') | NaN |
    """
    texts = texts_of(values)
    if len(values) > 1 and not all(text.strip() for text in texts):
        return NAN
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


@function("intersects", STRING, returns=BOOLEAN)
def intersects(line: str) -> bool:
    """XLSForm, functions (ODK documentation): whether a geotrace or geoshape crosses or touches itself.

    False for what is no line. The ends of neighbouring parts meet, and so do the first and the last point of what is
    closed: that is no crossing.

    | intersects('10 105; 11 106; 11 105; 10 106') | true |
    | intersects('10 105; 10 106; 11 105; 10 105') | false |
    | intersects('') | false |
    """
    points = _points_of([line])
    parts = [part for part in pairwise(points or ()) if part[0] != part[1]]
    is_closed = len(parts) > 2 and parts[0][0] == parts[-1][1]
    for at, one in enumerate(parts):
        for number, other in enumerate(parts[at + 2 :], at + 2):
            if not (is_closed and at == 0 and number == len(parts) - 1) and _cross(one, other):
                return True
    return False


def _cross(one: tuple[Point, Point], other: tuple[Point, Point]) -> bool:
    """Whether two parts of a line have a point in common; on the scale of a plot the Earth is flat."""
    sides = [_side(*one, other[0]), _side(*one, other[1]), _side(*other, one[0]), _side(*other, one[1])]
    if sides[0] * sides[1] < 0 and sides[2] * sides[3] < 0:
        return True
    ends = ((one, other[0]), (one, other[1]), (other, one[0]), (other, one[1]))
    return any(side == 0 and _is_within(part, end) for side, (part, end) in zip(sides, ends, strict=True))


def _side(start: Point, end: Point, point: Point) -> float:
    return (end[0] - start[0]) * (point[1] - start[1]) - (end[1] - start[1]) * (point[0] - start[0])


def _is_within(part: tuple[Point, Point], point: Point) -> bool:
    """Whether a point that lies on the line through the part lies between its ends."""
    start, end = part
    return all(min(a, b) <= here <= max(a, b) for a, b, here in zip(start, end, point, strict=True))


def _is_inside(point: Point, corners: list[Point]) -> bool:
    """Ray casting: an odd number of edges lies to one side."""
    latitude, longitude = point
    inside = False
    for (lat1, lon1), (lat2, lon2) in pairwise(corners):
        crosses = (lon1 > longitude) != (lon2 > longitude)
        if crosses and latitude < (lat2 - lat1) * (longitude - lon1) / (lon2 - lon1) + lat1:
            inside = not inside
    return inside
