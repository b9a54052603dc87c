// Serves web/dist under /course/pagewalk/, as a static host with the page's own headers would.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { kHeaders } from '../../web/build/headers.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../web/dist');
const base = '/course/pagewalk/';
const types = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
};

createServer(async (request, response) => {
  const { pathname } = new URL(request.url ?? '/', 'http://localhost');
  const name = pathname.startsWith(base) ? path.join(root, path.normalize(`/${pathname.slice(base.length) || 'index.html'}`)) : '';
  const body = name && (await readFile(name).catch(() => null));
  if (!body) {
    response.writeHead(404).end('not found\n');
    return;
  }
  response.writeHead(200, { 'content-type': types[path.extname(name)] ?? 'application/octet-stream', ...kHeaders });
  response.end(body);
}).listen(Number(process.env.PAGEWALK_PORT ?? 4173), '127.0.0.1');
