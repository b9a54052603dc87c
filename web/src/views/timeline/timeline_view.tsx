// The timeline: commands as stops, the looked-at one open into its events.
import { useEffect, useRef } from 'preact/hooks';
import { grouped } from '../../base/hex';
import type { Status } from '../../engine/protocol';
import { eventCells, kStopWidth, layoutTimeline, type TimelineLayout } from '../../layout/timeline';
import { commandName, foldedCommand } from '../../model/command_text';
import { PathIcon } from '../../widgets/icons';
import { IconButton } from '../../widgets/pane';
import { useSize } from '../../widgets/use_size';
import { useView } from '../context';
import { LogMap } from './log_map';

export interface TimelineActions {
  seek(commands: number): void;
  step(events: number): void;
  undo(): void;
  redo(): void;
  togglePlay(): void;
  nextSpeed(): void;
}

interface Props {
  actions: TimelineActions;
  playing: boolean;
  speed: number;
}

export function TimelineView({ actions, playing, speed }: Props) {
  const view = useView();
  const t = view.t.value;
  const status = view.moment.value?.status;
  const onKey = (event: KeyboardEvent) => {
    const run = keyAction(event, actions);
    if (!run) return;
    event.preventDefault();
    run();
  };
  return (
    <section
      class={`timeline ${status && isPast(status) ? 'in-past' : ''}`}
      id="pane-timeline"
      aria-label={t('time.label')}
      data-pane
      tabIndex={-1}
      onKeyDown={onKey}
    >
      <Transport actions={actions} playing={playing} speed={speed} />
      <Track actions={actions} />
      <p class="where">
        {status && (
          <>
            <span>{isStart(status) ? t('time.start') : t('time.command', { at: status.cursor.command, all: status.commands.length })}</span>
            <Past status={status} toNow={() => actions.seek(status.head)} />
            <code title={status.hash}>{t('time.hash', { hash: `${status.hash.slice(0, 4)}…${status.hash.slice(-4)}` })}</code>
          </>
        )}
      </p>
    </section>
  );
}

/** In the past: where, and the way back. The place that is spoken stands there at all times, so that it is heard when it fills. */
function Past({ status, toNow }: { status: Status; toNow(): void }) {
  const t = useView().t.value;
  const { cursor, eventsOf } = status;
  const at = { at: cursor.event ?? 0, all: eventsOf.total, command: cursor.command };
  return (
    <span class="past">
      <span aria-live="polite">{isPast(status) && t(cursor.event === null ? 'time.pastCommand' : 'time.pastEvent', at)}</span>
      {isPast(status) && (
        <button type="button" class="to-now" title={t('time.past')} onClick={toNow}>
          {t('time.toNow')}
        </button>
      )}
    </span>
  );
}

/** Before the first event of the first command, too, the machine is the one that was booted. */
function isStart({ cursor }: Status): boolean {
  return cursor.command === 0 || (cursor.command === 1 && cursor.event === 0);
}

const isPast = ({ cursor, head }: Status) => cursor.event !== null || cursor.command !== head;

function keyAction(event: KeyboardEvent, actions: TimelineActions): (() => void) | null {
  const onButton = (event.target as Element).closest('button') !== null;
  if (event.key === 'ArrowLeft') return () => actions.step(-1);
  if (event.key === 'ArrowRight') return () => actions.step(1);
  if (event.key === 'Home') return () => actions.seek(0);
  if (event.key === 'End') return () => actions.seek(Number.POSITIVE_INFINITY);
  if (event.key === ' ' && !onButton) return () => actions.togglePlay();
  return null;
}

function Transport({ actions, playing, speed }: Props) {
  const { t, moment } = useView();
  const status = moment.value?.status;
  const glyph = (path: string) => <PathIcon path={path} />;
  return (
    <div class="transport">
      <span class="pair">
        <IconButton label={t.value('time.undo')} onClick={actions.undo} class={status?.canUndo ? '' : 'off'}>
          {glyph('M6 3 2.5 6.5 6 10M3 6.5h6.5a4 4 0 0 1 0 7H6')}
        </IconButton>
        <IconButton label={t.value('time.redo')} onClick={actions.redo} class={status?.canRedo ? '' : 'off'}>
          {glyph('M10 3l3.5 3.5L10 10M13 6.5H6.5a4 4 0 0 0 0 7H10')}
        </IconButton>
      </span>
      <span class="pair">
        <IconButton label={t.value('time.first')} onClick={() => actions.seek(0)}>
          {glyph('M3 3v10M13 3 6 8l7 5z')}
        </IconButton>
        <IconButton label={t.value('time.back')} onClick={() => actions.step(-1)}>
          {glyph('M11 3 4 8l7 5z')}
        </IconButton>
        <IconButton label={t.value(playing ? 'time.pause' : 'time.play')} pressed={playing} onClick={actions.togglePlay} class="play">
          {glyph(playing ? 'M5 3v10M11 3v10' : 'M4 2.5v11l9-5.5z')}
        </IconButton>
        <IconButton label={t.value('time.forward')} onClick={() => actions.step(1)}>
          {glyph('M5 3l7 5-7 5z')}
        </IconButton>
        <IconButton label={t.value('time.last')} onClick={() => actions.seek(Number.POSITIVE_INFINITY)}>
          {glyph('M13 3v10M3 3l7 5-7 5z')}
        </IconButton>
        <IconButton label={t.value('time.speed')} onClick={actions.nextSpeed} class="speed">
          {speed}×
        </IconButton>
      </span>
    </div>
  );
}

/** While all commands have their names below the map, each stands over its own. */
function mapWidth({ stops, before, after }: TimelineLayout, width: number, scale: number): number {
  return before + after > 0 ? width : Math.min(width, stops.length * kStopWidth * scale);
}

function Track({ actions }: { actions: TimelineActions }) {
  const view = useView();
  const t = view.t.value;
  const status = view.moment.value?.status;
  const [ref, size] = useSize<HTMLDivElement>();
  const pitch = 84 * view.scale.value;
  const count = status?.commands.length ?? 0;
  const layout = layoutTimeline(count, status?.cursor.command ?? 0, Math.max(pitch, size.width - 70), pitch);
  const named = { from: layout.before, to: layout.before + layout.stops.length };
  const current = (status?.cursor.command ?? 0) - 1;
  return (
    <div class="track" ref={ref}>
      {status && count > 0 && (
        <LogMap status={status} width={mapWidth(layout, size.width, view.scale.value)} named={named} seek={actions.seek} />
      )}
      <ol class="stops">
        {layout.before > 0 && <li class="more">{t('time.earlier', { count: layout.before })}</li>}
        {layout.stops.map((stop) => {
          const command = status!.commands[stop.command]!;
          const text = foldedCommand(command.text, t) ?? command.text;
          const undone = stop.command >= status!.head ? 'undone' : '';
          const state = stop.command === current ? 'current' : '';
          return (
            <li key={stop.command} class={`stop ${undone} ${state} ${command.kind === 'ok' ? '' : 'refused'}`}>
              <button
                type="button"
                aria-current={stop.command === current ? 'step' : undefined}
                title={text}
                aria-label={t('time.stop', { at: stop.command + 1, text })}
                onClick={() => actions.seek(stop.command + 1)}
              >
                <span class="stop-name">{commandName(command.text)}</span>
              </button>
            </li>
          );
        })}
        {layout.after > 0 && <li class="more">{t('time.later', { count: layout.after })}</li>}
      </ol>
      <EventStrip width={size.width} />
    </div>
  );
}

function EventStrip({ width }: { width: number }) {
  const view = useView();
  const t = view.t.value;
  const slider = useRef<HTMLInputElement>(null);
  const moment = view.moment.value;
  const count = moment?.status.eventsOf.total ?? 0;
  const kept = moment?.events.length ?? 0;
  const at = moment?.status.cursor.event ?? count;
  const command = (moment?.status.cursor.command ?? 0) - 1;
  useEffect(() => {
    if (slider.current) slider.current.value = String(at);
  }, [at]);
  if (count === 0 || command < 0 || moment?.asked) return <div class="event-strip" />;
  return (
    <div class="event-strip">
      <div class="event-cells" aria-hidden="true">
        {eventCells(count, Math.min(120, Math.floor((width - 140) / 9))).map((cell) => (
          <i key={cell.from} class={`${cell.from >= kept ? 'hole ' : ''}${stateOf(cell, at)}`} />
        ))}
      </div>
      <input
        ref={slider}
        type="range"
        min={0}
        max={count}
        defaultValue={String(at)}
        aria-label={t('time.events')}
        aria-valuetext={t('what.event', { at, all: count })}
        onInput={(event) => view.seekEvent(command, Number(event.currentTarget.value))}
      />
      <span class="event-count" title={kept < count ? t('what.kept', { kept: grouped(kept), all: grouped(count) }) : undefined}>
        {kept < count ? t('time.kept', { kept: grouped(kept), all: grouped(count) }) : t('time.eventsHere', { count: t.n('event', count) })}
      </span>
    </div>
  );
}

const stateOf = ({ from, to }: { from: number; to: number }, at: number) =>
  to === at || (from < at && at < to) ? 'now' : to < at ? 'done' : '';
