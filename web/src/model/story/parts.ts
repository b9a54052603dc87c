// Sentences of the story: a template with holes becomes text and named objects, which light everywhere by their key.
import { grouped } from '../../base/hex';
import type { Key } from '../keys';

export type ObjectKind = 'process' | 'space' | 'page' | 'entry' | 'area' | 'anon_vma' | 'word';

export interface Named {
  text: string;
  kind?: ObjectKind;
  /** As in model/keys.ts. */
  key?: Key;
  /** Of a process: its colour. */
  pid?: number;
  /** It stands out. */
  hot?: true;
  code?: true;
}
export type Part = string | Named;

/** What a hole stands for: an amount, or a thing in words; null is nothing, and takes the bracket around it along. */
export type Fact = number | readonly Part[] | null;
export type Facts = (name: string) => Fact;

const kToken = /\[([^\]]*)\]|\{(\w+)((?:\|[^|{}]*)*)\}|\*([^*]+)\*|`([^`]+)`/g;

/** The template filled. `missing` hears of holes outside of brackets that nothing fills. */
export function fill(template: string, facts: Facts, missing: (name: string) => void = () => undefined): Part[] {
  return joined(read(template, facts, missing));
}

export const plainText = (parts: readonly Part[]): string => parts.map((part) => (typeof part === 'string' ? part : part.text)).join('');

function read(template: string, facts: Facts, missing: (name: string) => void): Part[] {
  const parts: Part[] = [];
  let from = 0;
  for (const match of template.matchAll(kToken)) {
    const [all, bracket, name, forms, hot, code] = match;
    parts.push(template.slice(from, match.index));
    from = match.index + all.length;
    if (bracket !== undefined) parts.push(...optional(bracket, facts));
    else if (name !== undefined) parts.push(...hole(name, forms ?? '', facts, missing));
    else if (hot !== undefined) parts.push(...read(hot, facts, missing).map((part) => marked(part, { hot: true })));
    else parts.push(...read(code!, facts, missing).map((part) => marked(part, { code: true })));
  }
  parts.push(template.slice(from));
  return parts;
}

function optional(text: string, facts: Facts): Part[] {
  let isEmpty = false;
  const counted: Facts = (name) => {
    const fact = facts(name);
    if (fact === 0) isEmpty = true;
    return fact;
  };
  const parts = read(text, counted, () => {
    isEmpty = true;
  });
  return isEmpty ? [] : parts;
}

function hole(name: string, forms: string, facts: Facts, missing: (name: string) => void): Part[] {
  const first = name[0]!.toLowerCase();
  const fact = facts(first + name.slice(1));
  if (fact === null) {
    missing(name);
    return [];
  }
  if (forms !== '') return read(formOf(typeof fact === 'number' ? fact : 0, forms.slice(1).split('|')), facts, missing);
  const parts = typeof fact === 'number' ? [grouped(fact)] : fact;
  return first === name[0] ? [...parts] : capitalised(parts);
}

/** One, many, none; # is the amount. */
function formOf(amount: number, [one = '', many = one, none = many]: readonly string[]): string {
  return (amount === 0 ? none : amount === 1 ? one : many).replace('#', grouped(amount));
}

function capitalised([first = '', ...rest]: readonly Part[]): Part[] {
  const raise = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
  return [typeof first === 'string' ? raise(first) : { ...first, text: raise(first.text) }, ...rest];
}

const marked = (part: Part, mark: Partial<Named>): Part =>
  part === '' ? '' : { ...(typeof part === 'string' ? { text: part } : part), ...mark };

const kHan = /\p{Script=Han}/u;

/** Chinese stands apart from letters and figures where a hole brought them together. */
function needsSpace(before: string, after: string): boolean {
  const [end, start] = [before.at(-1) ?? '', after.charAt(0)];
  return (kHan.test(end) && /\w/.test(start)) || (/\w/.test(end) && kHan.test(start));
}

function joined(parts: readonly Part[]): Part[] {
  const list: Part[] = [];
  for (const part of parts) {
    if (part === '') continue;
    if (needsSpace(plainText(list.slice(-1)), plainText([part]))) append(list, ' ');
    append(list, part);
  }
  return list;
}

function append(list: Part[], part: Part): void {
  const last = list.at(-1);
  if (typeof part === 'string' && typeof last === 'string') list[list.length - 1] = last + part;
  else if (typeof last === 'object' && typeof part === 'object' && areAlike(last, part)) last.text += part.text;
  else list.push(typeof part === 'string' ? part : { ...part });
}

/** Words that are marked alike and name nothing. */
const areAlike = (one: Named, other: Named): boolean => !one.kind && !other.kind && one.hot === other.hot && one.code === other.code;
