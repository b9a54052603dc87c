// The LRU lists: lanes in the order in which reclaim would look at them, the batches of the CPUs, and what the last step moved, with the
// reason of each move.
import { signal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { grouped } from '../../base/hex';
import type { Size } from '../../draw/camera';
import { listsOf, movesOf } from '../../model/lists';
import { type Moment, useView } from '../context';
import { Drawn } from '../drawn';
import { ViewPane } from '../view_pane';
import { listsContent } from './lists_marks';
import { listsWords } from './words';

/** Lanes that somebody unfolded, for as long as nothing else happens. */
const unfolded = signal<{ lanes: ReadonlySet<string>; moment: Moment | null }>({ lanes: new Set(), moment: null });
const kNone: ReadonlySet<string> = new Set();

export function ListsView() {
  const { moment, language, t, focus, strength, sentences } = useView();
  const now = moment.value;
  const say = listsWords(language.value);
  const lists = useMemo(() => now && listsOf(now.machine), [now]);
  const moves = useMemo(() => (now ? movesOf(now.before, now.machine, now.events) : []), [now]);
  const listed = lists?.lists.reduce((sum, { frames }) => sum + frames.length, 0) ?? 0;
  const waiting = lists?.batches.reduce((sum, { frames }) => sum + frames.length, 0) ?? 0;
  const lanes = unfolded.value.moment === now ? unfolded.value.lanes : kNone;
  const content = (room: Size) =>
    listsContent({
      machine: now!.machine,
      lists: lists!,
      moves,
      change: now!.change,
      strength: strength.value,
      pfns: focus.value.pfns,
      unfolded: lanes,
      sentences: sentences.value,
      room,
      say,
    });
  return (
    <ViewPane name="lists" aside={say('counts', { listed: grouped(listed), waiting: grouped(waiting) })} bodyClass="lists-body">
      {now && lists && <Drawn name="lists" label={t.value('pane.lists')} content={content} act={(what) => act(what, lanes, now)} />}
    </ViewPane>
  );
}

/** "unfold:LANE" shows all of a lane, or folds it again. */
function act(what: string, lanes: ReadonlySet<string>, moment: Moment): void {
  const lane = what.slice('unfold:'.length);
  const next = new Set(lanes);
  if (!next.delete(lane)) next.add(lane);
  unfolded.value = { lanes: next, moment };
}
