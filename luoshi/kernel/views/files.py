"""Pages of the kernel: handing out a file."""

from __future__ import annotations

from uuid import UUID

from django.http import FileResponse, HttpRequest
from django.views.decorators.http import require_safe

from luoshi.kernel import queries, web

SANDBOX = "default-src 'none'; sandbox"


@require_safe
def download(request: HttpRequest, uid: UUID) -> FileResponse:
    """A file, always to be saved and never shown in the page: what somebody uploaded is not run here."""
    file = queries.file_for(web.actor_on(request), uid)
    response = FileResponse(
        file.content.open("rb"), as_attachment=True, filename=file.name, content_type=file.media_type
    )
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response
