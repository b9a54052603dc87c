// A view as text to be pasted: plain, or as Markdown that stays what it is whatever somebody wrote into a page.
export interface Said {
  title: string;
  /** What happened; may be empty. */
  sentence: string;
  link: string;
  /** The text twin. */
  text: string;
}

const lines = (parts: readonly string[]) => `${parts.filter((part) => part !== '').join('\n\n')}\n`;

export function asPlain({ title, sentence, link, text }: Said): string {
  return lines([title, sentence, text.trimEnd(), link]);
}

const escaped = (text: string) => text.replace(/[\\`*_[\]<>#|~]/g, (sign) => `\\${sign}`);

/** A fence is longer than any that stands in the text. */
function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}text\n${text.trimEnd()}\n${fence}`;
}

export function asMarkdown({ title, sentence, link, text }: Said): string {
  return lines([`**${escaped(title)}**`, escaped(sentence), fenced(text), `<${link}>`]);
}
