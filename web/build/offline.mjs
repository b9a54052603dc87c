// vite: sw.js beside the built page, the service worker with the list of all files that the page can ask for (service_worker.js).
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { kHostFiles } from './headers.mjs';

/** What the page itself never asks for. */
const kLeftOut = new Set([...Object.keys(kHostFiles), 'sw.js', 'pagewalk.html', 'screenshot.png']);

function filesIn(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath ?? entry.path, entry.name)).replaceAll(path.sep, '/'))
    .filter((name) => !kLeftOut.has(name))
    .sort();
}

/** The text of sw.js for a built page; `root` is the folder web/. It changes when any file does. */
export function serviceWorkerFor(folder, root) {
  const program = readFileSync(path.join(root, 'build/service_worker.js'), 'utf8');
  const files = filesIn(folder);
  const digest = createHash('sha256').update(program);
  for (const name of files) digest.update(`${name}\0`).update(readFileSync(path.join(folder, name)));
  const version = digest.digest('hex').slice(0, 16);
  // Many hosts redirect index.html to the folder, and what was redirected may not answer for a page.
  const names = files.map((name) => name.replace(/^index\.html$/, './'));
  return `const kVersion = '${version}';\nconst kFiles = ${JSON.stringify(names, null, 1)};\n${program}`;
}

export function offline() {
  let root = '';
  let folder = '';
  return {
    name: 'offline',
    apply: 'build',
    configResolved(config) {
      root = config.root;
      folder = path.resolve(root, config.build.outDir);
    },
    closeBundle: () => writeFileSync(path.join(folder, 'sw.js'), serviceWorkerFor(folder, root)),
  };
}
