// Which chunk a module goes into, where the bundler's own way makes some twenty small ones for what the first picture needs: one that both
// pages load at once, one that only the page itself does. Fewer requests, and they compress better. All else is left to the bundler.
import { fileURLToPath } from 'node:url';

const kEntries = { page: 'src/main.tsx', embed: 'src/embed.tsx' };

export function firstChunks() {
  const closures = new Map();
  return (id, context) => {
    const isIn = (entry) => closureOf(entry, context, closures).has(id);
    if (!isIn(kEntries.page)) return null;
    return isIn(kEntries.embed) ? 'shared' : 'first';
  };
}

/** Everything that is there before the entry runs: what it imports, and what that imports. */
function closureOf(entry, context, known) {
  if (!known.has(entry)) known.set(entry, walk(entry, context));
  return known.get(entry);
}

function walk(entry, context) {
  const seen = new Set();
  const open = [fromWeb(entry)];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    open.push(...(context.getModuleInfo(id)?.importedIds ?? []));
  }
  return seen;
}

const fromWeb = (file) => fileURLToPath(new URL(`../${file}`, import.meta.url));
