"""Pictures: a rating as SVG, a bar for each factor, and below where its points lie among the levels.

The faint length behind a bar is what the factor can add at most, so that the weights are seen too. Everything that a
colour says is said by a word or a number as well, and the description says the whole in sentences.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kyc_service.domain.risk.facts import Facts
from kyc_service.domain.risk.levels import Level
from kyc_service.domain.risk.rating import Contribution, Rating
from kyc_service.domain.risk.tables import Factor, RiskTable
from kyc_service.domain.risk.voices import ENGLISH, Voice
from kyc_service.services.risk.drawing import FONT, escape, pointer, rect, style, text, wrap
from kyc_service.services.risk.words import describe, floor_of, tell_factor, tell_level, tell_points, tell_review

_WIDTH, _MARGIN = 860, 20
_BARS = 256
"""Where bars begin."""
_LONGEST_BAR = 480
_BAR, _ROW, _LINE = 12, 26, 15
_TITLE_LETTERS, _REASON_LETTERS, _HEAD_LETTERS = 30, 98, 120
_SCALE_WIDTH, _BOX = 560, 132
_BY_POINTS = (Level.LOW, Level.MEDIUM, Level.HIGH)
_SPARE = 1.25
"""How much longer than the last threshold the scale is, at least."""


def draw(table: RiskTable, rating: Rating, facts: Facts | None = None, voice: Voice = ENGLISH) -> str:
    """Draw a rating by the table that it was made by; the facts tell what nobody knows."""
    title = ": ".join((voice.say("Risk rating"), voice.say(rating.level)))
    body, height = _draw_head(table, rating, title, voice)
    widest = max((factor.most for factor in table.factors), default=0) or 1.0
    for factor, one in zip(table.factors, rating.contributions, strict=True):
        unknown = facts is not None and facts.get(factor.fact) is None
        row = _Row(factor, one, tell_factor(table, one, voice), _LONGEST_BAR / widest, unknown, voice)
        body += row.draw(height)
        height += row.height
    body += _draw_scale(table, rating, height + 46, voice)
    height += 46 + 74
    size = f'viewBox="0 0 {_WIDTH} {height:.0f}" width="{_WIDTH}" height="{height:.0f}"'
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="risk-title risk-desc" {size} {FONT}>',
        f'<title id="risk-title">{escape(title)}</title>',
        f'<desc id="risk-desc">{escape(describe(table, rating, voice))}</desc>',
        style(),
        rect(0.5, 0.5, _WIDTH - 1, height - 1, fill="ground", stroke="room"),
    )
    return "\n".join([*head, *body, "</svg>"]) + "\n"


def _draw_head(table: RiskTable, rating: Rating, title: str, voice: Voice) -> tuple[list[str], float]:
    said = f"{tell_level(table, rating, voice)} {tell_review(table, rating.level, voice)}"
    lines = wrap(said, _HEAD_LETTERS, 4)
    drawn = [text(_MARGIN, 34, title, 18, kind="bold")]
    drawn += [text(_MARGIN, 56 + _LINE * number, line, 12) for number, line in enumerate(lines)]
    below = 56 + _LINE * len(lines)
    legend = voice.say("Points, and behind them the most that a factor can add")
    drawn.append(text(_BARS, below + 12, legend, 11, fill="quiet"))
    return drawn, below + 26


@dataclass(frozen=True, slots=True)
class _Row:
    factor: Factor
    contribution: Contribution
    told: tuple[str, str]
    """What it is called, and what it did."""
    scale: float
    unknown: bool
    voice: Voice

    @property
    def lines(self) -> Sequence[str]:
        return wrap(self.told[1], _REASON_LETTERS, 3) if self.contribution.applied else ()

    @property
    def height(self) -> float:
        return _ROW + _LINE * len(self.lines)

    def draw(self, top: float) -> list[str]:
        points, most = self.contribution.points, self.factor.most
        base, say = top + _BAR, self.voice.say
        title, _ = self.told
        kind = "bold" if points else ""
        ink = "ink" if points or self.contribution.applied else "quiet"
        drawn = [
            f"<g><title>{escape(': '.join(self.told))}</title>",
            text(_MARGIN, base, wrap(title, _TITLE_LETTERS, 1)[0], 12, fill=ink, kind=kind),
            rect(_BARS, top, max(most * self.scale, 1), _BAR, fill="room"),
        ]
        if points:
            drawn.append(rect(_BARS, top, points * self.scale, _BAR, fill="bar"))
        counts = {"part": self.voice.write(points), "all": self.voice.write(most)}
        label = say("%(part)s of %(all)s") % counts + (", " + say("not known") if self.unknown else "")
        drawn.append(text(_BARS + most * self.scale + 8, base - 1, label, 11, fill=ink, kind=kind))
        drawn += [
            text(_BARS, base + _LINE * number, line, 11, fill="quiet") for number, line in enumerate(self.lines, 1)
        ]
        return [*drawn, "</g>"]


def _draw_scale(table: RiskTable, rating: Rating, top: float, voice: Voice) -> list[str]:
    """Draw the levels by points, the pointer, and apart from them the level that no points lead to."""
    begins = [table.bands[level].from_points for level in _BY_POINTS]
    end = max(begins[-1] * _SPARE, rating.points * 1.05, 1.0)
    scale = _SCALE_WIDTH / end
    drawn = [text(_MARGIN, top - 26, voice.say("Level"), 12, kind="bold")]
    # The level in force comes last, so that no neighbour covers its edge.
    places = list(zip(_BY_POINTS, begins, [*begins[1:], end], strict=True))
    for level, low, high in sorted(places, key=lambda place: place[0] is rating.level):
        drawn += _draw_box(level, (_MARGIN + low * scale, top, (high - low) * scale), rating, voice)
        begin, kind = voice.write(low), "middle" if low else ""
        drawn.append(text(_MARGIN + low * scale, top + 44, begin, 11, fill="quiet", kind=kind))
    drawn += _draw_box(Level.PROHIBITED, (_WIDTH - _MARGIN - _BOX, top, _BOX), rating, voice)
    drawn.append(text(_WIDTH - _MARGIN - _BOX, top + 44, voice.say("by no points"), 11, fill="quiet"))
    x = _MARGIN + rating.points * scale
    drawn += [pointer(x, top - 2), _label(x, top - 16, tell_points(rating.points, voice))]
    if floor_of(rating) is rating.level and rating.level is not Level.LOW:
        floor = voice.say("Never below %(level)s, whatever the points are.") % {"level": voice.say(rating.level)}
        drawn.append(text(_MARGIN, top + 62, floor, 11))
    return drawn


def _draw_box(level: Level, place: tuple[float, float, float], rating: Rating, voice: Voice) -> list[str]:
    left, top, width = place
    here = level is rating.level
    thick, edge, kind = (3, "ink", "bold middle") if here else (0.8, "quiet", "middle")
    return [
        rect(left, top, width, 28, fill=level, stroke=edge, thick=thick),
        text(left + width / 2, top + 18, voice.say(level), 12, kind=kind),
    ]


def _label(x: float, base: float, words: str) -> str:
    """Write the points beside the pointer, where there is room for them."""
    return text(max(x, _MARGIN + 56), base, words, 12, kind="bold middle")
