// Swap: areas as maps of their slots, and one slot with the entries that name it and the page that is in memory for it.
import { signal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { grouped } from '../../base/hex';
import type { Size } from '../../draw/camera';
import { type Swap, swapOf } from '../../model/swap';
import { type Moment, useView } from '../context';
import { Drawn } from '../drawn';
import { ViewPane } from '../view_pane';
import { swapContent } from './swap_marks';
import { sceneOf } from './swap_scene';
import { type SwapSay, swapWords } from './words';

/** The cluster that somebody opened, for as long as nothing else happens. */
const picked = signal<{ area: number; cluster: number; moment: Moment } | null>(null);

export function SwapView() {
  const { moment, language, t } = useView();
  const now = moment.value;
  const say = swapWords(language.value);
  const swap = useMemo(() => now && swapOf(now.machine), [now]);
  const all = swap?.areas.reduce((sum, { pages }) => sum + pages, 0) ?? 0;
  const free = all - (swap?.areas.reduce((sum, { inuse }) => sum + inuse, 0) ?? 0);
  return (
    <ViewPane name="swap" aside={all > 0 ? say('counts', { free: grouped(free), all: grouped(all) }) : ''} bodyClass="swap-body">
      {now && swap && all > 0 && <Areas moment={now} swap={swap} say={say} />}
      {now && all === 0 && <NoArea say={say} label={t.value('pane.swap')} />}
    </ViewPane>
  );
}

function Areas({ moment, swap, say }: { moment: Moment; swap: Swap; say: SwapSay }) {
  const { t, focus, chosen, strength } = useView();
  const opened = picked.value?.moment === moment ? picked.value : null;
  const scene = useMemo(
    () => sceneOf({ ...moment, focus: focus.value, strength: strength.value }, { chosen: chosen.value, opened, swap }),
    [moment, focus.value, strength.value, chosen.value, opened, swap],
  );
  const content = (room: Size) => swapContent({ ...scene, room, say });
  return <Drawn name="swap" label={t.value('pane.swap')} content={content} act={(what) => act(what, moment)} />;
}

/** "cluster:AREA/N" opens a cluster. */
function act(what: string, moment: Moment): void {
  const [area = 0, cluster = 0] = what.slice('cluster:'.length).split('/').map(Number);
  picked.value = { area, cluster, moment };
}

const kTries = ['mkswap /dev/sda 1M', 'swapon /dev/sda'];

function NoArea({ say, label }: { say: SwapSay; label: string }) {
  const { typeCommand } = useView();
  return (
    <div class="hint" role="group" aria-label={label}>
      <p>{say('none')}</p>
      <p>
        {say('try')}{' '}
        {kTries.map((command) => (
          <button type="button" key={command} class="chip" onClick={() => typeCommand(command, true)}>
            <code>{command}</code>
          </button>
        ))}
      </p>
    </div>
  );
}
