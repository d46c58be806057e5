"""The guard that keeps children out of what the portal publishes.

`scan(text)` and `findings_of(page)` are what other apps use while somebody writes; the gate before
publication is in `privacy.gate`.
"""

from privacy.detectors import Finding, Level, scan
from privacy.texts import findings_of

__all__ = ["Finding", "Level", "findings_of", "scan"]
