// Which card is open, and what was looked at before and after it. The card itself is fetched when the first one is opened.
import { computed, signal } from '@preact/signals';
import type { ViewName } from '../views/context';
import { lateCode } from './late';

/** Where on the screen the thing is that a card is about: it must not be covered. */
export interface Near {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

export interface Shown {
  near: Near | null;
  /** The card takes the focus. */
  takesFocus: boolean;
}

export interface CardProps {
  show(view: ViewName): void;
  type(command: string, focus?: boolean): void;
}

const kMostKept = 50;

export const shown = signal<Shown | null>(null);
export const pinned = signal(false);
/** Everything looked at, in order; closing a card forgets nothing. */
export const trail = signal<{ keys: readonly string[]; at: number }>({ keys: [], at: -1 });
export const cardKey = computed(() => (shown.value ? (trail.value.keys[trail.value.at] ?? null) : null));
export const Card = lateCode(
  () => shown.value !== null,
  () => import('./card_pane'),
  closeCard,
);

/** Where somebody pointed last. */
let place: Near | null = null;

export function notePlace(target: Element, x: number, y: number): void {
  const thing = target.closest('[data-k]');
  if (!thing) place = { left: x - 8, top: y - 8, right: x + 8, bottom: y + 8 };
  else place = thing.getBoundingClientRect();
}

export function openCard(key: string, { near = place, takesFocus = false }: Partial<Shown> = {}): void {
  // Who asks for the same thing again means the card.
  const again = cardKey.peek() === key && shown.peek() !== null;
  remember(key);
  shown.value = { near, takesFocus: takesFocus || again };
}

/** Another thing, in the card that is open. */
export function remember(key: string): void {
  const { keys, at } = trail.peek();
  if (keys[at] === key) return;
  const next = [...keys.slice(0, at + 1), key].slice(-kMostKept);
  trail.value = { keys: next, at: next.length - 1 };
}

/** Back or forward through what was looked at; answers what is looked at then. */
export function turn(by: -1 | 1): string | null {
  const { keys, at } = trail.peek();
  const key = keys[at + by];
  if (key === undefined) return null;
  trail.value = { keys, at: at + by };
  return key;
}

export function closeCard(): void {
  shown.value = null;
  pinned.value = false;
}
