// Which chunk a module goes into, where the bundler's own way makes some twenty small ones for what the first picture needs: one that both
// pages load, one that only the page itself does. Fewer requests, and they compress better. All else is left to the bundler.
//
// The page's own chunk has its entry in it, which runs with it. So nothing that the other page may ever ask for, later too, stands there.
import { fileURLToPath } from 'node:url';

const kEntries = { page: 'src/main.tsx', embed: 'src/embed.tsx' };

export function firstChunks() {
  let first = null;
  let embedded = null;
  return (id, context) => {
    first ??= walk(kEntries.page, (module) => atOnce(context.getModuleInfo(module)));
    embedded ??= walk(kEntries.embed, (module) => ever(context.getModuleInfo(module)));
    if (!first.has(id)) return null;
    return embedded.has(id) ? 'shared' : 'first';
  };
}

const atOnce = (info) => info?.importedIds ?? [];
const ever = (info) => [...atOnce(info), ...(info?.dynamicallyImportedIds ?? [])];

/** An entry, what it leads to, and what that leads to. */
function walk(entry, linksOf) {
  const seen = new Set();
  const open = [fromWeb(entry)];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    open.push(...linksOf(id));
  }
  return seen;
}

const fromWeb = (file) => fileURLToPath(new URL(`../${file}`, import.meta.url));
