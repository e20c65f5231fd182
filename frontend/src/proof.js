// Some work before a form is sent without a name: find a number whose hash with the form's own begins with so many zero
// bits. By hand, because crypto.subtle exists on https only, and in slices, because an old phone must stay awake for typing.
// Whoever has no script answers the question that stands in the page instead.
const K = new Uint32Array(64);
for (let n = 2, at = 0; at < 64; n += 1) {
  let prime = true;
  for (let d = 2; d * d <= n; d += 1) if (n % d === 0) prime = false;
  if (!prime) continue;
  const root = Math.cbrt(n);
  K[at] = Math.floor((root - Math.floor(root)) * 4294967296);
  at += 1;
}
const START = [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19];
const W = new Uint32Array(64);

// The first 32 bits of SHA-256 of at most 55 ASCII characters: one block.
export function firstBits(text) {
  W.fill(0, 0, 16);
  for (let i = 0; i < text.length; i += 1) W[i >> 2] |= text.charCodeAt(i) << (24 - (i & 3) * 8);
  W[text.length >> 2] |= 0x80 << (24 - (text.length & 3) * 8);
  W[15] = text.length * 8;
  for (let i = 16; i < 64; i += 1) {
    const a = W[i - 15], b = W[i - 2];
    const s0 = ((a >>> 7) | (a << 25)) ^ ((a >>> 18) | (a << 14)) ^ (a >>> 3);
    const s1 = ((b >>> 17) | (b << 15)) ^ ((b >>> 19) | (b << 13)) ^ (b >>> 10);
    W[i] = (W[i - 16] + s0 + W[i - 7] + s1) | 0;
  }
  let [a, b, c, d, e, f, g, h] = START;
  for (let i = 0; i < 64; i += 1) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + K[i] + W[i]) | 0;
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g; g = f; f = e; e = (d + t1) | 0;
    d = c; c = b; b = a; a = (t1 + t2) | 0;
  }
  return (a + START[0]) >>> 0;
}

export function prove(document) {
  for (const form of document.querySelectorAll("form[data-proof]")) {
    const field = form.querySelector("[data-work]");
    const question = form.querySelector("[data-question]");
    if (!field || !question) continue;
    question.hidden = true;
    let number = 0;
    const slice = () => {
      const until = Date.now() + 40;
      while (Date.now() < until) {
        for (let i = 0; i < 64; i += 1, number += 1) {
          if (firstBits(`${field.dataset.work}.${number}`) >>> (32 - Number(field.dataset.bits)) === 0) {
            field.value = String(number);
            if (form.dataset.waiting) form.requestSubmit();
            return;
          }
        }
      }
      setTimeout(slice, 10);
    };
    form.addEventListener("submit", (event) => {
      if (field.value) return;
      // Pressed before the work is done: sent as soon as it is.
      event.preventDefault();
      form.dataset.waiting = "1";
    });
    slice();
  }
}
