// Words that come with the code of a view, both languages at once: a text by its name, its holes filled.
import type { Language } from './index';

export type Say<Word extends string> = (word: Word, holes?: Readonly<Record<string, string | number>>) => string;

/** A hole that nothing is given for stays as it is, so that it is seen. */
export const sayIn =
  <Word extends string>(words: Readonly<Record<Language, Readonly<Record<Word, string>>>>, language: Language): Say<Word> =>
  (word, holes = {}) =>
    words[language][word].replace(/\{(\w+)\}/g, (hole, name: string) => String(holes[name] ?? hole));
