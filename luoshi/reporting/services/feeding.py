"""How does a supporting unit tell the lead its part, and how does a lead take sentences over?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from luoshi.kernel import actions, clock
from luoshi.kernel.actor import Actor
from luoshi.kernel.errors import NotVisible, Refused
from luoshi.kernel.say import say
from luoshi.org.models import Ask
from luoshi.org.rules import permissions, roles_towards
from luoshi.reporting import queries, rules
from luoshi.reporting.models import Entry, EntrySource, Feed, Period
from luoshi.reporting.services.board import mark_answered
from luoshi.reporting.services.filling import writable
from luoshi.reporting.workflow import FEED, FeedFacts


def save_feeds(actor: Actor, period: Period, texts: Mapping[int, str], same: Mapping[int, bool]) -> list[Feed]:
    """Keep what has been written so far, by task; unsent work, without an event."""
    if "report" not in permissions(actor.roles):
        raise Refused([say("须由本单位联络员或者经办人填报。")])
    found = []
    with actions.atomic():
        for row in queries.feed_rows(actor, period):
            text, no_change = texts.get(row.task.pk, "").strip()[:2000], same.get(row.task.pk, False)
            feed = row.feed
            if feed is None:
                if not text and not no_change:
                    continue
                feed = Feed(
                    period=period, task=row.task, unit_id=actor.unit_id or 0, unit_path=actor.path, to=row.lead,
                    to_path=row.lead.path, state=FEED.start,
                )  # fmt: skip
                actions.create(actor, "reporting.feed.start", feed)
            actions.draft(feed, text=text, no_change=no_change, saved_by_id=actor.person_id)
            found.append(feed)
    return found


def send_feeds(actor: Actor, period: Period, texts: Mapping[int, str], same: Mapping[int, bool]) -> int:
    """反馈牵头单位: everything that has been written goes to the leads; may be sent anew while they have not reported."""
    with actions.atomic():
        feeds = save_feeds(actor, period, texts, same)
        if not feeds:
            raise Refused([say("没有写承担部分的进展，也没有选“本期无变化”。")])
        for feed in feeds:
            facts = FeedFacts(roles_towards(["unit"], actor.roles), empty=not (feed.text or feed.no_change))
            actions.perform(actor, FEED, "send", feed, facts, sent_at=clock.now())
        waiting = {row.lead.pk for row in queries.feed_rows(actor, period) if not row.sent}
        asks = Ask.objects.filter(unit=actor.unit_id or 0, subject=queries.feed_subject(period))
        mark_answered(actor, asks.exclude(asker__in=waiting))
    return len(feeds)


def take_over(actor: Actor, entry: Entry, picked: Sequence[str]) -> Entry:
    """Take sentences over into the entry's text: ``picked`` "v12:0" the first sentence of version 12, "f3:1" of a feed.

    The raw text stays; the box beside the sentence names the unit for as long as the sentence stands.
    """
    fed = queries.fed(entry)
    known = {f"{one.key}:{n}": (one, text) for one in (*fed.below, *fed.beside) for n, text in enumerate(one.sentences)}
    if not picked:
        raise Refused([say("没有选中任何一句。")])
    if any(key not in known for key in picked):
        raise NotVisible
    with actions.atomic():
        writable(actor, entry)
        standing = set(EntrySource.objects.filter(entry=entry).values_list("unit_id", "sentence"))
        chosen = [known[key] for key in dict.fromkeys(picked)]
        new = [
            EntrySource(
                entry=entry, unit=one.unit, sentence=text,
                version_id=int(one.key[1:]) if one.key[0] == "v" else None,
                feed_id=int(one.key[1:]) if one.key[0] == "f" else None,
            )
            for one, text in chosen
            if (one.unit.pk, text) not in standing
        ]  # fmt: skip
        actions.create_many(actor, "reporting.entry.take", new)
        narrative = rules.taken_over(entry.narrative, [text for _, text in chosen])
        actions.draft(
            entry, narrative=narrative[:4000], no_change=False, saved_by_id=actor.person_id, saved_at=clock.now()
        )
    return entry
