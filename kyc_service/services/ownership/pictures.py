"""Pictures: the ownership graph as SVG, made here, with nothing in it that runs or loads.

Owners stand above what they own, shares on the lines. What is marked is marked by shape and by words, never by colour
alone; the description says in sentences what the picture shows. Boxes bring their own ground, and lines have a grey
that stands out from white as from black, so that it can be put on either.
"""

from __future__ import annotations

import html
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from kyc_service.domain.ownership.beneficial import BeneficialOwners
from kyc_service.domain.ownership.blocking import Blocked, Blocking
from kyc_service.domain.ownership.graphs import Graph
from kyc_service.domain.ownership.holdings import Holding
from kyc_service.domain.ownership.parties import Party, PartyKind
from kyc_service.domain.ownership.paths import find_strongest
from kyc_service.domain.ownership.verdicts import Interval, Verdict
from kyc_service.services.ownership.layouts import HEIGHT, WIDTH, Layout, Point, lay_out
from kyc_service.services.ownership.words import describe

MOST_SHOWN = 400
_LINE = "#7a7a7a"
_INK = "#1c1c1c"
_NOTE = 22
_LETTERS = 22
"""That fit into a box."""
_SHARE_LETTER = 6.4
"""Pixels of one letter on a line."""
_JOINERS = "\u200c\u200d"
Say = Callable[[str], str]
_FONT = 'font-family="system-ui, sans-serif"'


@dataclass(frozen=True, slots=True)
class _Mark:
    """How a party is drawn."""

    fill: str
    stroke: str
    width: float
    dashes: str = ""
    double: bool = False
    words: tuple[str, ...] = ()


_PLAIN = _Mark("#f4f4f4", "#4a4a4a", 1.5)
_TARGET = _Mark("#e4ecf7", "#1f4e8c", 2.5, words=("asked about",))


def draw(graph: Graph, owners: BeneficialOwners, blockings: Sequence[Blocking] = (), say: Say = str) -> str:
    """Draw what stands above the target of a result. Of more than MOST_SHOWN parties the strongest part is shown.

    `say` says each word and each sentence in another language; names it is not asked for.
    """
    part = graph.above(owners.target)
    shown = _choose(part, owners, blockings)
    layout = lay_out(part, owners.target, shown)
    left_out = len(part.parties) - len(shown)
    note = say(f"{left_out} parties with the weakest links are not shown") + "." if left_out else ""
    height = layout.height + (_NOTE if note else 0)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="ownership-title ownership-desc" '
        f'viewBox="0 0 {layout.width:.0f} {height:.0f}" width="{layout.width:.0f}" height="{height:.0f}" {_FONT}>'
    )
    said = describe(part.parties, owners, blockings, say)
    title = say("Ownership of " + part.parties[owners.target].shown)
    marks = {key: _mark(key, owners, blockings) for key in layout.places}
    body = [
        f'<title id="ownership-title">{_escape(title)}</title>',
        f'<desc id="ownership-desc">{_escape(f"{said} {note}".strip())}</desc>',
        *_draw_links(part, layout, say),
        *(_draw_party(part.parties[key], layout.places[key], marks[key], say) for key in layout.places),
    ]
    if note:
        body.append(_text((layout.width / 2, height - 10), note, 12, fill=_LINE))
    return "\n".join([head, *body, "</svg>"]) + "\n"


def _choose(part: Graph, owners: BeneficialOwners, blockings: Sequence[Blocking]) -> Collection[str]:
    """Choose whom to show: all, or what the result rests on, and then the strongest."""
    if len(part.parties) <= MOST_SHOWN:
        return part.parties
    strongest = find_strongest(part, owners.target, lambda held: 1.0 if held.control else held.high)
    paths = (path for owner in owners.found for path in owner.paths[:1])
    needed = [owners.target, *(key for blocking in blockings for key in reversed(blocking.chain))]
    needed += [held.owner for path in paths for held in reversed(path.holdings)]
    # The strongest are found nearest first, so that what an owner is shown with is shown too.
    return dict.fromkeys([*dict.fromkeys([*needed, *strongest])][:MOST_SHOWN])


def _mark(key: str, owners: BeneficialOwners, blockings: Sequence[Blocking]) -> _Mark:
    blocked = _strongest(blocking.parties[key] for blocking in blockings if key in blocking.parties)
    owner = next((owner for owner in owners.found if owner.party == key), None)
    if blocked is not None:
        surely = blocked.verdict is Verdict.SURE
        words = ("blocked" if blocked.listed else "thereby blocked") if surely else "may be blocked"
        also = ("beneficial owner",) if owner else ()
        return _Mark("#fbe3e0", "#a3160c", 2.5, dashes="" if surely else "7 4", double=surely, words=(words, *also))
    if owner is not None:
        surely = owner.verdict is Verdict.SURE
        words = "beneficial owner" if surely else "perhaps beneficial owner"
        return _Mark("#e2f2e6", "#17632d", 3.5, dashes="" if surely else "7 4", words=(words,))
    return _TARGET if key == owners.target else _PLAIN


def _strongest(found: Iterator[Blocked]) -> Blocked | None:
    return min(found, key=lambda blocked: (blocked.verdict is not Verdict.SURE, not blocked.listed), default=None)


def _draw_links(part: Graph, layout: Layout, say: Say) -> Iterator[str]:
    """Draw all lines first, then all shares, so that no line crosses a share."""
    lines = list(_route_all(part, layout))
    for held, route, _ in lines:
        dashes = "" if held.high > 0 else ' stroke-dasharray="3 4"'
        yield f'<path d="{_curve(route)}" fill="none" stroke="{_LINE}" stroke-width="1.6"{dashes}/>'
    for held, route, along in lines:
        yield from _draw_share(_write_share(held, say), route, along)


def _route_all(part: Graph, layout: Layout) -> Iterator[tuple[Holding, list[Point], float]]:
    """Return for each holding its line, and how far along its share stands: of one owner no two at one height."""
    leaving: dict[str, list[tuple[Holding, list[Point]]]] = defaultdict(list)
    arriving: dict[str, list[list[Point]]] = defaultdict(list)
    for held in part.holdings:
        if (held.owner, held.owned) in layout.bends:
            route = _route(held, layout)
            leaving[held.owner].append((held, route))
            arriving[held.owned].append(route)
    for routes in arriving.values():
        routes.sort(key=lambda route: route[-2])
        for place, route in enumerate(routes):
            route[-1] = (route[-1][0] + ((place + 1) / (len(routes) + 1) - 0.5) * WIDTH * 0.8, route[-1][1])
    for lines in leaving.values():
        lines.sort(key=lambda line: line[1][1])
        for place, (held, route) in enumerate(lines):
            route[0] = (route[0][0] + ((place + 1) / (len(lines) + 1) - 0.5) * WIDTH / 2, route[0][1])
            yield held, route, 0.42 if len(lines) == 1 else 0.2 + 0.2 * (place % 3)


def _route(held: Holding, layout: Layout) -> list[Point]:
    (from_x, from_y), (to_x, to_y) = layout.places[held.owner], layout.places[held.owned]
    if to_y > from_y:
        return [(from_x, from_y + HEIGHT / 2), *layout.bends[held.owner, held.owned], (to_x, to_y - HEIGHT / 2)]
    if to_y < from_y:
        return [(from_x, from_y - HEIGHT / 2), (to_x, to_y + HEIGHT / 2)]
    # Side by side: over the top to the right, underneath to the left, so that a circle is seen as one.
    side = -1 if to_x > from_x else 1
    edge, off = side * HEIGHT / 2, side * (HEIGHT / 2 + 24)
    return [(from_x, from_y + edge), ((from_x + to_x) / 2, from_y + off), (to_x, to_y + edge)]


def _curve(route: Sequence[Point]) -> str:
    parts = [f"M{route[0][0]:.1f} {route[0][1]:.1f}"]
    for (from_x, from_y), (to_x, to_y) in pairwise(route):
        middle = (from_y + to_y) / 2
        parts.append(f"C{from_x:.1f} {middle:.1f} {to_x:.1f} {middle:.1f} {to_x:.1f} {to_y:.1f}")
    (before_x, before_y), (end_x, end_y) = route[-2:]
    down = 6 if end_y < before_y else -6
    if len(route) == 3 and before_x != end_x and abs(end_y - before_y) < HEIGHT / 2:  # noqa: PLR2004 - side by side
        down = 6 if before_y > end_y else -6
    parts.append(f"M{end_x - 4:.1f} {end_y + down:.1f}L{end_x:.1f} {end_y:.1f}L{end_x + 4:.1f} {end_y + down:.1f}")
    return "".join(parts)


def _write_share(held: Holding, say: Say) -> str:
    words = [str(Interval(held.low, held.high))] if held.high > 0 else []
    words += [means.value for means in sorted(held.control)]
    if held.via_nominee:
        words.append("nominee")
    if held.disputed:
        words.append("disputed")
    return ", ".join(say(word) for word in words or ["no share"])


def _draw_share(label: str, route: Sequence[Point], along: float) -> Iterator[str]:
    level = len(route) == 3 and abs(route[0][1] - route[-1][1]) < 1  # noqa: PLR2004 - side by side
    x, y = route[1] if level else _point(route[0], route[1], along)
    width = len(label) * _SHARE_LETTER + 10
    yield (
        f'<rect x="{x - width / 2:.1f}" y="{y - 9:.1f}" width="{width:.1f}" height="18" rx="9" fill="#ffffff" '
        f'stroke="{_LINE}" stroke-width="0.8"/>'
    )
    yield _text((x, y + 4), label, 11)


def _point(start: Point, end: Point, along: float) -> Point:
    """Return a point of the curve between two points, which leaves and arrives upright."""
    back = 1 - along
    near, far = back**3 + 3 * back**2 * along, along**3 + 3 * back * along**2
    middle = 3 * back * along * (start[1] + end[1]) / 2
    return near * start[0] + far * end[0], back**3 * start[1] + middle + along**3 * end[1]


def _draw_party(party: Party, place: Point, mark: _Mark, say: Say) -> str:
    x, y = place
    words = ", ".join(say(word) for word in mark.words)
    shape = _shape(party.kind, place, 0)
    dashes = f' stroke-dasharray="{mark.dashes}"' if mark.dashes else ""
    drawn = [f'<{shape} fill="{mark.fill}" stroke="{mark.stroke}" stroke-width="{mark.width}"{dashes}/>']
    if mark.double:
        drawn.append(f'<{_shape(party.kind, place, 5)} fill="none" stroke="{mark.stroke}" stroke-width="1"/>')
    kind = "kind unknown" if party.kind is PartyKind.UNKNOWN else party.kind.value
    drawn.append(_text((x, y - 2 if words else y + 2), _shorten(party.shown), 12, weight="600"))
    if words:
        drawn.append(_text((x, y + 15), words, 11, fill=mark.stroke))
    drawn.append(_text((x, y - HEIGHT / 2 + 17), say(kind), 10, fill="#4a4a4a"))
    whole = _escape(": ".join(part for part in (party.shown, words) if part))
    return f"<g><title>{whole}</title>{''.join(drawn)}</g>"


def _shape(kind: PartyKind, place: Point, inset: float) -> str:
    """Return a person as a pill, a company as a box, a trust or fund with cut corners, whatever else slightly round."""
    left, top = place[0] - WIDTH / 2 + inset, place[1] - HEIGHT / 2 + inset
    width, height = WIDTH - 2 * inset, HEIGHT - 2 * inset
    if kind in {PartyKind.TRUST, PartyKind.FUND}:
        cut, right, bottom = 14, left + width, top + height
        corners = (
            (left + cut, top),
            (right - cut, top),
            (right, top + cut),
            (right, bottom - cut),
            (right - cut, bottom),
            (left + cut, bottom),
            (left, bottom - cut),
            (left, top + cut),
        )
        return f'polygon points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in corners)}"'
    radius = {PartyKind.PERSON: height / 2, PartyKind.COMPANY: 0}.get(kind, 10)
    return f'rect x="{left:.1f}" y="{top:.1f}" width="{width}" height="{height}" rx="{radius:.1f}"'


def _text(place: Point, words: str, size: int, *, fill: str = _INK, weight: str = "400") -> str:
    return (
        f'<text x="{place[0]:.1f}" y="{place[1]:.1f}" font-size="{size}" font-weight="{weight}" '
        f'text-anchor="middle" fill="{fill}">{_escape(words)}</text>'
    )


def _shorten(name: str) -> str:
    """Cut a name to what fits; letters of East Asia count twice. The whole name is in the title."""
    kept, room = "", _LETTERS
    for letter in name:
        room -= 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        if room < 0:
            return kept.rstrip() + "…"
        kept += letter
    return kept


def _escape(words: str) -> str:
    """Escape a text, without signs that XML does not know or that turn the order of what follows."""
    kept = (letter for letter in words if letter in _JOINERS or not unicodedata.category(letter).startswith("C"))
    return html.escape("".join(kept))
