"""Which pictures have been handed in and not been looked at, and which ones are the same as an earlier one?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from django.db.models import Count, Exists, OuterRef, QuerySet

from luoshi.kernel.models import Attachment, File
from luoshi.reporting.models import Entry
from luoshi.signals.models import Picture, PictureBand
from luoshi.signals.rules.pictures import Known, from_json, kept, same, sought

TYPES = ("image/jpeg", "image/png")
MOST_HOLDERS = 200
"""A number that so many pictures share tells little: no more of them are entered under it."""
CANDIDATES = 60
"""So many pictures that share the rarest numbers with a new one are compared with it."""
ASKED = 400


def unknown_pictures() -> QuerySet[File]:
    """Pictures handed in as evidence that have not been looked at, the latest first."""
    on = Attachment.objects.filter(file=OuterRef("pk"), object_type=Entry._meta.label_lower, purpose="evidence")
    known_ones = Picture.objects.filter(sha256=OuterRef("sha256"))
    return File.objects.filter(Exists(on), ~Exists(known_ones), media_type__in=TYPES).order_by("-pk")


def free_bands(picture: Known) -> list[int]:
    """The numbers under which a picture is entered."""
    rows = PictureBand.objects.filter(band__in=kept(picture)).values("band").annotate(held=Count("pk")).order_by()
    full = {row["band"] for row in rows if row["held"] >= MOST_HOLDERS}
    return sorted(kept(picture) - full)


def same_pictures(hashes: Iterable[str]) -> dict[str, dict[str, str]]:
    """sha-256 → the sha-256 of each picture that shows the same → in which way."""
    rows = Picture.objects.filter(sha256__in=set(hashes))
    return {row.sha256: _same(row) for row in rows.order_by("pk")}


def _same(row: Picture) -> dict[str, str]:
    mine = from_json(row.spots)
    found = {}
    for other in Picture.objects.filter(pk__in=_candidates(row.pk, mine)):
        how = same(mine, from_json(other.spots))
        if how:
            found[other.sha256] = how
    return found


def _candidates(number: int, mine: Known) -> list[int]:
    """Those that share most of the spots; one that few share counts more."""
    spots = sought(mine)
    holders = _holders(sorted(set().union(*spots)))
    weights: Counter[int] = Counter()
    for bands in spots:
        best: dict[int, float] = {}
        for band in bands:
            held = holders.get(band, ())
            best.update({one: max(best.get(one, 0.0), 1 / len(held)) for one in held})
        for one, weight in best.items():
            weights[one] += weight  # type: ignore[assignment]
    del weights[number]
    return [one for one, _ in weights.most_common(CANDIDATES)]


def _holders(bands: Sequence[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for at in range(0, len(bands), ASKED):
        rows = PictureBand.objects.filter(band__in=bands[at : at + ASKED]).order_by().values_list("band", "picture_id")
        for band, picture in rows:
            found.setdefault(band, []).append(picture)
    return found
