// What every view gets: the machine at the looked-at moment, what changed, where to look, and the few things a view may do.
import type { ReadonlySignal } from '@preact/signals';
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Language, Translate } from '../base/i18n';
import type { EngineClient } from '../engine/client';
import type { EventRecord } from '../engine/generated/events';
import type { Status } from '../engine/protocol';
import type { Change } from '../model/diff';
import type { Sentences } from '../model/event_text';
import type { Focus } from '../model/focus';
import type { Lit } from '../model/lit';
import type { Machine } from '../model/machine';
import type { StoryTeller } from '../model/story';
import type { LinkTerms } from '../model/story/terms';
import type { Level } from '../model/story/words';
import type { StrengthOf } from '../model/strength';

export type ViewName = 'spaces' | 'tables' | 'tree' | 'rmap' | 'memory' | 'what' | 'limits' | 'swap' | 'lists' | 'life' | 'pressure';
/** Texts of the engine: a view may have more than one. */
export type TextName = ViewName | 'merge' | 'rbtree';

export interface Moment {
  status: Status;
  machine: Machine;
  before: Machine | null;
  change: Change;
  events: readonly EventRecord[];
  /** The events are those of a question, which is no part of the log: there is nothing to step through. */
  asked: string | null;
  /** A lesson has just typed what its step begins with. */
  isSetUp: boolean;
  /** Several commands ran since the last one that was shown, as when they are pasted: nobody saw what lies between. */
  isLeap: boolean;
}

export interface ViewContext {
  moment: ReadonlySignal<Moment | null>;
  focus: ReadonlySignal<Focus>;
  /** Key under the pointer or with the keyboard's focus. */
  hovered: ReadonlySignal<string | null>;
  chosen: ReadonlySignal<string | null>;
  /** What the hovered and the chosen thing light. */
  lights: ReadonlySignal<{ hovered: Lit; chosen: Lit }>;
  /** How strongly a thing changed in the step looked at. */
  strength: ReadonlySignal<StrengthOf>;
  t: ReadonlySignal<Translate>;
  /** For views that bring their own words. */
  language: ReadonlySignal<Language>;
  sentences: ReadonlySignal<Sentences>;
  /** What tells the story, once it is here. */
  told: ReadonlySignal<StoryTeller | null>;
  /** What links words to the glossary, once that is here; where no card opens it stays away. */
  terms: ReadonlySignal<LinkTerms | null>;
  level: ReadonlySignal<Level>;
  setLevel(level: Level): void;
  /** 1, or more for a projector: drawings grow with the type. */
  scale: ReadonlySignal<number>;
  /** What nothing is drawn smaller than: the type that the browser is set to, against the usual. */
  leastScale: ReadonlySignal<number>;
  theme: ReadonlySignal<string>;
  still: ReadonlySignal<boolean>;
  point(key: string | null): void;
  choose(key: string): void;
  look(focus: Partial<Focus>): void;
  /** Puts a command on the prompt, and where that is wanted the focus. */
  typeCommand(command: string, focus?: boolean): void;
  undo(): void;
  /** Any question to the engine. */
  ask: EngineClient['call'];
  seekEvent(command: number, events: number): void;
  /** The text twin of a view, from the engine. */
  textOf(view: TextName): Promise<string>;
  /** Code that a view wanted could not be fetched. */
  notFetched(): void;
  /** An address that leads to what is seen now. */
  link(): Promise<string>;
}

const Context = createContext<ViewContext | null>(null);
export const ViewContextProvider = Context.Provider;

export function useView(): ViewContext {
  const context = useContext(Context);
  if (!context) throw new Error('a view stands outside its context');
  return context;
}

/** Index of a process's colour: --p1 … --p6. */
export const colourOf = (pid: number | null) => `var(--p${pid === null ? 1 : ((pid - 1) % 6) + 1})`;
