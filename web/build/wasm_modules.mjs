// vite: `import 'pagewalk-wasm'` and `import 'pagewalk-import'` are the modules that Emscripten made. Their glue names the .wasm beside it,
// which vite then hashes; in a page of one file the wasm stands in the script itself, packed and in base64, since nothing can be fetched
// from a file.
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const fromHere = (name) => fileURLToPath(new URL(name, import.meta.url));
const engine = process.env.PAGEWALK_WASM ?? fromHere('../../build/wasm/pagewalk.mjs');
/** What the page imports: where it was built. */
const kModules = { 'pagewalk-wasm': engine, 'pagewalk-import': path.join(path.dirname(engine), 'pagewalk_import.mjs') };

/** Of the engine's module, unpacked. */
export const engineBytes = () => statSync(engine.replace(/\.mjs$/, '.wasm'), { throwIfNoEntry: false })?.size ?? 0;

function builtFile(plugin, file) {
  if (!existsSync(file)) plugin.error(`${file} is not there: run make wasm first`);
  return file;
}

/** For a page with files beside it. */
export function wasmBeside() {
  return {
    name: 'wasm-beside',
    enforce: 'pre',
    resolveId(id) {
      return id in kModules ? builtFile(this, kModules[id]) : null;
    },
  };
}

const kInside = '\0wasm-inside:';

/** The glue asks for an address before it looks whether it was handed the bytes. */
function withoutAddress(plugin, glue, file) {
  const address = `new URL("${path.basename(file, '.mjs')}.wasm",import.meta.url).toString()`;
  if (!glue.includes(address)) plugin.error(`${file} does not name its .wasm as it did`);
  return glue.replace(address, '""');
}

const kUnpack = `
async function unpacked() {
  const bytes = Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))).arrayBuffer();
}
export default async (options) => create({ ...options, wasmBinary: await unpacked() });
`;

/** For a page of one file. */
export function wasmInside() {
  const glues = Object.values(kModules).map((file) => path.resolve(file));
  return {
    name: 'wasm-inside',
    enforce: 'pre',
    resolveId(id) {
      return id in kModules ? kInside + id : null;
    },
    load(id) {
      if (!id.startsWith(kInside)) return null;
      const glue = builtFile(this, kModules[id.slice(kInside.length)]);
      const wasm = gzipSync(readFileSync(glue.replace(/\.mjs$/, '.wasm')), { level: 9 });
      return `import create from ${JSON.stringify(glue)};\nconst packed = '${wasm.toString('base64')}';\n${kUnpack}`;
    },
    transform(code, id) {
      return glues.includes(path.resolve(id)) ? { code: withoutAddress(this, code, id), map: null } : null;
    },
  };
}
