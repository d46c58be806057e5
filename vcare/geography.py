"""Where the districts lie. Centres only: no boundary data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from vcare.vocabulary import Source


@dataclass(frozen=True)
class Centre:
    """About where a district's office stands, in degrees (WGS 84), to a hundredth: a kilometre."""

    latitude: float
    longitude: float
    source: Source


#: By the district's key.
CENTRES: Mapping[str, Centre] = {
    key: Centre(latitude, longitude, Source.KNOWLEDGE)
    for key, latitude, longitude in [
        ("2202", 12.45, 102.22),
        ("2207", 13.14, 102.22),
        ("2206", 12.48, 102.07),
        ("2204", 12.91, 102.26),
        ("2205", 12.67, 102.20),
        ("2210", 12.81, 102.12),
    ]
}
