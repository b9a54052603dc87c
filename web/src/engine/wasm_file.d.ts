// What the build answers for this name (web/build/wasm_modules.mjs): the engine's .wasm, from beside the page or from inside it.
declare module 'pagewalk-wasm-file' {
  const fetchWasm: () => Promise<Response>;
  export default fetchWasm;
}
