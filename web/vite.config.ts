// Two builds: the page for a web host, and with `--mode single` the same page as one file, pagewalk.html, beside it.
import { fileURLToPath } from 'node:url';
import { defineConfig, type UserConfig } from 'vite';
import { engineFirst } from './build/engine_first.mjs';
import { firstChunks } from './build/first_chunks.mjs';
import { hostHeaders } from './build/headers.mjs';
import { lessonCatalogue } from './build/lesson_catalogue.mjs';
import { licences } from './build/licences.mjs';
import { offline } from './build/offline.mjs';
import { shareTags } from './build/share_tags.mjs';
import { singleFile } from './build/single_file.mjs';
import { engineBytes, wasmBeside, wasmInside } from './build/wasm_modules.mjs';

const fromHere = (path: string) => fileURLToPath(new URL(path, import.meta.url));

const common: UserConfig = {
  base: './',
  define: { __ENGINE_BYTES__: engineBytes() },
  server: { fs: { allow: [fromHere('..')] } },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
};

function forHosts(): UserConfig {
  const bundled = licences();
  return {
    ...common,
    plugins: [lessonCatalogue(), wasmBeside(), hostHeaders(), shareTags(), engineFirst(), ...bundled.page, offline()],
    worker: { format: 'es', plugins: () => [wasmBeside(), ...bundled.worker] },
    // The content policy allows no data: URLs except for pictures, so nothing is inlined.
    build: {
      target: 'es2022',
      assetsInlineLimit: 0,
      chunkSizeWarningLimit: 900,
      rolldownOptions: {
        input: [fromHere('index.html'), fromHere('embed.html')],
        output: { codeSplitting: { includeDependenciesRecursively: false, groups: [{ name: firstChunks() }] } },
      },
    },
  };
}

function asOneFile(): UserConfig {
  const bundled = licences();
  const whole = { output: { codeSplitting: false } };
  return {
    ...common,
    plugins: [lessonCatalogue(), wasmInside(), ...bundled.page, ...singleFile()],
    worker: { format: 'iife', plugins: () => [wasmInside(), ...bundled.worker], rolldownOptions: whole },
    build: {
      target: 'es2022',
      assetsInlineLimit: Number.MAX_SAFE_INTEGER,
      chunkSizeWarningLimit: 9000,
      cssCodeSplit: false,
      modulePreload: false,
      emptyOutDir: false,
      copyPublicDir: false,
      rolldownOptions: whole,
    },
  };
}

export default defineConfig(({ mode }) => (mode === 'single' ? asOneFile() : forHosts()));
