/// <reference types="vite/types/importMeta.d.ts" />
// The lessons of the repository, as the build finds them. Each text is fetched when it is first needed.
import type { Language } from '../base/i18n';

type Fetch = () => Promise<string>;

const behaviours = import.meta.glob('../../../lessons/*/lesson.txt', { query: '?raw', import: 'default' }) as Record<string, Fetch>;
const proses = import.meta.glob('../../../lessons/*/*.md', { query: '?raw', import: 'default' }) as Record<string, Fetch>;

export interface LessonTexts {
  behaviourName: string;
  behaviour: string;
  proseName: string;
  prose: string;
}

/** In which order they are best read; what is not named here comes last. */
const kOrder = ['no-memory', 'read-first', 'fork-cow', 'vma-merge', 'mprotect', 'placement', 'mremap', 'fork-chains'];
const placeOf = (id: string) => (kOrder.includes(id) ? kOrder.indexOf(id) : kOrder.length);

export const lessonIds: readonly string[] = Object.keys(behaviours)
  .map((path) => path.split('/').at(-2)!)
  .sort((a, b) => placeOf(a) - placeOf(b) || (a < b ? -1 : 1));

/** Null: there is no such lesson. A language that a lesson does not have falls back to English. */
export async function lessonTexts(id: string, language: Language): Promise<LessonTexts | null> {
  const folder = `../../../lessons/${id}`;
  const behaviour = behaviours[`${folder}/lesson.txt`];
  const proseName = proses[`${folder}/${language}.md`] ? `${language}.md` : 'en.md';
  const prose = proses[`${folder}/${proseName}`];
  if (!behaviour || !prose) return null;
  const [behaviourText, proseText] = await Promise.all([behaviour(), prose()]);
  return { behaviourName: `lessons/${id}/lesson.txt`, behaviour: behaviourText, proseName: `lessons/${id}/${proseName}`, prose: proseText };
}

/** Lessons that name this one as needed; else the one behind it in the list. */
export async function lessonsAfter(id: string, language: Language): Promise<{ id: string; title: string }[]> {
  const needs = async (other: string) => {
    const after = /^after (.*)$/m.exec((await lessonTexts(other, language))?.behaviour ?? '')?.[1] ?? '';
    return after.split(/\s+/).includes(id) ? [other] : [];
  };
  const found = (await Promise.all(lessonIds.map(needs))).flat();
  const next = lessonIds[lessonIds.indexOf(id) + 1];
  const all = found.length > 0 || next === undefined ? found : [next];
  return Promise.all(all.map(async (one) => ({ id: one, title: headOf((await lessonTexts(one, language))!).title })));
}

export interface LessonHead {
  title: string;
  summary: string;
}

/** The title and the first paragraph of the prose. */
export function headOf({ prose }: LessonTexts): LessonHead {
  const [first = '', ...paragraphs] = prose.trim().split(/\n\s*\n/);
  return { title: first.replace(/^#\s+/, ''), summary: paragraphs[0] ?? '' };
}
