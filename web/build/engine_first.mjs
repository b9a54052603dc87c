// vite: the page asks for the engine's .wasm, the largest part of what it waits for, beside its first scripts, and not when these have run.
//
// What is asked for this way and what engine/compiled.ts fetches is one request: both are same-origin and anonymous.
export function engineFirst() {
  return {
    name: 'engine-first',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(_html, { bundle }) {
        const file = Object.keys(bundle).find((name) => /(?:^|\/)pagewalk-[^/]*\.wasm$/.test(name));
        if (!file) throw new Error('the build holds no .wasm of the engine');
        const attrs = { rel: 'preload', href: `./${file}`, as: 'fetch', type: 'application/wasm', crossorigin: true };
        return [{ tag: 'link', attrs, injectTo: 'head' }];
      },
    },
  };
}
