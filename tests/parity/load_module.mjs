// Loads the wasm modules in Node. They are built for a Web Worker and nothing else, so that the page and the parity tests run
// the same bytes; Node therefore poses as a worker while the glue starts, and hands it the wasm instead of a place to fetch it from.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

async function load(folder, name) {
  const glue = pathToFileURL(path.join(folder, `${name}.mjs`));
  globalThis.self ??= { location: { href: glue.href } };
  globalThis.importScripts ??= () => {
    throw new Error('the module tried to load a script');
  };
  const { default: factory } = await import(glue.href);
  return factory({ wasmBinary: await readFile(path.join(folder, `${name}.wasm`)) });
}

export const loadPagewalk = (folder) => load(folder, 'pagewalk');
/** The reader of logs and maps. */
export const loadImport = (folder) => load(folder, 'pagewalk_import');
