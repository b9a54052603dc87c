// Arranges the page: keeps what the visitor chose over visits, and brings the picture to the front that a command calls for, while nobody
// holds it, pastes, plays or looks back.
import { effect, signal } from '@preact/signals';
import { infoOf, reasonInfo } from '../engine/generated/events';
import { carriesImage } from '../model/command_text';
import type { Moment, ViewName } from '../views/context';
import { frontFor, kViews, smallBeside } from '../views/registry';
import {
  beside,
  bringToFront,
  chosenPreset,
  enlarged,
  front,
  held,
  hidden,
  kParts,
  kPresets,
  type Preset,
  pinned,
  preset,
  second,
} from '../views/stage';
import { twoFrames } from '../widgets/frames';
import { shellsTurn } from './first';
import { storage } from './prefs';
import { shellReady } from './shell_pane';
import { told } from './store';
import { playing } from './time';

const kKey = 'pagewalk.layout';

/** Shares of the width, in per cent: shell and small pictures in the story; the outer columns of many panes; the lesson in a lesson; the
 * left picture of a projector. */
export interface Shares {
  shell: number;
  side: number;
  left: number;
  right: number;
  lesson: number;
  first: number;
}
/** Where nobody moved the border; then the style sheet knows best. */
export const kShares: Shares = { shell: 33, side: 15, left: 28, right: 25, lesson: 38, first: 50 };
export const shares = signal<Shares>(kShares);

interface Saved {
  preset?: unknown;
  shares?: Partial<Record<keyof Shares, unknown>>;
  hidden?: unknown;
  second?: unknown;
  front?: unknown;
  pinned?: unknown;
  enlarged?: unknown;
}

function read(): Saved {
  try {
    return (JSON.parse(storage()?.getItem(kKey) ?? '{}') as Saved | null) ?? {};
  } catch {
    return {};
  }
}

export function keepArrangement(): void {
  const saved = read();
  chosenPreset.value = kPresets.find((one) => one === saved.preset) ?? null;
  const kept = Object.entries(saved.shares ?? {}).filter(([name, value]) => name in kShares && Number(value) >= 5 && Number(value) <= 90);
  shares.value = { ...kShares, ...Object.fromEntries(kept.map(([name, value]) => [name, Number(value)])) };
  const away: readonly unknown[] = Array.isArray(saved.hidden) ? saved.hidden : [];
  hidden.value = new Set(kParts.filter((one) => away.includes(one)));
  // A picture stays in front over visits where somebody holds it there; else what happens chooses it.
  pinned.value = saved.pinned === true;
  if (pinned.value) front.value = viewOf(saved.front) ?? front.value;
  enlarged.value = viewOf(saved.enlarged);
  const other = viewOf(saved.second);
  if (other && other !== front.value) second.value = other;
  effect(() => {
    beside.value = smallBeside(front.value);
  });
  effect(() => {
    const values = {
      preset: chosenPreset.value,
      shares: shares.value,
      hidden: [...hidden.value],
      second: second.value,
      front: front.value,
      pinned: pinned.value,
      enlarged: enlarged.value,
    };
    try {
      storage()?.setItem(kKey, JSON.stringify(values));
    } catch {
      // Without storage the arrangement lasts for this visit.
    }
  });
}

const viewOf = (name: unknown): ViewName | null => kViews.find((one) => one.name === name)?.name ?? null;

export function choosePreset(wanted: Preset): void {
  chosenPreset.value = wanted;
}

let last = { head: 0, first: '' };

/** Called before a moment is shown: a promise to wait for. */
export function makeRoom(next: Moment): Promise<unknown> | null {
  const shell = shellsTurn();
  return shell ? shell.then(() => changeFront(next)) : changeFront(next);
}

/** Another picture that comes to the front for it is drawn first as things were. */
function changeFront(next: Moment): Promise<void> | null {
  const { status } = next;
  // A maps file that somebody opens counts as one step, however many commands it has; a link says itself what stands in front.
  const first = status.commands[0]?.text ?? '';
  const isOpened = last.head > 0 && first !== last.first && carriesImage(first);
  const isNext = isOpened || status.head === last.head + 1 || (next.asked !== null && status.head === last.head);
  last = { head: status.head, first };
  const isNow = status.cursor.command === status.head && status.cursor.event === null;
  if (!isNext || !isNow || !shellReady.value || playing.value || pinned.value || held.value || preset.value === 'explore') return null;
  const telling = told.peek()?.headlineOf(next.events);
  const wanted = telling && frontFor(front.value, infoOf(telling)?.id ?? '', reasonInfo(telling.reason)?.id);
  if (!wanted || wanted === front.value || (preset.value === 'projector' && wanted === second.value)) return null;
  bringToFront(wanted);
  return twoFrames();
}
