// Answers requests with the files of a folder, as a good static host does: the page's headers (web/build/headers.mjs), the right types,
// and what can be compressed compressed, in the encoding that the browser likes best.
//
// A file is compressed when it is first asked for, and kept until it changes.
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { headersFor } from '../web/build/headers.mjs';

const kTypes = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.mjs': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};
/** Compressed already. */
const kPacked = new Set(['.ico', '.png', '.woff2']);

// Quality 9 of 11: the last two take ten times as long and save four parts in a hundred.
const brotliOf = (bytes) =>
  promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } });
const kEncoders = { br: brotliOf, gzip: (bytes) => promisify(gzip)(bytes, { level: 9 }) };

/** "gzip, br;q=0.5": the one of ours with the highest weight, of equal ones the smallest; null: none of them is wanted. */
export function encodingFor(accepted = '') {
  const weights = new Map();
  for (const part of accepted.toLowerCase().split(',')) {
    const [name, ...parameters] = part.split(';').map((word) => word.trim());
    const q = parameters.find((word) => word.startsWith('q='));
    if (name) weights.set(name, q ? Number(q.slice(2)) || 0 : 1);
  }
  const weightOf = (name) => weights.get(name) ?? weights.get('*') ?? 0;
  const [best] = Object.keys(kEncoders).sort((a, b) => weightOf(b) - weightOf(a));
  return weightOf(best) > 0 && weightOf(best) >= (weights.get('identity') ?? 0) ? best : null;
}

async function fileOf(root, pathname) {
  const name = path.join(root, path.normalize(decodeURIComponent(pathname)));
  if (name !== root && !name.startsWith(root + path.sep)) return null;
  return (await stat(name)).isDirectory() ? path.join(name, 'index.html') : name;
}

/** A handler for node's server: the files of `root` under the path `base`, which ends with a slash. */
export function filesOf(root, base = '/') {
  const kept = new Map();

  async function bodyOf(name, encoding) {
    const { mtimeMs, size } = await stat(name);
    const key = `${encoding} ${name}`;
    const known = kept.get(key);
    if (known?.mtimeMs === mtimeMs && known.size === size) return known.body;
    const bytes = await readFile(name);
    const body = encoding ? await kEncoders[encoding](bytes) : bytes;
    kept.set(key, { mtimeMs, size, body });
    return body;
  }

  async function find(request) {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const name = pathname.startsWith(base) ? await fileOf(root, `/${pathname.slice(base.length)}`) : null;
    if (!name) return null;
    const canBePacked = !kPacked.has(path.extname(name));
    const encoding = canBePacked ? encodingFor(request.headers['accept-encoding']) : null;
    return { name, canBePacked, encoding, body: await bodyOf(name, encoding) };
  }

  return async (request, response) => {
    const found = await find(request).catch(() => null);
    if (!found) {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('not found\n');
      return;
    }
    const { name, canBePacked, encoding, body } = found;
    response.writeHead(200, {
      'content-type': kTypes[path.extname(name)] ?? 'application/octet-stream',
      'content-length': body.length,
      ...(encoding ? { 'content-encoding': encoding } : {}),
      ...(canBePacked ? { vary: 'Accept-Encoding' } : {}),
      ...headersFor(path.relative(root, name)),
      'cache-control': 'no-cache',
    });
    response.end(request.method === 'HEAD' ? undefined : body);
  };
}
