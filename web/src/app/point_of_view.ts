// Where the visitor looks, as a link carries it (base/point_of_view.ts), and the way back: a page opened by such a link looks there.
// What the link names and the machine does not have is said, and the rest is shown.
import type { PointOfView } from '../base/point_of_view';
import type { Status } from '../engine/protocol';
import { isIn } from '../model/keys';
import type { Moment, ViewName } from '../views/context';
import { kViews } from '../views/registry';
import { bringToFront, front, preset, second } from '../views/stage';
import { chosen, lookAt, moment, t } from './store';
import { look, seekEvent } from './time';

/** What is looked at now. Without a step it is the end of the log. */
export function presentView(note: string): PointOfView {
  const now = moment.value;
  const views: ViewName[] = preset.value === 'projector' ? [front.value, second.value] : [front.value];
  return { views, step: now && stepOf(now.status), chosen: chosen.value, note };
}

function stepOf({ cursor, head }: Status): PointOfView['step'] {
  if (cursor.command === head && cursor.event === null) return null;
  return { command: cursor.command, event: cursor.event };
}

/** The machine that was loaded is the one that is shown. */
export const shownHead = (loaded: Status) =>
  shown(({ status }) => status.session === loaded.session && status.headHash === loaded.headHash && status.head === loaded.head);

/** Shows what the link says; answers what of it there is not, in sentences. */
export async function lookThere(view: PointOfView): Promise<string[]> {
  const missing = [...showViews(view.views)];
  if (view.step) missing.push(...(await showStep(view.step)));
  const machine = moment.value?.machine;
  if (view.chosen && machine && isIn(machine, view.chosen)) {
    chosen.value = view.chosen;
    lookAt(view.chosen);
  } else if (view.chosen) missing.push(t.value('link.noThing', { key: view.chosen }));
  return missing;
}

function* showViews(names: readonly string[]): Iterable<string> {
  const known = names.map((name) => kViews.find((row) => row.name === name)?.name ?? null);
  const [first, other] = known.filter((name) => name !== null);
  if (first) bringToFront(first);
  if (other && other !== first) second.value = other;
  for (const [at, name] of known.entries()) if (!name) yield t.value('link.noView', { name: names[at]! });
}

async function showStep({ command, event }: NonNullable<PointOfView['step']>): Promise<string[]> {
  const { commands } = moment.value!.status;
  const to = Math.min(command, commands.length);
  const count = commands[to - 1]?.events ?? 0;
  const isInside = event !== null && to === command && to > 0 && event < count;
  if (isInside) await seekEvent(to - 1, event);
  else await look(to);
  await shown((now) => now.status.cursor.command === to && (now.status.cursor.event === null) === !isInside);
  if (command > to) return [t.value('link.noCommand', { at: command, count: commands.length })];
  return event !== null && !isInside ? [t.value('link.noEvent', { at: event, count })] : [];
}

const kMostWaitMs = 5000;

/** The picture comes a message after the answer; a machine too large to be drawn never has one. */
function shown(isIt: (now: Moment) => boolean): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, kMostWaitMs);
    const stop = moment.subscribe((now) => {
      if (now && isIt(now)) queueMicrotask(done);
    });
    function done(): void {
      clearTimeout(timer);
      stop();
      resolve();
    }
  });
}
