// What every part of the list of lessons is given.
import type { ComponentChildren } from 'preact';
import type { Catalogue, LessonHead } from '../../lesson/catalog';
import type { CatalogueSay } from './catalogue_words';

export interface CatalogueProps {
  catalogue: Catalogue;
  say: CatalogueSay;
  /** Of a lesson the steps that are done. */
  doneSteps(id: string): ReadonlySet<string>;
  onStart(id: string): void;
  /** As a text, with nothing to be played. */
  onRead(id: string): void;
  /** Leads to the lesson's own entry. */
  onShow(id: string): void;
  /** What stands under the list. */
  children?: ComponentChildren;
}

export const isDone = (lesson: LessonHead, done: ReadonlySet<string>): boolean => lesson.steps.every((step) => done.has(step));
