// Serves the built page on this machine alone and prints where: node .ci/serve.mjs [FOLDER] [PORT]
//
// Any static host does; this one exists so that `make play` needs nothing else, takes the next port when one is busy, and sends the
// page's headers (web/build/headers.mjs): a content policy that is one, unlike a meta tag, binds the worker too.
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import { kHeaders } from '../web/build/headers.mjs';

const root = path.resolve(process.argv[2] ?? 'web/dist');
const firstPort = Number(process.argv[3] ?? 8080);
const types = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.mjs': 'text/javascript',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};

async function fileOf(url) {
  const name = path.join(root, path.normalize(decodeURIComponent(new URL(url, 'http://localhost').pathname)));
  if (name !== root && !name.startsWith(root + path.sep)) return null;
  const entry = await stat(name);
  return entry.isDirectory() ? path.join(name, 'index.html') : name;
}

async function answer(request, response) {
  const name = await fileOf(request.url ?? '/').catch(() => null);
  const size = name && (await stat(name).catch(() => null))?.size;
  if (!name || size == null) {
    response.writeHead(404, { 'content-type': 'text/plain' }).end('not found\n');
    return;
  }
  response.writeHead(200, {
    'content-type': types[path.extname(name)] ?? 'application/octet-stream',
    'content-length': size,
    ...kHeaders,
    'cache-control': 'no-cache',
  });
  if (request.method === 'HEAD') response.end();
  else createReadStream(name).pipe(response);
}

function listen(port) {
  const server = createServer(answer);
  server.on('error', (error) => {
    if (error.code !== 'EADDRINUSE' || port >= firstPort + 100) throw error;
    listen(port + 1);
  });
  server.listen(port, '127.0.0.1', () => console.log(`Pagewalk is at http://127.0.0.1:${port}/ (Ctrl-C stops it)`));
}

await stat(path.join(root, 'index.html')).catch(() => {
  console.error(`no page in ${root}: run make dist`);
  process.exit(1);
});
listen(firstPort);
