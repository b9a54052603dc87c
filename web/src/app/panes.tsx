// The panes in their arrangement. All of them stand in the page at all times; which are seen and where is the style sheet's business, by
// the arrangement's name and each pane's slot, so that a picture that swaps places stays the same picture.
import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { engineSettled } from '../engine/compiled';
import { useView, type ViewName } from '../views/context';
import { type Component, kViews } from '../views/registry';
import { Seen } from '../views/seen';
import { bringToFront, enlarged, front, goBackInFront, hidden, past, pinned, preset, second, toggleHidden } from '../views/stage';
import { lower } from '../views/view_pane';
import { useChosenInSight } from '../widgets/chosen_in_sight';
import { PinIcon } from '../widgets/icons';
import { IconButton } from '../widgets/pane';
import { kShares, type Shares, shares } from './arrange';
import { Borders } from './borders';
import { ShellPane } from './shell_pane';
import { notFetched } from './store';

/** Views whose code is not part of the first picture: fetched behind the engine. */
const later = signal<ReadonlyMap<ViewName, Component>>(new Map());

export async function fetchLaterViews(): Promise<void> {
  await engineSettled;
  const found = kViews.map(async ({ name, load }) => {
    const View = 'later' in load && (await load.later().catch(notFetched));
    return View ? ([name, View] as const) : null;
  });
  later.value = new Map((await Promise.all(found)).filter((one) => one !== null));
}

function Column({ name }: { name: 'middle' | 'right' }) {
  return (
    <div class={`col ${name}`}>
      {kViews
        .filter((row) => row.column === name)
        .map((row) => {
          const View = 'now' in row.load ? row.load.now : later.value.get(row.name);
          return (
            View && (
              <Seen key={row.name} name={row.name}>
                <View />
              </Seen>
            )
          );
        })}
    </div>
  );
}

export function Panes({ tab, Lesson }: { tab: string; Lesson: Component | null }) {
  const root = useRef<HTMLElement>(null);
  useEffect(() => {
    for (const name of Object.keys(kShares) as (keyof Shares)[]) {
      const share = shares.value[name];
      root.current?.style.setProperty(`--${name}-share`, share === kShares[name] ? '' : `${share}%`);
    }
  }, [shares.value]);
  return (
    <main
      class="panes"
      ref={root}
      data-preset={preset.value}
      data-tab={tab}
      data-enlarged={enlarged.value ?? ''}
      data-lower={lower.value}
      data-hidden={[...hidden.value].join(' ')}
    >
      <div class="col left">
        {Lesson && <Lesson />}
        <ShellPane />
      </div>
      {preset.value !== 'explore' && <StageTabs />}
      <Column name="middle" />
      <Column name="right" />
      <Borders />
    </main>
  );
}

/** Which picture is in front; what holds it there, and the way back. */
function StageTabs() {
  const view = useView();
  const label = view.t.value;
  const isProjector = preset.value === 'projector';
  const bar = useChosenInSight<HTMLUListElement>(view.still.value, [front.value, preset.value]);
  return (
    <nav class="stage-tabs" aria-label={label('bar.views')}>
      <ul ref={bar}>
        {kViews.map(({ name }) => (
          <li key={name}>
            <button
              type="button"
              aria-current={front.value === name ? 'page' : undefined}
              class={isProjector && second.value === name ? 'second' : ''}
              title={label(`pane.${name}`)}
              onClick={() => bringToFront(name)}
            >
              {label(`tab.${name}`)}
            </button>
          </li>
        ))}
      </ul>
      <span class="stage-tools">
        {past.value.length > 0 && (
          <IconButton label={label('layout.back')} onClick={goBackInFront} class="stage-back">
            ↩
          </IconButton>
        )}
        <IconButton
          label={label('layout.pin')}
          pressed={pinned.value}
          class="stage-pin"
          onClick={() => {
            pinned.value = !pinned.value;
          }}
        >
          <PinIcon />
        </IconButton>
        {hidden.value.has('shell') && (
          <IconButton label={label('layout.shell')} onClick={() => toggleHidden('shell')}>
            &gt;_
          </IconButton>
        )}
        {preset.value === 'story' && (
          <IconButton
            label={label('layout.side')}
            pressed={!hidden.value.has('side')}
            onClick={() => toggleHidden('side')}
            class="stage-side"
          >
            ▥
          </IconButton>
        )}
      </span>
    </nav>
  );
}
