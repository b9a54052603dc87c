// vite: licences.txt beside the built page, with the licence of everything that is really in it: each package whose modules were bundled,
// by its own licence file, and what the wasm module was linked with (wasm-bindings/licences.txt). A package without a licence file fails
// the build: it may not be passed on unnamed.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The folder of the package that a module belongs to; null for the page's own. A helper that vite puts in (it names those \0vite/…) is
 * vite's. */
export function packageOf(id) {
  if (id.startsWith('\0vite/')) return path.join(root, 'web/node_modules/vite');
  const clean = id.replace(/^\0/, '').replace(/\?.*$/, '');
  const at = clean.lastIndexOf('/node_modules/');
  if (at < 0) return null;
  const [scope, name] = clean.slice(at + '/node_modules/'.length).split('/');
  return path.join(clean.slice(0, at), 'node_modules', scope, scope.startsWith('@') ? name : '');
}

function licenceOf(folder) {
  const info = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((name) => /^(licen[cs]e|copying)(\.|$)/i.test(name));
  if (!file) throw new Error(`${info.name} is bundled and has no licence file`);
  return {
    name: info.name,
    head: `${info.name} ${info.version}, ${info.license}`,
    // Of a builder that lists what it is made of itself, its own licence: the rest of it is not in the page.
    text: readFileSync(path.join(folder, file), 'utf8').split('# Licenses of bundled dependencies')[0].trim(),
  };
}

export function licencesText(folders) {
  const own = readFileSync(path.join(root, 'LICENSE'), 'utf8').trim();
  const packages = [...folders].map(licenceOf).sort((a, b) => (a.name < b.name ? -1 : 1));
  const linked = readFileSync(path.join(root, 'wasm-bindings/licences.txt'), 'utf8').trim();
  const parts = [`Pagewalk is\n\n${own}\n\nand has in it:`, ...packages.map(({ head, text }) => `==== ${head} ====\n\n${text}`), linked];
  return `${parts.join('\n\n')}\n`;
}

/** One for the page and its worker, which are bundled apart: what both took in is written with the page, which comes last. */
export function licences() {
  const folders = new Set();
  const collect = {
    name: 'licences-collect',
    generateBundle(_options, bundle) {
      for (const chunk of Object.values(bundle)) {
        for (const id of chunk.type === 'chunk' ? Object.keys(chunk.modules) : []) {
          const folder = packageOf(id);
          if (folder && existsSync(path.join(folder, 'package.json'))) folders.add(folder);
        }
      }
    },
  };
  const write = {
    name: 'licences-write',
    apply: 'build',
    generateBundle: {
      order: 'post',
      handler() {
        this.emitFile({ type: 'asset', fileName: 'licences.txt', source: licencesText(folders) });
      },
    },
  };
  return { page: [collect, write], worker: [collect] };
}
