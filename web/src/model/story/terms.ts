// Words of the glossary in the story: the first use of each leads to its card. Words that the sentence itself makes an object stay that.
import type { CardWords } from '../../base/cards';
import { linkTerms } from '../card/glossary';
import type { Named, Part } from './parts';

/** The same parts, with links; what was linked is added to `used`, so that a sentence after it does not do it again. */
export type LinkTerms = (parts: readonly Part[], used: Set<string>) => readonly Part[];

export const termLinker =
  (words: CardWords): LinkTerms =>
  (parts, used) =>
    linkTerms(
      parts.map((part): Named => (typeof part === 'string' ? { text: part } : part)),
      words,
      used,
    ).map((part) => (isPlain(part) ? part.text : part.key?.startsWith('word:') ? { ...part, kind: 'word' } : part));

const isPlain = (part: Named): boolean => Object.keys(part).length === 1;
