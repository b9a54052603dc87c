// vite: `import 'pagewalk-wasm'` and `import 'pagewalk-import'` are the modules that Emscripten made, and 'pagewalk-wasm-file' answers the
// engine's .wasm, which the page compiles once for all its workers. Each .wasm stands beside the page under a hashed name; in a page of one
// file it stands in the script itself, packed and in base64, since nothing can be fetched from a file.
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const fromHere = (name) => fileURLToPath(new URL(name, import.meta.url));
const engine = process.env.PAGEWALK_WASM ?? fromHere('../../build/wasm/pagewalk.mjs');
/** What the page imports: where it was built. */
const kModules = { 'pagewalk-wasm': engine, 'pagewalk-import': path.join(path.dirname(engine), 'pagewalk_import.mjs') };

/** Of the engine's .wasm, unpacked. */
export const engineBytes = () => statSync(wasmOf(engine), { throwIfNoEntry: false })?.size ?? 0;

function builtFile(plugin, file) {
  if (!existsSync(file)) plugin.error(`${file} is not there: run make wasm first`);
  return file;
}

/** The glue asks for an address before it looks whether it was handed what it would load from there. */
function withoutAddress(plugin, glue, file) {
  const address = `new URL("${path.basename(file, '.mjs')}.wasm",import.meta.url).toString()`;
  if (!glue.includes(address)) plugin.error(`${file} does not name its .wasm as it did`);
  return { code: glue.replace(address, '""'), map: null };
}

const wasmOf = (glue) => glue.replace(/\.mjs$/, '.wasm');
const kFile = 'pagewalk-wasm-file';
const kVirtual = '\0pagewalk:';

/** For a page with files beside it: the engine's .wasm is asked for by the page, that of the reader of logs by its glue. */
export function wasmBeside() {
  return {
    name: 'wasm-beside',
    enforce: 'pre',
    resolveId(id) {
      if (id === kFile) return kVirtual + id;
      return id in kModules ? builtFile(this, kModules[id]) : null;
    },
    load(id) {
      if (id !== kVirtual + kFile) return null;
      const address = JSON.stringify(`${wasmOf(builtFile(this, engine))}?url`);
      return `import address from ${address};\nexport default () => fetch(address, { credentials: 'same-origin' });\n`;
    },
    transform(code, id) {
      return path.resolve(id) === path.resolve(engine) ? withoutAddress(this, code, id) : null;
    },
  };
}

const packed = (plugin, glue) => gzipSync(readFileSync(wasmOf(builtFile(plugin, glue))), { level: 9 }).toString('base64');

const kUnpack = `
const unpacked = () => {
  const bytes = Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
  const headers = { 'content-type': 'application/wasm' };
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip')), { headers });
};
`;

/** For a page of one file. */
export function wasmInside() {
  const glues = Object.values(kModules).map((file) => path.resolve(file));
  const reader = kModules['pagewalk-import'];
  return {
    name: 'wasm-inside',
    enforce: 'pre',
    resolveId(id) {
      if (id === kFile || id === 'pagewalk-import') return kVirtual + id;
      return id in kModules ? builtFile(this, kModules[id]) : null;
    },
    load(id) {
      if (id === kVirtual + kFile) return `const packed = '${packed(this, engine)}';${kUnpack}export default async () => unpacked();\n`;
      if (id !== `${kVirtual}pagewalk-import`) return null;
      return `import create from ${JSON.stringify(reader)};\nconst packed = '${packed(this, reader)}';${kUnpack}
export default async (options) => create({ ...options, wasmBinary: await unpacked().arrayBuffer() });\n`;
    },
    transform(code, id) {
      return glues.includes(path.resolve(id)) ? withoutAddress(this, code, id) : null;
    },
  };
}
