// What stands where on the page: the arrangement, the picture in front with those beside it, what fills the page, what is put away.
import { computed, signal } from '@preact/signals';
import { kPhone } from '../widgets/phone';
import type { ViewName } from './context';

/** story: one large picture; explore: many panes; lesson: its text at full height; projector: two large pictures. */
export type Preset = 'story' | 'explore' | 'lesson' | 'projector';
export type Slot = 'front' | 'second' | 'small-1' | 'small-2' | 'small-3' | 'none';

export const kPresets: readonly Preset[] = ['story', 'explore', 'lesson', 'projector'];

/** What the visitor chose; null: the page's choice, a lesson's arrangement while there is one, else the story. */
export const chosenPreset = signal<Preset | null>(null);
export const hasLesson = signal(false);
export const preset = computed<Preset>(() => {
  const chosen = chosenPreset.value ?? 'story';
  if (hasLesson.value) return chosen === 'story' ? 'lesson' : chosen;
  return chosen === 'lesson' ? 'story' : chosen;
});

/** The view that fills the page, if one does. */
export const enlarged = signal<ViewName | null>(null);
export const front = signal<ViewName>('tables');
/** The second large picture of a projector. */
export const second = signal<ViewName>('rmap');
/** Views shown as text. Who reads the one in front so, reads the next one there so, too. */
export const asText = signal<ReadonlySet<ViewName>>(new Set());
/** The picture in front stays, whatever happens. */
export const pinned = signal(false);
/** So it does while a lesson's step has it there. */
export const held = signal(false);
/** A lesson asks to point at a thing: one whose key begins so. What is chosen goes to it, and nowhere else. */
export const pointer = signal<{ prefix: string; take(key: string): void } | null>(null);
/** Pictures that were in front before, the last one last. */
export const past = signal<readonly ViewName[]>([]);
/** What can be put away: the shell; the small pictures of the story; the right column of many panes. */
export const kParts = ['shell', 'side', 'right'] as const;
export type HiddenPart = (typeof kParts)[number];
export const hidden = signal<ReadonlySet<HiddenPart>>(new Set());

const kMostPast = 20;

export function bringToFront(view: ViewName): void {
  if (view === front.value) return;
  past.value = [...past.value, front.value].slice(-kMostPast);
  if (view === second.value) second.value = front.value;
  putInFront(view);
}

/** The picture that was in front before. */
export function goBackInFront(): void {
  const last = past.value.at(-1);
  if (!last) return;
  past.value = past.value.slice(0, -1);
  putInFront(last);
}

function putInFront(view: ViewName): void {
  const next = new Set(asText.value);
  if (next.delete(front.value)) asText.value = next.add(view);
  front.value = view;
}

export function toggleHidden(part: HiddenPart): void {
  const next = new Set(hidden.value);
  if (!next.delete(part)) next.add(part);
  hidden.value = next;
}

/** Small pictures beside the one in front, in order; set by who knows the views. */
export const beside = signal<readonly ViewName[]>([]);

/** One picture at a time, chosen by tabs. */
const phone = globalThis.matchMedia?.(kPhone);
const isPhone = signal(phone?.matches ?? false);
phone?.addEventListener('change', ({ matches }) => {
  isPhone.value = matches;
});

export function slotOf(view: ViewName): Slot | null {
  if (preset.value === 'explore' || isPhone.value) return null;
  if (front.value === view || enlarged.value === view) return 'front';
  if (preset.value === 'projector') return second.value === view ? 'second' : 'none';
  if (preset.value === 'lesson' || hidden.value.has('side')) return 'none';
  const at = beside.value.indexOf(view);
  return at >= 0 && at < 3 ? (`small-${at + 1}` as Slot) : 'none';
}

export const isSmall = (view: ViewName): boolean => slotOf(view)?.startsWith('small') ?? false;
