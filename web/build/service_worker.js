// The service worker: keeps the whole page, so that it works without a network from the second visit on. web/build/offline.mjs puts two
// constants in front, kFiles and kVersion, and writes it beside the page.
//
// A build is kept whole or not at all. What bears its content's hash in its name comes from what is kept; the page itself and the few
// other files are asked for first, so that a new build is seen at the next visit, and come from what is kept when no answer comes. The
// build before stays too: pages that are still open fetch parts of it later.

const kPrefix = `pagewalk ${self.registration.scope} `;
const kCache = kPrefix + kVersion;
/** Builds kept besides the newest. */
const kOlder = 1;
/** A network that takes longer than this for the page itself counts as none. */
const kPatienceMs = 3000;

const urlOf = (name) => new URL(name, self.registration.scope).href;
const isHashed = (name) => name.startsWith('assets/');
const listed = new Map(kFiles.map((name) => [urlOf(name), name]));

async function keepAll() {
  const isThere = await caches.has(kCache);
  const cache = await caches.open(kCache);
  try {
    await cache.addAll(kFiles.map((name) => new Request(urlOf(name), { cache: isHashed(name) ? 'default' : 'no-cache' })));
  } catch (error) {
    // Half a build is none.
    if (!isThere) await caches.delete(kCache);
    throw error;
  }
}

async function dropOld() {
  const others = (await caches.keys()).filter((name) => name.startsWith(kPrefix) && name !== kCache);
  await Promise.all(others.slice(0, Math.max(0, others.length - kOlder)).map((name) => caches.delete(name)));
}

const keptIn = async (name, url) => (await caches.open(name)).match(url, { ignoreVary: true });

/** From any build that is kept: a hashed name means one content. */
async function hashed(request) {
  for (const name of await caches.keys()) {
    const kept = name.startsWith(kPrefix) && (await keptIn(name, request.url));
    if (kept) return kept;
  }
  return fetch(request);
}

async function newest(request, url) {
  const kept = await keptIn(kCache, url);
  if (!kept) return fetch(request);
  let timer;
  const patience = new Promise((resolve) => {
    timer = setTimeout(resolve, kPatienceMs, kept);
  });
  const answer = fetch(request).then(
    (response) => (response.ok ? response : kept),
    () => kept,
  );
  const first = await Promise.race([answer, patience]);
  clearTimeout(timer);
  return first;
}

self.addEventListener('install', (event) => {
  event.waitUntil(keepAll().then(() => self.skipWaiting()));
});

self.addEventListener('activate', (event) => {
  event.waitUntil(dropOld().then(() => self.clients.claim()));
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET' || !request.url.startsWith(self.registration.scope)) return;
  const url = request.url.replace(/[?#].*$/, '').replace(/\/index\.html$/, '/');
  if (isHashed(url.slice(self.registration.scope.length))) event.respondWith(hashed(request));
  else if (listed.has(url)) event.respondWith(newest(request, url));
});
