// Serves web/dist under /course/pagewalk/, as a static host with the page's own headers would.
import { createServer } from 'node:http';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { filesOf } from '../../.ci/static.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../web/dist');

createServer(filesOf(root, '/course/pagewalk/')).listen(Number(process.env.PAGEWALK_PORT ?? 4173), '127.0.0.1');
