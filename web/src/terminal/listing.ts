// What completion found, as lines for the terminal.
import { forTerminal, textWidth } from './text';
import { ink } from './theme';

export interface Candidate {
  text: string;
  hint: string;
}

const kMaxListed = 40;

export function listed(candidates: readonly Candidate[], columns: number): string[] {
  const shown = candidates.slice(0, kMaxListed);
  const width = Math.min(28, Math.max(...shown.map((candidate) => textWidth(candidate.text)))) + 2;
  const lines = shown.map(({ text, hint }) => {
    const padding = ' '.repeat(Math.max(1, width - textWidth(text)));
    const room = Math.max(0, columns - width - 3);
    const short = hint.length > room ? `${hint.slice(0, Math.max(0, room - 1))}…` : hint;
    return `  ${forTerminal(text)}${padding}${ink('dim')}${forTerminal(short)}\x1b[0m`;
  });
  if (candidates.length > shown.length) lines.push(`  ${ink('dim')}… ${candidates.length - shown.length}\x1b[0m`);
  return lines;
}

export function commonPrefix(texts: string[]): string {
  let prefix = texts[0] ?? '';
  for (const text of texts) while (!text.startsWith(prefix)) prefix = prefix.slice(0, -1);
  return prefix;
}
