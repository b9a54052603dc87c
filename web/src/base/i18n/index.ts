// Words of the page. A language is one file with the keys of en.ts.
import { en } from './en';
import { zh } from './zh';

export type MessageKey = keyof typeof en;
export type Language = 'en' | 'zh';
export type Args = Readonly<Record<string, string | number>>;

export const kLanguages: Readonly<Record<Language, Readonly<Record<MessageKey, string>>>> = { en, zh };

type Countable = 'process' | 'area' | 'table' | 'node' | 'avc' | 'command' | 'event' | 'page' | 'pte';

export interface Translate {
  (key: MessageKey, args?: Args): string;
  /** "1 process", "2 processes". */
  n(what: Countable, count: number): string;
}

export function translator(language: Language): Translate {
  const messages = kLanguages[language];
  const t = (key: MessageKey, args: Args = {}) => messages[key].replace(/\{(\w+)\}/g, (hole, name: string) => String(args[name] ?? hole));
  return Object.assign(t, {
    n: (what: Countable, count: number) => t(`n.${what}.${count === 1 ? 'one' : 'other'}`, { n: count }),
  });
}
