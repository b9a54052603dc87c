// Serves the built page on this machine alone and prints where: node .ci/serve.mjs [FOLDER] [PORT]
//
// Any static host does; this one exists so that `make play` needs nothing else, takes the next port when one is busy, compresses, and
// sends the page's headers: a content policy that is one, unlike a meta tag, binds the worker too.
import { stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import { filesOf } from './static.mjs';

const root = path.resolve(process.argv[2] ?? 'web/dist');
const firstPort = Number(process.argv[3] ?? 8080);

function listen(port) {
  const server = createServer(filesOf(root));
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
