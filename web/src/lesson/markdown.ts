// The small Markdown of lessons, as data: a view turns it into elements, so nothing in a text can become markup.
/** A word leads to its meaning in the glossary; no text makes one by itself (first_uses.ts). */
export type Inline =
  | { kind: 'text' | 'code' | 'strong' | 'em'; text: string }
  | { kind: 'word'; text: string; id: string; isStrong: boolean };
export type Block = { kind: 'paragraph'; inlines: Inline[] } | { kind: 'list'; items: Inline[][] } | { kind: 'code'; text: string };

/** `{name}` is replaced where a value is known, and stays otherwise. */
export function fillHoles(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{([a-z0-9.-]+)\}/g, (hole, name: string) => (Object.hasOwn(values, name) ? values[name]! : hole));
}

export function parseInlines(text: string): Inline[] {
  const inlines: Inline[] = [];
  const add = (kind: Exclude<Inline['kind'], 'word'>, part: string) => {
    if (part !== '') inlines.push({ kind, text: part });
  };
  const marks = /`([^`]+)`|\*\*([^*]+)\*\*|\*([^*\s][^*]*)\*/g;
  let at = 0;
  for (const match of text.matchAll(marks)) {
    add('text', text.slice(at, match.index));
    if (match[1] !== undefined) add('code', match[1]);
    else if (match[2] !== undefined) add('strong', match[2]);
    else add('em', match[3]!);
    at = match.index + match[0].length;
  }
  add('text', text.slice(at));
  return inlines;
}

export function parseMarkdown(text: string): Block[] {
  const blocks: Block[] = [];
  let lines: string[] = [];
  const close = () => {
    if (lines.length > 0) blocks.push(blockOf(lines));
    lines = [];
  };
  let code: string[] | null = null;
  for (const line of text.split('\n')) {
    if (line.startsWith('```')) {
      if (code) blocks.push({ kind: 'code', text: code.join('\n') });
      else close();
      code = code ? null : [];
    } else if (code) code.push(line);
    else if (line.trim() === '') close();
    else {
      // A list may follow a paragraph without a blank line between, and the other way round it may not.
      if (line.startsWith('- ') && lines.length > 0 && !lines[0]!.startsWith('- ')) close();
      lines.push(line);
    }
  }
  close();
  return blocks;
}

function blockOf(lines: string[]): Block {
  if (!lines[0]!.startsWith('- ')) return { kind: 'paragraph', inlines: parseInlines(lines.join(' ')) };
  const items: string[] = [];
  for (const line of lines) {
    if (line.startsWith('- ')) items.push(line.slice(2));
    else items.push(`${items.pop()} ${line.trim()}`);
  }
  return { kind: 'list', items: items.map(parseInlines) };
}
