// The goal beside what is there now, as drawings with what differs marked; and the same in words. Shown when it is asked for: until then
// nothing of it is computed, and then by an engine of its own.
import { useEffect, useState } from 'preact/hooks';
import { type Compared, compareDrawings } from '../../draw/compare';
import type { Mark } from '../../draw/mark';
import type { LessonStep } from '../../engine/protocol';
import type { Beside } from '../../lesson/host';
import type { LessonRunner } from '../../lesson/runner';
import { atRest } from '../../model/seen';
import { useSize } from '../../widgets/use_size';
import { type TextName, useView } from '../context';
import { stillsOf } from '../still';
import { svgOf } from '../take_away/svg';
import { useLessonWords } from './words';

interface Props {
  runner: LessonRunner;
  step: LessonStep;
}

/** What a picture shows beside its marks is read in so much time, ms: keys come first. */
const kLater = 60;
const kGap = 12;
/** From this width on two drawings stand side by side. */
const kWide = 600;
const kHigh = 190;

export function GoalPicture({ runner, step }: Props) {
  const say = useLessonWords();
  const [goal, setGoal] = useState<Beside | null | 'comes'>('comes');
  useEffect(() => {
    let isWanted = true;
    void runner.goal().then((found) => isWanted && setGoal(found));
    return () => {
      isWanted = false;
    };
  }, [step.id]);
  if (goal === 'comes') return <p role="status">{say('goal.comes')}</p>;
  if (!goal) return <p role="status">{say('goal.noPicture')}</p>;
  return <Pair goal={goal} view={step.front || 'spaces'} />;
}

function Pair({ goal, view }: { goal: Beside; view: string }) {
  const say = useLessonWords();
  const [room, { width }] = useSize<HTMLDivElement>();
  const drawn = useCompared(goal, view, width);
  return (
    <section class="goal-pictures" aria-label={say('goal.pictures')} aria-busy={drawn === null}>
      <div class="goal-pair" ref={room} data-beside={width >= kWide}>
        <Picture title={say('goal.nowPicture')} svg={drawn?.now ?? ''} />
        <Picture title={say('goal.goalPicture')} svg={drawn?.goal ?? ''} />
      </div>
      {drawn && <Differences compared={drawn.compared} />}
      <Twins goal={goal} view={view} />
    </section>
  );
}

function Picture({ title, svg }: { title: string; svg: string }) {
  return (
    <figure>
      <figcaption>{title}</figcaption>
      {svg !== '' && <img src={`data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`} alt={title} />}
    </figure>
  );
}

interface Drawn {
  now: string;
  goal: string;
  compared: Compared;
}

/** Drawn anew when the machine, the room or the colours change; null before that. */
function useCompared({ seen }: Beside, view: string, width: number): Drawn | null {
  const { moment, t, theme } = useView();
  const [drawn, setDrawn] = useState<Drawn | null>(null);
  const [machine, words, colours] = [moment.value?.machine, t.value, theme.value];
  useEffect(() => {
    if (!machine || width === 0) return undefined;
    let isWanted = true;
    async function draw(now: NonNullable<typeof machine>): Promise<void> {
      const room = { width: width >= kWide ? (width - kGap) / 2 - 32 : width - 32, height: kHigh };
      const pair = [atRest(now, seen.focus), atRest(seen.machine, seen.focus)];
      const [here, there] = await stillsOf(view, pair, room, words);
      if (!isWanted || !here || !there) return;
      const compared = compareDrawings(here, there);
      setDrawn({ now: svgOf(compared.now, ''), goal: svgOf(compared.goal, ''), compared });
    }
    const timer = setTimeout(() => void draw(machine), kLater);
    return () => {
      isWanted = false;
      clearTimeout(timer);
    };
  }, [machine, seen, view, width, words, colours]);
  return drawn;
}

/** Of a long list its beginning. */
const kMost = 6;

function Differences({ compared: { missing, extra, other } }: { compared: Compared }) {
  const say = useLessonWords();
  const count = missing.length + extra.length + other.length;
  const list = (title: string, marks: readonly Mark[]) => {
    const named = marks.flatMap(({ label }) => (label ? [label] : []));
    if (named.length === 0) return null;
    return (
      <li>
        {title} {named.slice(0, kMost).join('; ')}
        {named.length > kMost && ` ${say('goal.more', { n: named.length - kMost })}`}
      </li>
    );
  };
  return (
    <>
      <p class="goal-count">{count === 0 ? say('goal.alike') : say('goal.differing', { n: count })}</p>
      {count > 0 && (
        <details>
          <summary>{say('goal.list')}</summary>
          <ul>
            {list(say('goal.missing'), missing)}
            {list(say('goal.extra'), extra)}
            {list(say('goal.other'), other)}
          </ul>
        </details>
      )}
    </>
  );
}

/** The text of the view in both: lines of the present that are not in the goal with a minus, the other way round with a plus. */
export function twinOf(now: string, goal: string): string {
  const [here, there] = [now.trimEnd().split('\n'), goal.trimEnd().split('\n')];
  const [isHere, isThere] = [new Set(here), new Set(there)];
  const gone = here.filter((line) => !isThere.has(line)).map((line) => `- ${line}`);
  return [...gone, ...there.map((line) => `${isHere.has(line) ? ' ' : '+'} ${line}`)].join('\n');
}

function Twins({ goal, view }: { goal: Beside; view: string }) {
  const { textOf, moment } = useView();
  const say = useLessonWords();
  const [isOpen, setOpen] = useState(false);
  const [text, setText] = useState('');
  const machine = moment.value?.machine;
  useEffect(() => {
    if (!isOpen) return undefined;
    let isWanted = true;
    void textOf(view as TextName).then((now) => isWanted && setText(twinOf(now, goal.text)));
    return () => {
      isWanted = false;
    };
  }, [isOpen, machine, goal, view]);
  return (
    <details onToggle={({ currentTarget: { open } }) => setOpen(open)}>
      <summary>{say('goal.asText')}</summary>
      <p class="count">{say('goal.signs')}</p>
      <pre tabIndex={0}>{text}</pre>
    </details>
  );
}
