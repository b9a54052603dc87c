export const kLessons: string;
export interface InTwo {
  en: string;
  zh: string;
}
export interface HeadLines {
  id: string;
  track: number;
  answers: string[];
  tells: string[];
  introduced: string[];
}
export interface Order {
  path: string[];
  tracks: Map<number, string[]>;
}
export function lessonsOfBefore(): string[];
export function lessonFolders(): string[];
export function headLines(id: string): HeadLines;
export function parseOrder(text: string): Order;
export function readOrder(): Order;
export function readQuestions(): Map<string, InTwo>;
export function readWaits(): { systems: Map<string, InTwo>; waits: Map<string, string[]> };
export function standingOf(
  question: string,
  heads: readonly HeadLines[],
  waits: ReadonlyMap<string, string[]>,
): { answered: string[]; told: string[]; missing: string[]; state: 'answered' | 'told' | 'waits' | 'open' };
export function parseMoved(text: string): { from: string; step: number; to: string }[];
export function readMoved(): { from: string; step: number; to: string }[];
export function glossaryNames(language: 'en' | 'zh'): Map<string, string[]>;
