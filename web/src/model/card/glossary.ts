// Words that a reader may not know: which are beside which, what to type to learn more, and where a text uses one first.
import { type CardWords, kTerms, type Term } from '../../base/cards';
import { wordKey } from '../keys';
import type { Part } from './card';

/** Words beside a word, and commands whose help says more. */
export const kBeside: Readonly<Record<Term, { see: readonly Term[]; help: readonly string[] }>> = {
  page: { see: ['frame', 'pte', 'area'], help: ['page'] },
  frame: { see: ['page', 'zone', 'buddy'], help: ['page'] },
  area: { see: ['maple', 'merge', 'mm'], help: ['mmap', 'munmap'] },
  mm: { see: ['area', 'pagetable', 'rss'], help: ['cat'] },
  pagetable: { see: ['pte', 'tlb'], help: ['walk'] },
  pte: { see: ['pagetable', 'dirty', 'accessed'], help: ['walk'] },
  fault: { see: ['cow', 'zeropage', 'segv'], help: ['write', 'read'] },
  cow: { see: ['fault', 'exclusive', 'mapcount'], help: ['fork', 'write'] },
  exclusive: { see: ['cow', 'mapcount'], help: ['page'] },
  zeropage: { see: ['fault', 'frame'], help: ['read'] },
  anonymous: { see: ['anon_vma', 'zeropage'], help: ['mmap'] },
  anon_vma: { see: ['avc', 'rmap', 'anonymous'], help: ['rmap'] },
  avc: { see: ['anon_vma', 'rmap'], help: ['rmap'] },
  rmap: { see: ['anon_vma', 'mapcount'], help: ['rmap'] },
  mapcount: { see: ['refcount', 'rmap'], help: ['page'] },
  refcount: { see: ['mapcount', 'batch'], help: ['page'] },
  tlb: { see: ['shootdown', 'pagetable'], help: ['tlb'] },
  shootdown: { see: ['tlb'], help: ['tlb'] },
  buddy: { see: ['order', 'pcp', 'zone'], help: ['cat'] },
  order: { see: ['buddy'], help: ['cat'] },
  pcp: { see: ['buddy', 'batch'], help: ['drain'] },
  zone: { see: ['buddy', 'frame'], help: ['cat'] },
  lru: { see: ['batch', 'accessed', 'swap'], help: ['drain'] },
  batch: { see: ['lru', 'refcount'], help: ['drain'] },
  rss: { see: ['mm', 'fault'], help: ['cat'] },
  overcommit: { see: ['area'], help: ['sysctl'] },
  maple: { see: ['area', 'mm'], help: ['show'] },
  merge: { see: ['area', 'maple'], help: ['mprotect'] },
  dirty: { see: ['pte', 'accessed'], help: ['walk'] },
  accessed: { see: ['pte', 'lru'], help: ['walk'] },
  guard: { see: ['pte', 'segv'], help: ['madvise'] },
  segv: { see: ['fault', 'area'], help: ['mprotect'] },
  zombie: { see: ['mm'], help: ['wait', 'exit'] },
  mlock: { see: ['rss', 'lru'], help: ['mlock'] },
  swap: { see: ['slot', 'swapcache', 'zram'], help: ['swapon', 'mkswap'] },
  slot: { see: ['swap', 'pte', 'swapcache'], help: ['walk'] },
  swapcache: { see: ['slot', 'refcount', 'readahead'], help: ['madvise'] },
  zram: { see: ['swap', 'swapcache'], help: ['mkswap'] },
  readahead: { see: ['swapcache', 'fault'], help: ['madvise'] },
};

/** [name of the word, further forms of it, what it means] as the language has them. */
export function termOf(words: CardWords, term: Term): { name: string; forms: string[]; means: string } {
  const [names = '', means = ''] = words[`word.${term}`].split(' — ');
  const forms = names.split(' | ');
  return { name: forms[0]!, forms, means };
}

export const isTerm = (name: string): name is Term => (kTerms as readonly string[]).includes(name);

interface Form {
  term: Term;
  form: string;
  /** Where a text has it first, or -1. */
  placeIn: (text: string) => number;
}

/** Names that mean other things as well, a place in a node of a tree: they are found by a search, and no text links them. */
const kUnlinked: readonly string[] = ['slot', '槽'];

const kForms = new WeakMap<CardWords, readonly Form[]>();

/** All names of all words, the longest first; made once for a language. */
function formsOf(words: CardWords): readonly Form[] {
  const made = kForms.get(words);
  if (made) return made;
  const forms = kTerms.flatMap((term) => {
    const named = termOf(words, term).forms.filter((form) => !kUnlinked.includes(form));
    return named.map((form): Form => ({ term, form, placeIn: finder(form) }));
  });
  forms.sort((a, b) => b.form.length - a.form.length);
  kForms.set(words, forms);
  return forms;
}

const isLatin = /^[\x20-\x7e]+$/;

/** Latin words stand alone, and may have a plural's s behind them. */
function finder(form: string): Form['placeIn'] {
  if (!isLatin.test(form)) return (text) => text.indexOf(form);
  const escaped = form.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const pattern = new RegExp(`(?<![A-Za-z_0-9])${escaped}(?=s?(?![A-Za-z_0-9]))`, 'i');
  return (text) => pattern.exec(text)?.index ?? -1;
}

/** Links the first use of each word of the glossary; what was linked is added to `used`. The pieces of a part keep what it is. */
export function linkTerms<P extends Part>(line: readonly P[], words: CardWords, used = new Set<string>()): (P & Part)[] {
  return formsOf(words).reduce<(P & Part)[]>(
    (parts, form) => {
      const key = wordKey(form.term);
      if (used.has(key)) return parts;
      const at = parts.findIndex((part) => !part.key && form.placeIn(part.text) >= 0);
      if (at < 0) return parts;
      used.add(key);
      return [...parts.slice(0, at), ...splitAt(parts[at]!, form, key), ...parts.slice(at + 1)];
    },
    [...line],
  );
}

function splitAt<P extends Part>(part: P, { form, placeIn }: Form, key: string): P[] {
  const { text } = part;
  const from = placeIn(text);
  const to = from + form.length;
  const pieces = [
    { ...part, text: text.slice(0, from) },
    { ...part, text: text.slice(from, to), key },
    { ...part, text: text.slice(to) },
  ];
  return pieces.filter((piece) => piece.text !== '');
}
