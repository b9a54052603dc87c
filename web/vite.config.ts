import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';
import { hostHeaders } from './build/headers.mjs';
import { licences } from './build/licences.mjs';
import { offline } from './build/offline.mjs';

const fromHere = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const module = process.env.PAGEWALK_WASM ?? fromHere('../build/wasm/pagewalk.mjs');

/** `import 'pagewalk-wasm'` is the module that Emscripten made; its glue names the .wasm beside it, which vite then hashes. */
function pagewalkWasm(): Plugin {
  return {
    name: 'pagewalk-wasm',
    enforce: 'pre',
    resolveId(id) {
      if (id !== 'pagewalk-wasm') return null;
      if (!existsSync(module)) this.error(`${module} is not there: run make wasm first`);
      return module;
    },
  };
}

const bundled = licences();

export default defineConfig({
  base: './',
  plugins: [pagewalkWasm(), hostHeaders(), ...bundled.page, offline()],
  worker: { format: 'es', plugins: () => [pagewalkWasm(), ...bundled.worker] },
  server: { fs: { allow: [fromHere('..')] } },
  // The content policy allows no data: URLs except for pictures, so nothing is inlined.
  build: { target: 'es2022', assetsInlineLimit: 0, chunkSizeWarningLimit: 900 },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
});
