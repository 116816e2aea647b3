// Compiles scss/look.scss into the pages' style sheet, with copies packed for the wire. Its head says of which sources it is, so
// that a test can tell when it is not of the present ones.
import { createHash } from "node:crypto";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import * as sass from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const target = join(here, "..", "src", "collegiate", "web", "static", "collegiate", "look.css");
const modules = join(here, "node_modules");

function sources() {
  const sheets = readdirSync(join(here, "scss")).sort().map((name) => join("scss", name));
  return ["build.mjs", "package-lock.json", ...sheets];
}

function madeOf() {
  const hash = createHash("sha256");
  for (const name of sources()) hash.update(readFileSync(join(here, name)));
  return hash.digest("hex");
}

const { css } = sass.compile(join(here, "scss", "look.scss"), {
  style: "compressed",
  charset: false,
  loadPaths: [modules],
  quietDeps: true,
});
// What every component says again and our page says once: the family of letters, how they are smoothed, and colours that are set anyway.
const once = css
  .replaceAll("-webkit-font-smoothing:antialiased;-moz-osx-font-smoothing:grayscale", "")
  .replaceAll(/@media print\{[^{}]+\{font-family:var\(--sans\)\}\}/g, "")
  .replaceAll(/var\((--govuk-[a-z-]+-colour), #[0-9a-f]+\)/g, "var($1)")
  .replaceAll(/;;+/g, ";");
const version = JSON.parse(readFileSync(join(modules, "govuk-frontend", "package.json"), "utf8")).version;
const head = `/*! Of the sources in look/, sha256 ${madeOf()}. With parts of GOV.UK Frontend ${version}, MIT licence, see govuk-frontend.txt beside this file. */\n`;
const sheet = Buffer.from(`${head}${once.replaceAll(/(?<=})(?=[@.:a-z*[])/g, "\n")}\n`);

writeFileSync(target, sheet);
writeFileSync(`${target}.gz`, gzipSync(sheet, { level: 9 }));
writeFileSync(`${target}.br`, brotliCompressSync(sheet));
console.log(`${target}: ${sheet.length} bytes, ${brotliCompressSync(sheet).length} on the wire`);
