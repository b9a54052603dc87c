import type { Plugin } from 'vite';
import type { Catalogue } from '../src/lesson/catalog';
import type { HeadLines, InTwo, Order } from './lesson_lists.mjs';

export interface Lists {
  order: Order;
  questions: ReadonlyMap<string, InTwo>;
  waits: { systems: ReadonlyMap<string, InTwo>; waits: ReadonlyMap<string, string[]> };
  moved: readonly { from: string; step: number; to: string }[];
  /** Of a word of the glossary. */
  names: ReadonlyMap<string, string[]>;
  headLines(id: string): HeadLines;
}
export interface ReadLesson {
  id: string;
  title: string;
  summary: string;
  minutes: number;
  needs: string[];
  steps: string[];
}
export function catalogueOf(language: 'en' | 'zh', read: readonly ReadLesson[], lists: Lists): Catalogue;
export function lessonCatalogue(): Plugin;
