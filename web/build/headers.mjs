// The headers that the page is served with, once, for every place that needs them: the servers of this repository, the files that
// `make dist` writes for static hosts, and the meta tags for hosts that send no headers of one's own.

// The module compiles wasm; xterm writes style elements; nothing else leaves 'self'. A page that frames this one could place its own
// over the terminal, so nobody may. embed.html is made to be framed: it takes no commands, and touches nothing of the visitor's.
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

const withPolicy = (policy) => ({
  'Content-Security-Policy': policy.join('; '),
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
});
const kUnframed = "frame-ancestors 'none'";
const kFramed = 'frame-ancestors *';

export const kHeaders = withPolicy([...kPolicy, kUnframed]);
const kEmbedHeaders = withPolicy([...kPolicy, kFramed]);
const kEmbed = 'embed.html';

/** `name`: a file of the built page. */
export const headersFor = (name) => (name === kEmbed ? kEmbedHeaders : kHeaders);

/** For the head of index.html. A meta tag knows no frame-ancestors, and does not bind the worker; it is what GitHub Pages leaves. */
export const kMetaTags = [
  { tag: 'meta', attrs: { 'http-equiv': 'Content-Security-Policy', content: kPolicy.join('; ') }, injectTo: 'head-prepend' },
  { tag: 'meta', attrs: { name: 'referrer', content: kHeaders['Referrer-Policy'] }, injectTo: 'head' },
];

const lines = (headers, line) =>
  Object.entries(headers)
    .map(([name, value]) => `${line(name, value)}\n`)
    .join('');
const pairs = (headers) => Object.entries(headers).map(([key, value]) => ({ key, value }));
const nginx = (name, value) => `add_header ${name} "${value}" always;`;

/** By the name of the file that a host looks for (of nginx: that its configuration includes). */
export const kHostFiles = {
  // Netlify, Cloudflare Pages. Every rule that fits an address adds to the ones before, so who may frame it is said of each page apart.
  _headers: [
    `/*\n${lines(withPolicy(kPolicy), (name, value) => `  ${name}: ${value}`)}`,
    ...['/', '/index.html', '/pagewalk.html'].map((page) => `${page}\n  Content-Security-Policy: ${kUnframed}\n`),
    `/${kEmbed}\n  Content-Security-Policy: ${kFramed}\n`,
  ].join(''),
  'vercel.json': `${JSON.stringify(
    {
      headers: [
        { source: `/((?!${kEmbed.replace('.', '\\.')}$).*)`, headers: pairs(kHeaders) },
        { source: `/${kEmbed}`, headers: pairs(kEmbedHeaders) },
      ],
    },
    null,
    2,
  )}\n`,
  // Apache, where AllowOverride lets it.
  '.htaccess': `<IfModule mod_headers.c>
${lines(kHeaders, (name, value) => `  Header always set ${name} "${value}"`)}  <Files "${kEmbed}">
${lines(kEmbedHeaders, (name, value) => `    Header always set ${name} "${value}"`)}  </Files>
</IfModule>
AddType application/wasm .wasm
`,
  'nginx-headers.conf': `# In the location that serves this folder: include /path/to/it/nginx-headers.conf;\n${lines(kHeaders, nginx)}`,
  'nginx-embed-headers.conf': `# In "location = /path/of/the/page/${kEmbed}": include this file.\n${lines(kEmbedHeaders, nginx)}`,
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
