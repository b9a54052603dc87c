// vite: pagewalk.html, the whole page in one file that opens from a disk or a stick: script, styles, worker, wasm and licences inside.
//
// From file: nothing can be fetched and no worker be loaded, so the worker is made of a text in the script, and the page's policy allows
// what that needs and nothing else: this very script, workers of texts, wasm, pictures in the page.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';

const kWorker = "new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'pagewalk' })";

const policyFor = (script) =>
  [
    "default-src 'none'",
    `script-src 'sha256-${createHash('sha256').update(script).digest('base64')}' 'wasm-unsafe-eval'`,
    'worker-src blob:',
    'img-src data:',
    "style-src-elem 'unsafe-inline'",
    "style-src-attr 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');

const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
/** Nothing in a script may look like its end, nor like the begin of a comment or of another script. */
const asInline = (code) => code.replace(/<(?=\/script|script|!--)/gi, '\\x3c');

function put(page, place, text) {
  if (!page.includes(place)) throw new Error(`the page has no ${place}`);
  return page.replace(place, () => text);
}

function wholePage(page, { script, style, icon, licences }) {
  const inline = asInline(script);
  let all = page.replace(/<script[^>]*><\/script>\s*/g, '').replace(/<link rel="(?:stylesheet|modulepreload)"[^>]*>\s*/g, '');
  all = put(all, '<head>', `<head>\n<meta http-equiv="Content-Security-Policy" content="${policyFor(inline)}">`);
  all = put(all, './icon.svg', `data:image/svg+xml;base64,${Buffer.from(icon).toString('base64')}`);
  all = put(all, '</head>', `<style>${style}</style>\n</head>`);
  return put(all, '</body>', `<template id="licences">${escaped(licences)}</template>\n<script type="module">${inline}</script>\n</body>`);
}

/** The worker of a page of one file comes out of the script. */
function workerInside() {
  return {
    name: 'worker-inside',
    enforce: 'pre',
    transform(code, id) {
      if (!id.endsWith('/engine/spawn.ts')) return null;
      if (!code.includes(kWorker)) this.error('engine/spawn.ts does not start its worker as it did');
      return `import InsideWorker from './worker?worker&inline';\n${code.replace(kWorker, "new InsideWorker({ name: 'pagewalk' })")}`;
    },
  };
}

/** What was bundled becomes one file; the rest of the bundle is not written. */
function oneFile() {
  let root = '';
  return {
    name: 'one-file',
    configResolved(config) {
      root = config.root;
    },
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        const all = Object.values(bundle);
        const scripts = all.filter((one) => one.type === 'chunk');
        if (scripts.length !== 1) this.error(`one script was to be made, and there are ${scripts.map((one) => one.fileName).join(', ')}`);
        const textsOf = (ending) =>
          all.filter((one) => one.type === 'asset' && one.fileName.endsWith(ending)).map((one) => String(one.source));
        const source = wholePage(textsOf('.html')[0], {
          script: scripts[0].code,
          style: textsOf('.css').join('\n'),
          icon: readFileSync(path.join(root, 'public/icon.svg')),
          licences: textsOf('licences.txt')[0],
        });
        for (const name of Object.keys(bundle)) delete bundle[name];
        this.emitFile({ type: 'asset', fileName: 'pagewalk.html', source });
      },
    },
  };
}

export function singleFile() {
  return [workerInside(), oneFile()];
}
