// First uses of a lesson's words, for its prose to make links of; the glossary is fetched with the first lesson that names any.
import { createContext } from 'preact';
import { useContext, useEffect, useMemo, useState } from 'preact/hooks';
import { fetchCardWords } from '../../base/cards';
import type { Lesson } from '../../engine/protocol';
import { firstUses, linkWords, type Meanings, wordFinder } from '../../lesson/first_uses';
import type { Block } from '../../lesson/markdown';

/** Of a text as the lesson has it, its blocks with links in them. */
type Linker = (text: string, blocks: Block[]) => Block[];

export const WordLinks = createContext<Linker>((_, blocks) => blocks);
export const useLinker = (): Linker => useContext(WordLinks);

export function useWordLinks(lesson: Lesson): Linker {
  const [meanings, setMeanings] = useState<Meanings>({});
  useEffect(() => {
    let isCurrent = true;
    if (lesson.words.length > 0)
      void fetchCardWords(lesson.language === 'zh' ? 'zh' : 'en').then((found) => isCurrent && setMeanings(found));
    return () => {
      isCurrent = false;
    };
  }, [lesson]);
  return useMemo(() => {
    const finder = wordFinder(lesson.words, meanings, lesson.language);
    const uses = finder && firstUses(lesson, finder);
    return (text, blocks) => {
      const words = uses?.get(text);
      return finder && words ? linkWords(blocks, words, finder) : blocks;
    };
  }, [lesson, meanings]);
}
