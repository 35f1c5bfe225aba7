"""What stands in the programme file beside the plan: border, institutions, lessons, roles."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from tansiq_planner.files.schema.basics import (
    Count,
    Flag,
    Id,
    IsoDate,
    Key,
    Line,
    Number,
    Positive,
    Record,
    Text,
)

Latitude = Annotated[Number, Field(ge=-90, le=90)]
Longitude = Annotated[Number, Field(ge=-180, le=180)]


class LengthClaim(Record):
    """A length of the border with its source."""

    km: Positive
    source: Line
    from_article: Flag = False


class Length(Record):
    """The length used for planning beside every length claimed."""

    used_for_planning: Positive
    claims: list[LengthClaim] = []


class Place(Record):
    """A town near the border."""

    id: Id
    country: Id
    lat: Latitude
    lon: Longitude
    accuracy: Literal["a", "b"]
    km_to_line: Count
    chainage_km: Count
    ar_unverified: Flag = False
    name: Text


class Crossing(Record):
    """A crossing point; its status is entered by the parties, never assumed."""

    id: Id
    places: list[Id]
    sector: Id
    status: Key
    name: Text


class Sector(Record):
    """A stretch of the border for planning, with a unit on each side."""

    id: Id
    from_km: Count
    to_km: Count
    anchor: Id
    priority: Annotated[int, Field(strict=True, ge=1, le=9)]
    ly_unit: Id | None = None
    dz_unit: Id | None = None
    name: Text


class LiaisonChannel(Record):
    """A way to reach the other side, with its test and its fallback."""

    id: Id
    sector: Id | None = None
    kind: Key
    test: Key
    ack_minutes: Positive
    primary: Key
    fallback: Key


class ActivityNotice(Record):
    """A planned own activity, coarse and without persons."""

    id: Id
    party: Id
    sector: Id
    from_km: Count
    to_km: Count
    start: AwareDatetime
    end: AwareDatetime
    kind: Key
    notice_hours: Count
    status: Key


class SupportPoint(Record):
    """A candidate place of own support: medical, radio relay, water."""

    id: Id
    chainage_km: Count
    reach_km: Positive
    cost: Count


class Border(Record):
    """The common border as a line with kilometre marks."""

    length_km: Length
    chainage: Line | None = None
    line_latlon: list[tuple[Latitude, Longitude]] = []
    places: list[Place] = []
    crossings: list[Crossing] = []
    sectors: list[Sector] = []
    liaison_channels: list[LiaisonChannel] = []
    activity_notices: list[ActivityNotice] = []
    support_points: list[SupportPoint] = []


class Indicator(Record):
    """An institution-building indicator, levels 0..4."""

    id: Id
    unit: Id
    start: Annotated[int, Field(strict=True, ge=0, le=4)]
    target: Annotated[int, Field(strict=True, ge=0, le=4)]
    name: Text
    evidence: Line | None = None


class Lesson(Record):
    """An observation on its way to a lesson."""

    id: Id
    source: Id
    stage: Key
    observation: Line
    cause: Line | None = None
    action: Line | None = None
    owner: Id | None = None
    due: IsoDate | None = None


class Role(Record):
    """A role of an organisation and what it may do."""

    id: Id
    party: Id
    org: Id
    may: list[Key]
