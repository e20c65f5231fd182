"""Prints how well a picture handed in again is recognised, by the way it was changed, and how often two pictures are confused.

python -m bench.pictures [COUNT] [SEED] [FOLDER of other pictures]

The pictures are drawn and changed in Chromium: scenes with things, people, noise and writing, printed pages, and sheets of one
form filled in by different hands, which are the hardest to tell apart.
"""

from __future__ import annotations

import base64
import json
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from luoshi.kernel.documents.picture import read_greys
from luoshi.signals.rules.pictures import AGREE, Known, kept, known, same, sought

KINDS = ("scene", "hall", "paper", "form")
CHANGES: dict[str, dict[str, object]] = {
    "same": {},
    "half the size": {"scale": 0.5},
    "a quarter of the size": {"scale": 0.25},
    "JPEG at 30 %": {"quality": 0.3},
    "brighter": {"filter": "brightness(1.25)"},
    "darker, less contrast": {"filter": "brightness(0.8) contrast(0.8)"},
    "grey": {"filter": "grayscale(1)"},
    "mirrored": {"mirror": True},
    "mirrored and cut by 10 %": {"mirror": True, "cut": 0.1},
    "cut by 10 %": {"cut": 0.1},
    "cut by 20 %": {"cut": 0.2},
    "cut by 30 %": {"cut": 0.3},
    "cut by 20 %, half the size, JPEG at 40 %": {"cut": 0.2, "scale": 0.5, "quality": 0.4},
    "a caption over the foot": {"caption": 0.12},
    "turned by 2 degrees": {"turn": 2},
}
"""A cut takes so much of the width and of the height, from both sides in a proportion drawn by lot."""

DRAW = """
([kind, seed]) => {
  let s = seed * 2654435761 % 4294967296;
  const r = () => { s = (s + 0x6D2B79F5) | 0; let t = Math.imul(s ^ s >>> 15, 1 | s);
    t = t + Math.imul(t ^ t >>> 7, 61 | t) ^ t; return ((t ^ t >>> 14) >>> 0) / 4294967296 };
  for (let i = 0; i < 9; i++) r();
  const between = (a, b) => a + (b - a) * r();
  const tall = kind === 'paper' || kind === 'form' ? 1 : r() < 0.3;
  const [w, h] = tall ? [900, 1200] : [1200, 900];
  const c = Object.assign(document.createElement('canvas'), {width: w, height: h}), g = c.getContext('2d');
  const colour = (a = 1) => `hsla(${r() * 360},${between(10, 70)}%,${between(15, 85)}%,${a})`;
  const words = (n) => Array.from({length: n}, () => String.fromCodePoint(0x4e00 + Math.floor(r() * 5000))).join('');
  if (kind === 'scene' || kind === 'hall') {
    const sky = g.createLinearGradient(0, 0, between(-200, 200), h);
    sky.addColorStop(0, colour()); sky.addColorStop(between(.3, .7), colour()); sky.addColorStop(1, colour());
    g.fillStyle = sky; g.fillRect(0, 0, w, h);
    for (let i = 0; i < between(8, 25); i++) {
      g.save(); g.translate(r() * w, r() * h); g.rotate(between(-.4, .4)); g.fillStyle = colour(between(.5, 1));
      const [a, b] = [between(40, 400), between(40, 300)];
      r() < .6 ? g.fillRect(-a / 2, -b / 2, a, b) : (g.beginPath(), g.ellipse(0, 0, a / 2, b / 2, 0, 0, 7), g.fill());
      if (r() < .5) { g.fillStyle = colour();
        for (let x = -a / 2 + 15; x < a / 2 - 15; x += 40) for (let y = -b / 2 + 15; y < b / 2 - 20; y += 45) g.fillRect(x, y, 20, 26) }
      g.restore();
    }
    for (let i = 0; i < between(4, 20); i++) {
      g.strokeStyle = colour(); g.lineWidth = between(1, 12); g.beginPath(); g.moveTo(r() * w, r() * h);
      g.bezierCurveTo(r() * w, r() * h, r() * w, r() * h, r() * w, r() * h); g.stroke();
    }
  }
  if (kind === 'hall') {
    const rows = Math.floor(between(3, 6));
    for (let y = 0; y < rows; y++) { const n = Math.floor(between(5, 12)), size = between(25, 50);
      for (let x = 0; x < n; x++) { const cx = (x + between(.3, .7)) * w / n, cy = h * (.35 + .6 * y / rows);
        g.fillStyle = colour(); g.fillRect(cx - size, cy, 2 * size, 3 * size);
        g.fillStyle = `hsl(25,45%,${between(35, 75)}%)`; g.beginPath(); g.arc(cx, cy - size * .3, size * .8, 0, 7); g.fill();
        g.fillStyle = '#111'; g.fillRect(cx - size * .8, cy - size * 1.2, size * 1.6, size * between(.3, .7)) } }
    g.fillStyle = '#b01818'; g.fillRect(w * .1, h * .06, w * .8, h * .1); g.fillStyle = '#fff';
    g.font = '60px sans-serif'; g.fillText(words(16), w * .12, h * .135);
  }
  if (kind === 'paper' || kind === 'form') {
    g.fillStyle = `hsl(45,20%,${between(88, 98)}%)`; g.fillRect(0, 0, w, h); g.fillStyle = '#222';
    g.font = '46px serif'; g.textAlign = 'center';
    if (kind === 'paper') {
      g.fillText(words(12), w / 2, 130); g.textAlign = 'left'; g.font = '26px serif';
      for (let y = 200; y < h - 80; y += 40) g.fillText(words(r() < .2 ? Math.floor(between(6, 26)) : 27), 100, y);
    } else {
      g.fillText('职工技能培训签到表', w / 2, 110); g.textAlign = 'left'; g.font = '24px serif';
      for (let y = 160; y < h - 60; y += 60) { g.strokeRect(80, y, 740, 60); g.strokeRect(80, y, 220, 60); g.strokeRect(500, y, 160, 60);
        if (y === 160) { g.fillText('单位', 150, y + 40); g.fillText('姓名', 370, y + 40); g.fillText('时间', 550, y + 40); continue }
        g.strokeStyle = '#123';
        for (const [x, l] of [[100, 160], [320, 150], [520, 110], [680, 120]]) { g.lineWidth = between(1.5, 4); g.beginPath(); g.moveTo(x, y + 35);
          for (let k = 0; k < 12; k++) g.lineTo(x + l * r(), y + between(12, 50)); g.stroke() }
        g.lineWidth = 1; g.strokeStyle = '#000' }
    }
  }
  const d = g.getImageData(0, 0, w, h), noise = between(0, 24);
  for (let i = 0; i < d.data.length; i += 4) { const n = (r() - .5) * noise; d.data[i] += n; d.data[i + 1] += n; d.data[i + 2] += n }
  g.putImageData(d, 0, 0);
  return c.toDataURL('image/jpeg', .9);
}
"""
CHANGE = """
async ([url, o]) => {
  const i = new Image(); i.src = url; await i.decode();
  const cut = o.cut || 0, W = i.naturalWidth, H = i.naturalHeight, w = Math.round(W * (1 - cut)), h = Math.round(H * (1 - cut));
  const x = (W - w) * o.left, y = (H - h) * o.above, k = o.scale || 1;
  const c = Object.assign(document.createElement('canvas'), {width: Math.round(w * k), height: Math.round(h * k)}), g = c.getContext('2d');
  g.imageSmoothingQuality = 'high'; g.filter = o.filter || 'none';
  g.scale(k, k);
  if (o.mirror) { g.translate(w, 0); g.scale(-1, 1) }
  if (o.turn) { g.translate(w / 2, h / 2); g.rotate(o.turn * Math.PI / 180); g.translate(-w / 2, -h / 2) }
  g.drawImage(i, x, y, w, h, 0, 0, w, h);
  if (o.caption) { g.fillStyle = '#fff'; g.fillRect(0, h * (1 - o.caption), w, h * o.caption); g.fillStyle = '#000';
    g.font = `${h * o.caption / 2}px serif`; g.fillText('2026年11月3日 技能竞赛现场', 20, h * (1 - o.caption / 3)) }
  return c.toDataURL('image/jpeg', o.quality || .85);
}
"""


def main(count: int, seed: int, folder: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page()
        drawn = [(kind, page.evaluate(DRAW, [kind, seed + at])) for at in range(count) for kind in KINDS]
        drawn += [("other", _url(file)) for file in sorted(Path(folder).iterdir())] if folder else []
        pictures = [Drawn(kind, url, _known(url)) for kind, url in drawn]
        _confused(pictures)
        for change, options in CHANGES.items():
            _recognised(page, pictures, change, options, seed)
        browser.close()


@dataclass(frozen=True)
class Drawn:
    """A picture as it was drawn, and by what it is known."""

    kind: str
    url: str
    known: Known


def _url(file: Path) -> str:
    kind = "png" if file.suffix == ".png" else "jpeg"
    return f"data:image/{kind};base64," + base64.b64encode(file.read_bytes()).decode()


def _known(url: str) -> Known:
    return known(read_greys(base64.b64decode(url.split(",")[1]), "picture"))


def _confused(drawn: list[Drawn]) -> None:
    """Every two different pictures."""
    start = time.process_time()
    pairs = [(one, two) for at, one in enumerate(drawn) for two in drawn[:at] if same(one.known, two.known)]
    line = {
        "pictures": len(drawn), "pairs": len(drawn) * (len(drawn) - 1) // 2, "confused": len(pairs),
        "of": Counter(" ".join(sorted((one.kind, two.kind))) for one, two in pairs),
        "with few spots": sum(len(one.known.spots) < AGREE for one in drawn), "cpu_seconds": round(time.process_time() - start, 1),
    }  # fmt: skip
    print(json.dumps(line), flush=True)


def _recognised(page: Page, drawn: list[Drawn], change: str, options: dict[str, object], seed: int) -> None:
    """Each picture with its changed copy, which is the new one; found by the index and then told."""
    told = {kind: Counter[str]() for kind in sorted({one.kind for one in drawn})}
    for at, one in enumerate(drawn):
        lot = {"left": (seed + 37 * at) % 100 / 99, "above": (seed + 61 * at) % 100 / 99}
        copy = _known(page.evaluate(CHANGE, [one.url, {**options, **lot}]))
        met = any(bands & kept(one.known) for bands in sought(copy))
        told[one.kind][(met and same(copy, one.known)) or "not found"] += 1
    recall = {kind: round(1 - told[kind]["not found"] / told[kind].total(), 3) for kind in told}
    print(json.dumps({"change": change, "recall": recall, "told": sum(told.values(), Counter[str]())}), flush=True)


if __name__ == "__main__":
    given = [*sys.argv[1:], "", "", ""]
    main(int(given[0] or 60), int(given[1] or 1), given[2])
