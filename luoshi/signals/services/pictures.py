"""Pictures that have been handed in are looked at once, so that they are known when they come again."""

from __future__ import annotations

from luoshi.kernel import actions
from luoshi.kernel.documents import DocumentRefused
from luoshi.kernel.documents.child import read_greys_apart
from luoshi.kernel.models import File
from luoshi.signals.models import Picture, PictureBand
from luoshi.signals.queries.pictures import free_bands, unknown_pictures
from luoshi.signals.rules.pictures import Known, as_json, known

AT_ONCE = 500
"""So many pictures are looked at in one run, the latest first; the next run goes on."""


def look_at_pictures(most: int = AT_ONCE) -> int:
    """Enter the spots by which each new picture is known; gives the number of pictures."""
    files = list({file.sha256: file for file in unknown_pictures()[:most]}.values())
    for file in files:
        picture = _known(file)
        with actions.atomic():
            row = Picture(sha256=file.sha256, spots=as_json(picture))
            actions.stage([row])
            actions.stage([PictureBand(band=band, picture=row) for band in free_bands(picture)])
    return len(files)


def _known(file: File) -> Known:
    """A picture that cannot be read is known by nothing, and is not tried again."""
    try:
        with file.content.open("rb") as content:
            return known(read_greys_apart(content.read(), file.name))
    except (DocumentRefused, OSError):
        return Known(0, 0, ())
