"""The geometry of the funnel: one bar for each stage, in units of its drawing."""

from collections.abc import Sequence
from dataclasses import dataclass

from events.funnel.counting import Funnel, Stage

WIDTH, ROW, BAR, LEFT = 640, 62, 34, 4


@dataclass(frozen=True)
class Bar:
    """A stage; without a number its bar is an empty outline."""

    stage: Stage
    y: int
    x: float
    width: float
    #: Down to the next bar: a shape that says how much is left.
    neck: str


@dataclass(frozen=True)
class Chart:
    bars: Sequence[Bar]
    width: int
    height: int


def chart(funnel: Funnel) -> Chart:
    """Bars in the middle, as wide as their share of the widest; a number that is not known has the full width."""
    stages = funnel.stages()
    full = WIDTH - 2 * LEFT
    widest = max([stage.schools or 0 for stage in stages] + [1])
    widths = [
        full if stage.schools is None else round(max(full * stage.schools / widest, 3), 1) for stage in stages
    ]
    bars = []
    for place, stage in enumerate(stages):
        y = place * ROW + 24
        x = round((WIDTH - widths[place]) / 2, 1)
        neck = ""
        if place + 1 < len(stages) and stage.schools is not None:
            below = round((WIDTH - widths[place + 1]) / 2, 1)
            neck = f"M{x},{y + BAR}H{WIDTH - x}L{WIDTH - below},{y + ROW}H{below}Z"
        bars.append(Bar(stage, y, x, widths[place], neck))
    return Chart(bars, WIDTH, len(stages) * ROW + 6)
