// Prints what the built page weighs, raw and gzipped: node .ci/bundle-sizes.mjs [FOLDER]
//
// First load is what a visitor fetches before the first view is drawn: the page, the scripts and styles it names and those they
// import at once, the worker and the wasm. What is imported later (lessons, an encoder for links) is counted apart, and so is the page as
// one file.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

const root = path.resolve(process.argv[2] ?? 'web/dist');
const files = readdirSync(root, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => path.relative(root, path.join(entry.parentPath ?? entry.path, entry.name)))
  .sort();
const textOf = (name) => readFileSync(path.join(root, name), 'utf8');

/** Fetched once the page stands, by who wants it, or by other sites. */
const kLater = new Set(['sw.js', 'pagewalk.html', 'licences.txt', 'screenshot.png']);

// Names of other files of the build that a file mentions; those behind import() are fetched later.
function mentionedIn(name) {
  const text = textOf(name).replace(/\bimport\(\s*['"`][^'"`]*['"`]\s*\)/g, '').replace(/__vite__mapDeps[\s\S]{0,4000}?\]\)?/g, '');
  return files.filter((other) => other !== name && !kLater.has(other) && text.includes(path.basename(other)));
}

function firstLoad() {
  const loaded = new Set();
  const queue = ['index.html'];
  while (queue.length > 0) {
    const name = queue.pop();
    if (loaded.has(name)) continue;
    loaded.add(name);
    if (/\.(?:html|js|mjs|css)$/.test(name)) queue.push(...mentionedIn(name));
  }
  return loaded;
}

const rows = files.map((name) => {
  const bytes = readFileSync(path.join(root, name));
  return { name, raw: bytes.length, zipped: /\.(?:png|woff2|ico)$/.test(name) ? bytes.length : gzipSync(bytes, { level: 9 }).length };
});
const kB = (bytes) => (bytes / 1000).toFixed(1).padStart(9);
const sum = (some, what) => some.reduce((total, row) => total + row[what], 0);
const first = firstLoad();
const line = (name, raw, zipped) => console.log(`${name.padEnd(52)}${kB(raw)}${kB(zipped)}`);

console.log(`\n${'page'.padEnd(52)}   raw kB  gzip kB`);
for (const row of rows) line(`${first.has(row.name) ? '* ' : '  '}${row.name}`, row.raw, row.zipped);
const firstRows = rows.filter((row) => first.has(row.name));
line('* first load', sum(firstRows, 'raw'), sum(firstRows, 'zipped'));
const pageRows = rows.filter((row) => row.name !== 'pagewalk.html');
line('everything but pagewalk.html', sum(pageRows, 'raw'), sum(pageRows, 'zipped'));
