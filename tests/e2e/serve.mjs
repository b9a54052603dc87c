// Serves web/dist under /course/pagewalk/, as a static host with a strict content policy would.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../web/dist');
const base = '/course/pagewalk/';
const types = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
};
const policy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "style-src 'self'",
  "style-src-elem 'self' 'unsafe-inline'",
  "style-src-attr 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

createServer(async (request, response) => {
  const { pathname } = new URL(request.url ?? '/', 'http://localhost');
  const name = pathname.startsWith(base) ? path.join(root, path.normalize(`/${pathname.slice(base.length) || 'index.html'}`)) : '';
  const body = name && (await readFile(name).catch(() => null));
  if (!body) {
    response.writeHead(404).end('not found\n');
    return;
  }
  response.writeHead(200, { 'content-type': types[path.extname(name)] ?? 'application/octet-stream', 'content-security-policy': policy });
  response.end(body);
}).listen(Number(process.env.PAGEWALK_PORT ?? 4173), '127.0.0.1');
