// Words of the page. A language is one file with the keys of en.ts; all but English are fetched when they are wanted first.
import { en } from './en';

export type MessageKey = keyof typeof en;
export type Language = 'en' | 'zh';
export type Args = Readonly<Record<string, string | number>>;

export type Messages = Readonly<Record<MessageKey, string>>;

export async function fetchMessages(language: Language): Promise<Messages> {
  return language === 'zh' ? (await import('./zh')).zh : en;
}

type Countable =
  | 'process'
  | 'area'
  | 'table'
  | 'node'
  | 'avc'
  | 'command'
  | 'event'
  | 'page'
  | 'pte'
  | 'file'
  | 'fault'
  | 'copy'
  | 'frame'
  | 'newTable';

export interface Translate {
  (key: MessageKey, args?: Args): string;
  /** "1 process", "2 processes". */
  n(what: Countable, count: number): string;
}

export const kEnglishWords: Messages = en;

export function translator(messages: Messages): Translate {
  const t = (key: MessageKey, args: Args = {}) => messages[key].replace(/\{(\w+)\}/g, (hole, name: string) => String(args[name] ?? hole));
  return Object.assign(t, {
    n: (what: Countable, count: number) => t(`n.${what}.${count === 1 ? 'one' : 'other'}`, { n: count }),
  });
}
