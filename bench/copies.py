"""Prints how well copied reports are found, by two generators of which the thresholds were found on one, and how fast.

python -m bench.copies [SEED]
"""

from __future__ import annotations

import json
import resource
import sys
import time

from luoshi.signals.rules.copies import Record, common_pieces, find, template_of
from tests.signals.planted import GENERATORS, Planted, own_texts, planted

COPIES = {200: 430, 500: 300, 1000: 150}
MANY = 10_000


def main(seed: int) -> None:
    for style in GENERATORS:
        for length, copies in COPIES.items():
            for given in (False, True):
                print(
                    json.dumps(measured(planted(style, length, 1400, copies, seed), style, length, given)), flush=True
                )
    texts = own_texts(MANY, 500, seed)
    large = planted("swaps", 500, MANY * 9 // 10, MANY // 10, seed, texts)
    line = measured(large, "swaps", 500, given=False)
    print(json.dumps({**line, "rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}))


def measured(made: Planted, style: str, length: int, given: bool) -> dict[str, object]:
    records = [Record(one["id"], one["unit"], one["period"], one["text"]) for one in made.records]
    start, used = time.perf_counter(), time.process_time()
    template = common_pieces(records) | (template_of([made.template]) if given else set())
    found = {(pair.a.id, pair.b.id) for pair in find(records, template)}
    right = len(found & made.pairs)
    return {
        "copies": style,
        "letters": length,
        "template": given,
        "records": len(records),
        "precision": round(right / max(1, len(found)), 3),
        "recall": round(right / len(made.pairs), 3),
        "seconds": round(time.perf_counter() - start, 1),
        "cpu_seconds": round(time.process_time() - used, 1),
    }


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
