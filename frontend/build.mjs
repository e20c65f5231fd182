// Builds luoshi.css, luoshi.js and icons.svg into luoshi/kernel/static/luoshi/ (git-ignored).
// Offices run old Chromium cores, so everything is compiled for Chromium 92. Of Tabler only the
// parts without colours are taken (reboot, grid): its palette is written in oklch(), color-mix()
// and light-dark(), which Chromium 92 does not know. See docs of the tokens in src/luoshi.css.
import { copyFileSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import * as sass from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "../luoshi/kernel/static/luoshi");
mkdirSync(out, { recursive: true });

const target = "chrome92";
const tabler = {
  name: "tabler",
  setup(b) {
    b.onLoad({ filter: /tabler\.scss$/ }, (args) => ({
      contents: sass.compile(args.path, {
        loadPaths: [join(here, "node_modules/@tabler/core/scss")],
        quietDeps: true,
        logger: sass.Logger.silent,
      }).css,
      loader: "css",
    }));
  },
};

await Promise.all([
  build({
    entryPoints: [join(here, "src/luoshi.css")],
    outfile: join(out, "luoshi.css"),
    bundle: true,
    minify: true,
    target,
    plugins: [tabler],
    legalComments: "none",
    logLevel: "warning",
  }),
  build({
    entryPoints: [join(here, "src/luoshi.js")],
    outfile: join(out, "luoshi.js"),
    bundle: true,
    minify: true,
    format: "iife",
    target,
    legalComments: "none",
    logLevel: "warning",
  }),
]);

copyFileSync(join(here, "src/mark.svg"), join(out, "mark.svg"));

// One <symbol> per file of src/icons: 24 × 24, drawn with strokes in the colour of the text.
const folder = join(here, "src/icons");
const symbols = readdirSync(folder)
  .filter((name) => name.endsWith(".svg"))
  .sort()
  .map((name) => {
    const inner = readFileSync(join(folder, name), "utf8").replace(/^[\s\S]*?<svg[^>]*>|<\/svg>\s*$/g, "");
    return `<symbol id="${basename(name, ".svg")}" viewBox="0 0 24 24">${inner.trim()}</symbol>`;
  });
writeFileSync(join(out, "icons.svg"), `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`);

for (const name of readdirSync(out)) {
  console.log(`${name} ${(statSync(join(out, name)).size / 1024).toFixed(1)} kB`);
}
