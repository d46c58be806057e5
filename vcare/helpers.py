"""Which kinds of partners usually help with a group of hazards. The office has to confirm this."""

#: By hazard group; general knowledge of who is responsible for what in a Thai district.
HELPERS: dict[str, tuple[str, ...]] = {
    "violence": ("police", "social-development", "court", "hospital", "village-head"),
    "accident": ("disaster", "hospital", "subdistrict-health", "local-government", "police"),
    "rights": ("social-development", "court", "district-admin", "eef", "foundation", "special-education"),
    "unhealthiness": ("hospital", "subdistrict-health", "public-health-office", "vhv", "police"),
}


def helpers(hazard: str) -> tuple[str, ...]:
    """Keys of partner types, the nearest first; none for an unknown group."""
    return HELPERS.get(hazard, ())
