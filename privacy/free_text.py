"""What must not stand in words that people send through a form."""

from privacy.detectors import Level, scan


def about_a_child(text: str) -> list[str]:
    """What could tell which child is meant, in words for the writer."""
    return [str(finding.reason) for finding in scan(text) if finding.level == Level.BLOCK]
