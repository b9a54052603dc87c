// The whole log as one strip: dragging on it looks at moments, hovering says what stands there; for the keyboard it is a slider.
import { select } from 'd3-selection';
import { useEffect, useRef, useState } from 'preact/hooks';
import { drawSpans, type Span } from '../../draw/time_plot';
import type { Status } from '../../engine/protocol';
import { kLanes, layoutLogMap, type Place, placeAt, placeOf } from '../../layout/log_map';
import { useView } from '../context';
import { commandWords, laneWords, placeWords } from './log_words';

interface Props {
  status: Status;
  width: number;
  /** The commands whose names stand under the map: [from, to). */
  named: { from: number; to: number };
  seek(commands: number): void;
}

export function LogMap({ status, width, named, seek }: Props) {
  const view = useView();
  const map = useRef<HTMLDivElement>(null);
  const marks = useRef<HTMLDivElement>(null);
  const bands = useRef<HTMLDivElement>(null);
  const [hovered, setHovered] = useState<{ place: Place; x: number } | null>(null);
  const { commands, head } = status;
  useEffect(() => {
    if (marks.current) drawSpans(marks.current, layoutLogMap(commands, width));
  }, [commands, width]);
  useEffect(() => {
    if (!map.current || !bands.current) return;
    select(map.current).style('width', `${width}px`);
    drawSpans(bands.current, bandsOf(status, named, width));
  });
  const look = ({ command, events }: Place) => {
    if (command + 1 === head && events === null) seek(head);
    else view.seekEvent(command, events ?? -1);
  };
  const onPointer = (event: PointerEvent & { currentTarget: HTMLElement }) => {
    const x = event.clientX - event.currentTarget.getBoundingClientRect().left;
    const place = placeAt(x, commands, head, width);
    if (event.type === 'pointerdown') event.currentTarget.setPointerCapture(event.pointerId);
    if (event.buttons === 1 && (event.type === 'pointerdown' || !isSame(place, hovered?.place))) look(place);
    setHovered({ place, x });
  };
  return (
    <div class="log-map" ref={map} onPointerDown={onPointer} onPointerMove={onPointer} onPointerLeave={() => setHovered(null)}>
      <div class="log-bands" ref={bands} aria-hidden="true" />
      <div class="log-marks" ref={marks} aria-hidden="true" />
      <CommandSlider
        status={status}
        look={(count) => (count === 0 ? look({ command: 0, events: 0 }) : look({ command: count - 1, events: null }))}
      />
      {hovered && <Preview status={status} place={hovered.place} x={hovered.x} width={width} />}
    </div>
  );
}

const isSame = (one: Place, other: Place | undefined) => one.command === other?.command && one.events === other.events;

/** The pointer has the map itself; keys and screen readers have this, a command a step. */
function CommandSlider({ status, look }: { status: Status; look(commands: number): void }) {
  const { t } = useView();
  const slider = useRef<HTMLInputElement>(null);
  const { commands, head, cursor } = status;
  // In front of its first event a command has done nothing.
  const at = cursor.event === 0 ? cursor.command - 1 : cursor.command;
  useEffect(() => {
    if (slider.current) slider.current.value = String(at);
  }, [at]);
  return (
    <input
      ref={slider}
      type="range"
      min={0}
      max={head}
      defaultValue={String(at)}
      aria-label={t.value('time.map')}
      aria-valuetext={at === 0 ? t.value('time.start') : commandWords(commands, at - 1, head, t.value)}
      onKeyDown={(event) => /^(Arrow|Page|Home|End)/.test(event.key) && event.stopPropagation()}
      onInput={(event) => look(Number(event.currentTarget.value))}
    />
  );
}

function Preview({ status, place, x, width }: { status: Status; place: Place; x: number; width: number }) {
  const t = useView().t.value;
  const box = useRef<HTMLDivElement>(null);
  const { commands, head } = status;
  const command = commands[place.command]!;
  useEffect(() => {
    const side = x > width / 2 ? 'right' : 'left';
    select(box.current!)
      .style(side, `${side === 'left' ? x : width - x}px`)
      .style(side === 'left' ? 'right' : 'left', null);
  });
  return (
    <div class="log-preview" ref={box} aria-hidden="true">
      <span>{placeWords(commands, place, head, t)}</span>
      {kLanes
        .filter((lane) => command[lane])
        .map((lane) => (
          <span key={lane} class="log-count">
            <i class={lane} />
            {laneWords(lane, command[lane]!, t)}
          </span>
        ))}
    </div>
  );
}

/** Which commands are named below, which one is looked at and how far, what is undone: in pixels. */
function bandsOf({ commands, head, cursor }: Status, named: Props['named'], width: number): Span[] {
  const count = commands.length;
  const edge = (command: number) => placeOf({ command, event: null }, 0, count, width);
  const band = (kind: string, from: number, to: number): Span => ({ key: kind, kind, x: from, w: Math.max(3, to - from) });
  const bands: Span[] = [];
  if (named.to - named.from < count) bands.push(band('named', edge(named.from), edge(named.to)));
  if (cursor.command > 0) {
    const at = placeOf(cursor, commands[cursor.command - 1]?.events ?? 0, count, width);
    bands.push(band('now', edge(cursor.command - 1), edge(cursor.command)), {
      key: 'playhead',
      kind: 'playhead',
      x: Math.max(0, at - 2),
      w: 2,
    });
  }
  if (head < count) bands.push(band('undone', edge(head), width));
  return bands;
}
