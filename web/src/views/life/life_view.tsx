// One page's life: the page that is looked at, and all that ever happened to it, from the first command to the last.
import { signal } from '@preact/signals';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { addrOfVpn } from '../../base/hex';
import type { Size } from '../../draw/camera';
import { isFailure, type Life } from '../../engine/protocol';
import { lifeRows } from '../../model/life';
import { type Moment, useView } from '../context';
import { Drawn } from '../drawn';
import { ViewPane } from '../view_pane';
import { lifeContent } from './life_marks';
import { type LifeSay, lifeWords } from './words';

/** Commands that somebody opened or closed, for as long as the log is the same. */
const toggled = signal<{ log: string; commands: ReadonlySet<number> }>({ log: '', commands: new Set() });

type Answer = { pid: number; vpn: number; life: Life } | 'gone' | null;

export function LifeView() {
  const { moment, language, focus } = useView();
  const say = lifeWords(language.value);
  const now = moment.value;
  const { pid, vpn } = focus.value;
  const answer = useLife(now, pid, vpn);
  const of = vpn === null ? '' : say('of', { addr: addrOfVpn(vpn), pid });
  return (
    <ViewPane name="life" aside={of} bodyClass="life-body">
      {now && answer !== null && answer !== 'gone' && answer.life.steps.length + answer.life.moves.length > 0 && (
        <Track moment={now} answer={answer} say={say} />
      )}
      {answer === 'gone' && <p class="hint">{say('gone')}</p>}
      {now && (vpn === null || (answer !== null && answer !== 'gone' && answer.life.steps.length === 0)) && <Nothing say={say} />}
    </ViewPane>
  );
}

/** Asked anew whenever the log or the page is another; what came too late is dropped. */
function useLife(moment: Moment | null, pid: number, vpn: number | null): Answer {
  const { ask } = useView();
  const [answer, setAnswer] = useState<Answer>(null);
  const log = moment && logOf(moment);
  useEffect(() => {
    if (log === null || vpn === null) return undefined;
    let isCurrent = true;
    void ask('life', { pid, addr: addrOfVpn(vpn) }).then((life) => {
      if (isCurrent) setAnswer(isFailure(life) ? 'gone' : { pid, vpn, life });
    });
    return () => {
      isCurrent = false;
    };
  }, [log, pid, vpn]);
  return answer;
}

const logOf = ({ status: { session, head, commands } }: Moment) =>
  `${session} ${head} ${commands[head - 1]?.text ?? ''} ${commands.length}`;

function Track({ moment, answer, say }: { moment: Moment; answer: Exclude<Answer, null | 'gone'>; say: LifeSay }) {
  const { t, sentences, seekEvent } = useView();
  const { cursor, commands } = moment.status;
  const { life, vpn } = answer;
  const log = logOf(moment);
  const byHand = toggled.value.log === log ? toggled.value.commands : new Set<number>();
  const shown = openByItself(life, cursor.command);
  const rows = useMemo(() => lifeRows(life, (command) => (command === shown) !== byHand.has(command)), [life, shown, byHand]);
  const mm = moment.machine.mmOf(life.pid);
  const at = { command: cursor.command, event: cursor.event };
  const texts = commands.map(({ text }) => text);
  const content = ({ width }: Size) => lifeContent({ rows, commands: texts, mm, vpn, at, sentences: sentences.value, say, width });
  const act = (what: string) => {
    const [kind, place = ''] = what.split(':');
    const [command = 0, events = 0] = place.split('/').map(Number);
    if (kind === 'go') return seekEvent(command, events);
    const next = new Set(byHand);
    if (!next.delete(command)) next.add(command);
    toggled.value = { log, commands: next };
  };
  return (
    <>
      <Drawn name="life" label={t.value('pane.life')} content={content} act={act} />
      {life.total > life.steps.length && <p class="hint">{say('more', { n: life.total - life.steps.length })}</p>}
    </>
  );
}

/** The command that is looked at, or the last one in front of it that meant this page. */
function openByItself({ steps }: Life, command: number): number {
  return steps.findLast((step) => step.command < command)?.command ?? steps[0]?.command ?? -1;
}

const kTries = ['a = mmap 16K', 'write $a "hello"', 'fork', 'write $a "mine"'];

function Nothing({ say }: { say: LifeSay }) {
  const { t, typeCommand } = useView();
  return (
    <div class="hint" role="group" aria-label={t.value('pane.life')}>
      <p>{say('none')}</p>
      <p>
        {kTries.map((command) => (
          <button type="button" key={command} class="chip" onClick={() => typeCommand(command, true)}>
            <code>{command}</code>
          </button>
        ))}
      </p>
    </div>
  );
}
