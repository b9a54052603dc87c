// The headers that the page is served with, once, for every place that needs them: the servers of this repository, the files that
// `make dist` writes for static hosts, and the meta tags for hosts that send no headers of one's own.

// The module compiles wasm; xterm writes style elements; nothing else leaves 'self'. A page that frames this one could place its own
// over the terminal, so nobody may.
const kPolicy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "manifest-src 'self'",
  "style-src 'self'",
  "style-src-elem 'self' 'unsafe-inline'",
  "style-src-attr 'none'",
  "base-uri 'none'",
  "form-action 'none'",
];

export const kHeaders = {
  'Content-Security-Policy': [...kPolicy, "frame-ancestors 'none'"].join('; '),
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
};

/** For the head of index.html. A meta tag knows no frame-ancestors, and does not bind the worker; it is what GitHub Pages leaves. */
export const kMetaTags = [
  { tag: 'meta', attrs: { 'http-equiv': 'Content-Security-Policy', content: kPolicy.join('; ') }, injectTo: 'head-prepend' },
  { tag: 'meta', attrs: { name: 'referrer', content: kHeaders['Referrer-Policy'] }, injectTo: 'head' },
];

const lines = (line) =>
  Object.entries(kHeaders)
    .map(([name, value]) => `${line(name, value)}\n`)
    .join('');

/** By the name of the file that a host looks for (of nginx: that its configuration includes). */
export const kHostFiles = {
  // Netlify, Cloudflare Pages.
  _headers: `/*\n${lines((name, value) => `  ${name}: ${value}`)}`,
  'vercel.json': `${JSON.stringify(
    { headers: [{ source: '/(.*)', headers: Object.entries(kHeaders).map(([key, value]) => ({ key, value })) }] },
    null,
    2,
  )}\n`,
  // Apache, where AllowOverride lets it.
  '.htaccess': `<IfModule mod_headers.c>
${lines((name, value) => `  Header always set ${name} "${value}"`)}</IfModule>
AddType application/wasm .wasm
`,
  'nginx-headers.conf': `# Inside the location that serves this folder: include /path/to/it/nginx-headers.conf;\n${lines(
    (name, value) => `add_header ${name} "${value}" always;`,
  )}`,
};

/** vite: the files beside the built page, the tags in it. Not while developing, where vite puts scripts into the page itself. */
export function hostHeaders() {
  return {
    name: 'host-headers',
    apply: 'build',
    transformIndexHtml: () => kMetaTags,
    generateBundle() {
      for (const [fileName, source] of Object.entries(kHostFiles)) this.emitFile({ type: 'asset', fileName, source });
    },
  };
}
