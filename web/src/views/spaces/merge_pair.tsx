// The last merge or split: the areas before and after the command on one scale, what was asked in between, and why it was so decided.
import { signal } from '@preact/signals';
import { addrOfVpn } from '../../base/hex';
import { kGapWidth, layoutSpaces, type SpacesLayout } from '../../layout/spaces';
import { permText, vmFlagLetters } from '../../model/bits';
import { eventSentence, reasonText } from '../../model/event_text';
import { vmaKey } from '../../model/keys';
import { areaName, type Machine } from '../../model/machine';
import type { Answer, AreaSide, MergeStory, Merges, Step } from '../../model/merge';
import { Drawing, Item } from '../../widgets/drawing';
import { colourOf, useView } from '../context';
import { useScale } from '../view_pane';

const kLeft = 56;
/** Border and padding of the frame around it. */
const kFrame = 21;
const kMinStrips = 250;
const kBox = 30;
/** Between the two strips: where the range that was asked about is marked. */
const kBetween = 11;
const kMaxSteps = 6;

/** Folded by the visitor, until the page is loaded again. */
const folded = signal(false);

export function MergePair({ machine, merges, width }: { machine: Machine; merges: Merges; width: number }) {
  const { t } = useView();
  const isOpen = !folded.value;
  const scale = useScale('spaces');
  return (
    <section class="merge" style={{ width: `${width * scale}px` }} aria-label={t.value('merge.title')}>
      <button
        type="button"
        class={`merge-fold ${isOpen ? '' : 'folded'}`}
        aria-expanded={isOpen}
        aria-label={t.value('merge.title')}
        title={t.value('merge.title')}
        onClick={() => {
          folded.value = isOpen;
        }}
      >
        <span aria-hidden="true">{isOpen ? '▾' : `▸ ${t.value('merge.title')}`}</span>
      </button>
      {isOpen && merges.stories.map((story) => <Pair key={story.mm} machine={machine} story={story} steps={merges.steps} width={width} />)}
      {isOpen && <Steps steps={merges.steps} />}
    </section>
  );
}

interface PairProps {
  machine: Machine;
  story: MergeStory;
  steps: readonly Step[];
  width: number;
}

function Pair({ machine, story, steps, width }: PairProps) {
  const { t } = useView();
  const scale = useScale('spaces');
  const pid = machine.pidOf(story.mm);
  const asked = steps.flatMap((step) => (step.kind === 'question' && machine.mmOf(step.event.pid) === story.mm ? [step] : []));
  const ranges = [...story.before, ...story.after].map(({ vma }) => [vma.start, vma.end] as const);
  const layout = layoutSpaces(
    [...ranges, ...asked.map(({ start, end }) => [start, end] as const)],
    Math.max(kMinStrips, width - kLeft - 4 - kFrame),
  );
  const second = kBox + kBetween;
  return (
    <>
      <Drawing
        label={t.value('merge.pair', { pid: pid ?? '–' })}
        width={kLeft + layout.width + 2}
        height={second + kBox + 4}
        scale={scale}
        class="merge-pair"
      >
        {(['before', 'after'] as const).map((side) => (
          <g key={side} transform={`translate(0 ${side === 'before' ? 2 : second + 2})`}>
            <text class="small dim" x={0} y={12}>
              {t.value(`merge.${side}`)}
            </text>
            <text class="small" x={0} y={25} style={{ fill: colourOf(pid) }}>
              pid {pid ?? '–'}
            </text>
            <Gaps layout={layout} />
            {story[side].map((one) => (
              <AreaBox key={one.vma.id} side={one} now={machine} pid={pid} layout={layout} />
            ))}
          </g>
        ))}
        {asked.slice(0, kMaxSteps).map(({ start, end, event }) => (
          <g key={event.seq} class="asked" transform={`translate(${kLeft + layout.x(start) + 1} ${kBox + 4})`}>
            <title>{`${addrOfVpn(start)}-${addrOfVpn(end)}`}</title>
            <path d={`M0 0v4H${Math.max(6, layout.x(end) - layout.x(start) - 2)}v-4`} />
          </g>
        ))}
      </Drawing>
      {story.hidden > 0 && <p class="hint">{t.value('merge.more', { areas: t.value.n('area', story.hidden) })}</p>}
    </>
  );
}

function Gaps({ layout }: { layout: SpacesLayout }) {
  return (
    <>
      {layout.columns.map((column) =>
        column.kind === 'gap' ? (
          <path key={column.start} class="gap-line" d={`M${kLeft + column.x + 4} ${kBox / 2}h${kGapWidth - 8}`} />
        ) : null,
      )}
    </>
  );
}

function AreaBox({ side, now, pid, layout }: { side: AreaSide; now: Machine; pid: number | null; layout: SpacesLayout }) {
  const { t } = useView();
  const { vma, change } = side;
  const x = layout.x(vma.start);
  const w = Math.max(4, layout.x(vma.end) - x - 2);
  const perm = permText(vma.flags);
  const letters = vmFlagLetters(vma.flags, vma.flagsHi);
  const size = areaName(vma);
  const trees = vma.anonVma === null ? '' : `av ${vma.anonVma}`;
  const word = change === null ? '' : t.value(`merge.${change}`);
  const label = t.value('merge.area', {
    id: vma.id,
    range: `${addrOfVpn(vma.start)}-${addrOfVpn(vma.end)}`,
    perm: `${perm} ${letters}`.trim(),
    size,
    anonVma: vma.anonVma === null ? t.value('merge.noAnonVma') : `anon_vma ${vma.anonVma}`,
    change: word,
  });
  const first = pick(w, [`${perm} ${letters} · ${size}`, `${perm} ${letters}`, perm]);
  const under = pick(w, [
    [`vma ${vma.id}`, trees, word].filter(Boolean).join(' · '),
    [`${vma.id}`, word].filter(Boolean).join(' '),
    `${vma.id}`,
  ]);
  const body = (
    <>
      <rect width={w} height={kBox} rx={4} />
      <rect class="owner" width={3} height={kBox} fill={colourOf(pid)} />
      <text x={w / 2 + 1} y={13} text-anchor="middle">
        {first}
      </text>
      <text class="small under" x={w / 2 + 1} y={25} text-anchor="middle">
        {under}
      </text>
    </>
  );
  const name = `area ${change ?? ''} ${change && change !== 'gone' ? 'changed' : ''} ${vma.flags & 7 ? '' : 'noaccess'}`;
  if (now.vmaById.has(vma.id)) {
    return (
      <Item keys={vmaKey(vma.id)} label={label} class={name} x={kLeft + x + 1}>
        {body}
      </Item>
    );
  }
  return (
    <g class={name} transform={`translate(${kLeft + x + 1} 0)`}>
      <title>{label}</title>
      {body}
    </g>
  );
}

/** The longest text that there is room for. */
function pick(width: number, texts: readonly string[]): string {
  return texts.find((text) => text.length * 6.3 + 8 < width) ?? '';
}

function Steps({ steps }: { steps: readonly Step[] }) {
  const { t, sentences } = useView();
  const shown = steps.slice(0, kMaxSteps);
  return (
    <ul class="merge-steps">
      {shown.map((step) => (
        <li key={step.at}>
          {step.kind === 'split' || step.committed ? (
            <p class="result">{eventSentence(step.kind === 'split' ? step.event : step.committed!, sentences.value)}</p>
          ) : (
            <p class="result">{eventSentence(step.event, sentences.value)}</p>
          )}
          {step.kind === 'question' && (
            <>
              <Side name="merge.prev" answer={step.prev} />
              <Side name="merge.next" answer={step.next} />
            </>
          )}
        </li>
      ))}
      {steps.length > shown.length && <li class="hint">{t.value('merge.moreSteps', { count: steps.length - shown.length })}</li>}
    </ul>
  );
}

function Side({ name, answer }: { name: 'merge.prev' | 'merge.next'; answer: Answer }) {
  const { t, sentences } = useView();
  const text = reasonText(answer.reason, sentences.value);
  return (
    <p class={`side ${answer.yes ? 'yes' : 'no'}`} title={text} data-k={answer.vma === null ? undefined : vmaKey(answer.vma)}>
      <span aria-hidden="true">{answer.yes ? '✓' : '✗'}</span> {t.value(name, { id: answer.vma ?? '–' })} {text}
    </p>
  );
}
