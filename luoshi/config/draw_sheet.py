"""How does a draw look in a terminal?"""

from __future__ import annotations

from luoshi.inspection.rules.draw import Record


def render(record: Record) -> str:
    """The hashes, then the targets in drawing order with their teams."""
    lines = [
        f"名单指纹  {record['frame_sha256']}",
        f"密值指纹  {record['commitment']}",
        f"见证值    {record['witness']}",
        "",
    ]
    for place, (target, team) in enumerate(zip(record["targets"], record["teams"], strict=True), 1):
        lines.append(f"{place}. {target['id']}（{target['stratum']}）  {target['ticket'][:16]}…")
        lines.append(f"   督察员：{'、'.join(team['inspectors'])}")
    return "\n".join(lines) + "\n"
