// The engine's module, fetched and compiled once; each worker is handed it, so that another one is there at once.
import fetchWasm from 'pagewalk-wasm-file';
import { counted } from './counted';

/** Bytes of the module, put here by the build. */
declare const __ENGINE_BYTES__: number;

let compiled: Promise<WebAssembly.Module> | null = null;
let settle: () => void = () => undefined;
/** The module has come, or will not: whatever the visitor waits for less is fetched behind it, since they share a way that may be slow. */
export const engineSettled = new Promise<void>((resolve) => {
  settle = resolve;
});

/** `report` hears how much of it has come, from 0 to 1, the first time. After a failure the next call tries again. */
export function compiledEngine(report: (part: number) => void = () => undefined): Promise<WebAssembly.Module> {
  compiled ??= compile(report).catch((error: unknown) => {
    compiled = null;
    throw error;
  });
  compiled.then(settle, settle);
  return compiled;
}

async function compile(report: (part: number) => void): Promise<WebAssembly.Module> {
  const answer = await fetchWasm();
  if (!answer.ok) throw new Error(`the engine cannot be fetched: ${answer.status}`);
  const told = counted(answer, __ENGINE_BYTES__, report);
  // Some hosts do not know the type.
  const isTyped = answer.headers.get('content-type')?.startsWith('application/wasm');
  return isTyped ? WebAssembly.compileStreaming(told) : WebAssembly.compile(await told.arrayBuffer());
}
