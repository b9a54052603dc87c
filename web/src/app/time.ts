// Looking back and going on: undo, redo, a moment inside a command, playing its events. A moment is shown; the head stays where it is.
import { signal } from '@preact/signals';
import { isFailure } from '../engine/protocol';
import type { Moment } from '../views/context';
import { engine } from './engine_life';
import { asked, moment, spoken, t } from './store';

/** The newest position asked for; dragging asks faster than the engine answers, and only the last one counts. */
let wanted: { command: number; events: number } | null = null;
let seeking = false;

export async function seekEvent(command: number, events: number): Promise<void> {
  wanted = { command, events };
  if (seeking) return;
  seeking = true;
  asked.value = null;
  while (wanted) {
    const next: { command: number; events: number } = wanted;
    wanted = null;
    await engine().call('seekEvent', next);
  }
  seeking = false;
}

/** Looks at the machine after `commands` commands. The head stays, so that nothing is lost by looking. */
export async function look(commands: number): Promise<void> {
  const status = moment.value?.status;
  if (!status) return;
  asked.value = null;
  wanted = null;
  const to = Math.max(0, Math.min(status.commands.length, commands));
  if (to > status.head) await engine().call('seek', { commands: to });
  else if (to === status.head) await engine().call('seek', { commands: status.head });
  else if (to === 0) await engine().call('seekEvent', { command: 0, events: 0 });
  else await engine().call('seekEvent', { command: to - 1, events: -1 });
}

/** Where stepping stands when the view has not followed yet. */
let ahead: { command: number; event: number | null } | null = null;

/** One step from where the view, or the step before, stands. */
function nextStop(now: Moment, by: number): typeof ahead {
  const { commands, head, cursor } = now.status;
  const from = ahead ?? cursor;
  // Of a long command not all events are kept; the machine can be looked at after each.
  const countOf = (command: number) => commands[command - 1]?.events ?? 0;
  const count = countOf(from.command);
  const at = (from.event ?? count) + by;
  if (from.command > 0 && at >= 0 && at < count) return { command: from.command, event: at };
  if (by < 0) return from.command > 0 ? { command: from.command - 1, event: null } : null;
  if (from.event !== null) return { command: from.command, event: null };
  const next = from.command + 1;
  if (next > commands.length) return null;
  // The end of a command and the moment before the first event of the next one are the same.
  return { command: next, event: next <= head && countOf(next) > 1 ? 1 : null };
}

/** One event forward or back, over the borders of commands. */
export async function step(by: number): Promise<void> {
  const now = moment.value;
  if (!now) return;
  if (now.asked !== null) return by < 0 ? look(now.status.cursor.command) : undefined;
  const stop = nextStop(now, by);
  if (!stop) return;
  ahead = stop;
  if (stop.event === null) await look(stop.command);
  else await seekEvent(stop.command - 1, stop.event);
  // The view comes a message after the answer.
  setTimeout(() => {
    if (ahead === stop) ahead = null;
  }, 200);
}

export async function undo(): Promise<void> {
  asked.value = null;
  const answer = await engine().call('undo', {});
  if (!isFailure(answer)) spoken.value = t.value('say.undone', { command: answer.commands[answer.head]?.text ?? '' });
}

export async function redo(): Promise<void> {
  asked.value = null;
  await engine().call('redo', {});
}

export const playing = signal(false);
export const speed = signal(1);
const kSpeeds = [0.5, 1, 2, 4];

export function nextSpeed(): void {
  speed.value = kSpeeds[(kSpeeds.indexOf(speed.value) + 1) % kSpeeds.length]!;
}

export async function togglePlay(): Promise<void> {
  playing.value = !playing.value;
  const now = moment.value;
  if (!playing.value || !now || now.asked !== null || now.status.cursor.command === 0) {
    playing.value = false;
    return;
  }
  const command = now.status.cursor.command - 1;
  const count = now.status.commands[command]?.events ?? 0;
  let at = now.status.cursor.event ?? 0;
  if (at >= count) at = 0;
  while (playing.value && at < count) {
    await seekEvent(command, at++);
    await new Promise((resolve) => setTimeout(resolve, 700 / speed.value));
  }
  if (playing.value) await look(command + 1);
  playing.value = false;
}
