/// <reference types="vite/types/importMeta.d.ts" />
/// <reference path="./lesson_catalogue.d.ts" />
// The lessons of the repository, as the build finds them: the catalogue of all in one piece, a lesson's own texts when it is opened.
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

/** What a list says of a lesson. */
export interface LessonHead {
  id: string;
  title: string;
  summary: string;
  track: number;
  /** As the engine computes them, in this language. */
  minutes: number;
  /** Ids of its steps. */
  steps: readonly string[];
  /** Lessons that it comes after. */
  needs: readonly string[];
  /** Numbers of questions. */
  answers: readonly string[];
  tells: readonly string[];
  /** Of each word that it explains the names, the first its title. */
  words: readonly (readonly string[])[];
}

/** `open`: the model has what it needs, and no lesson takes it up. */
export interface Question {
  id: string;
  text: string;
  state: 'answered' | 'told' | 'waits' | 'open';
  answered: readonly string[];
  told: readonly string[];
  /** Systems that the model lacks, for the question or for the rest of it. */
  waits: readonly string[];
}

export interface Catalogue {
  lessons: readonly LessonHead[];
  /** The way for who knows C and no kernel. */
  path: readonly string[];
  tracks: readonly { number: number; lessons: readonly string[] }[];
  questions: readonly Question[];
  /** Steps of older lessons, and the lessons that took them over. */
  moved: readonly { from: string; step: number; to: string }[];
}

export async function fetchCatalogue(language: Language): Promise<Catalogue> {
  const found = language === 'zh' ? await import('lesson-catalogue/zh') : await import('lesson-catalogue/en');
  return found.default as Catalogue;
}

/** In which order lessons are best read: the path, then track by track. */
export function inOrder({ path, tracks }: Pick<Catalogue, 'path' | 'tracks'>): string[] {
  return [...new Set([...path, ...tracks.flatMap(({ lessons }) => lessons)])];
}

const kNext = 4;

/** What to go on with: the next one of the path, then lessons that come after this one; else the one behind it in the order. */
export function lessonsBehind(catalogue: Catalogue, id: string): LessonHead[] {
  const at = catalogue.path.indexOf(id);
  const onPath = at < 0 ? [] : catalogue.path.slice(at + 1, at + 2);
  const order = inOrder(catalogue);
  const needing = order.filter((one) => catalogue.lessons.find((lesson) => lesson.id === one)?.needs.includes(id));
  const found = [...new Set([...onPath, ...needing])].slice(0, kNext);
  const all = found.length > 0 ? found : order.slice(order.indexOf(id) + 1).slice(0, order.includes(id) ? 1 : 0);
  return all.flatMap((one) => catalogue.lessons.filter((lesson) => lesson.id === one));
}

export async function lessonsAfter(id: string, language: Language): Promise<{ id: string; title: string }[]> {
  return lessonsBehind(await fetchCatalogue(language), id);
}

/** The lesson that took over a step (1-based) of an older one; of a step that nobody names, and of the whole, the first. */
export function takenOverBy({ moved }: Pick<Catalogue, 'moved'>, id: string, step: number | null): string | null {
  const rows = moved.filter(({ from }) => from === id);
  const first = [...rows].sort((a, b) => a.step - b.step)[0];
  return (rows.find((row) => row.step === step) ?? first)?.to ?? null;
}
