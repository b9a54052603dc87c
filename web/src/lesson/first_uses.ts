// The first use of each word of the glossary in a lesson, in reading order: there it leads to its meaning.
import type { Lesson } from '../engine/protocol';
import type { Block, Inline } from './markdown';

/** By id, without what it stands behind: "page | virtual page — 4096 bytes …". */
export type Meanings = Readonly<Record<string, string>>;

export interface WordFinder {
  pattern: RegExp;
  idOf(name: string): string;
}

const escaped = (name: string) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Finds the words that a lesson names as its own, and as needed; of names in each other the longer one. */
export function wordFinder(words: readonly string[], meanings: Meanings, language: string): WordFinder | null {
  const ids = new Map<string, string>();
  for (const id of words) {
    const names = (meanings[`word.${id}`] ?? '').split(' — ')[0]!.split('|');
    for (const name of names) if (name.trim() !== '') ids.set(name.trim().toLowerCase(), id);
  }
  const names = [...ids.keys()].sort((a, b) => b.length - a.length).map(escaped);
  if (names.length === 0) return null;
  const pattern = language === 'zh' ? new RegExp(names.join('|'), 'gi') : new RegExp(`\\b(?:${names.join('|')})(?:s|es)?\\b`, 'gi');
  const idOf = (name: string) => {
    const low = name.toLowerCase();
    return ids.get(low) ?? ids.get(low.replace(/s$/, '')) ?? ids.get(low.replace(/es$/, '')) ?? '';
  };
  return { pattern, idOf };
}

/** Texts of a lesson in the order in which they are read. */
function* textsOf(lesson: Lesson): Generator<string> {
  yield lesson.summary;
  for (const step of lesson.steps) {
    yield step.body;
    for (const { question, after } of step.predictions) {
      yield question;
      yield after;
    }
    yield step.done;
  }
}

/** Of each text the words that are used there first. */
export function firstUses(lesson: Lesson, finder: WordFinder): ReadonlyMap<string, ReadonlySet<string>> {
  const seen = new Set<string>();
  const uses = new Map<string, ReadonlySet<string>>();
  for (const text of textsOf(lesson)) {
    const here = new Set<string>();
    for (const [name] of text.replace(/`[^`]*`|\{[^}]*\}/g, ' ').matchAll(finder.pattern)) {
      const id = finder.idOf(name);
      if (seen.has(id)) continue;
      seen.add(id);
      here.add(id);
    }
    if (here.size > 0) uses.set(text, here);
  }
  return uses;
}

/** The blocks with the first use of each of these words as an inline of its own. */
export function linkWords(blocks: readonly Block[], words: ReadonlySet<string>, finder: WordFinder): Block[] {
  const left = new Set(words);
  const link = (inlines: readonly Inline[]) => inlines.flatMap((inline) => splitAtWords(inline, left, finder));
  return blocks.map((block) => {
    if (block.kind === 'paragraph') return { ...block, inlines: link(block.inlines) };
    return block.kind === 'list' ? { ...block, items: block.items.map(link) } : block;
  });
}

function splitAtWords(inline: Inline, left: Set<string>, { pattern, idOf }: WordFinder): Inline[] {
  if (inline.kind === 'code' || inline.kind === 'word') return [inline];
  const parts: Inline[] = [];
  let at = 0;
  for (const match of inline.text.matchAll(pattern)) {
    const id = idOf(match[0]);
    if (!left.delete(id)) continue;
    if (match.index > at) parts.push({ kind: inline.kind, text: inline.text.slice(at, match.index) });
    parts.push({ kind: 'word', text: match[0], id, isStrong: inline.kind === 'strong' });
    at = match.index + match[0].length;
  }
  if (at < inline.text.length) parts.push({ kind: inline.kind, text: inline.text.slice(at) });
  return parts;
}
