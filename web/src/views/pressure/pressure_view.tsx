// Pressure: free pages against the watermarks over time, who took pages away, and how reclaim would divide its looks.
import { useMemo } from 'preact/hooks';
import { grouped } from '../../base/hex';
import type { Size } from '../../draw/camera';
import { reasonText } from '../../model/event_text';
import { pressureOf, pressureSteps } from '../../model/pressure';
import { type Moment, useView } from '../context';
import { Drawn } from '../drawn';
import { ViewPane } from '../view_pane';
import { pressureContent } from './pressure_marks';
import { pressureWords } from './words';

export function PressureView() {
  const { moment, language } = useView();
  const now = moment.value;
  const say = pressureWords(language.value);
  const free = now ? Array.from(now.machine.s.zones.freePages).reduce((sum, pages) => sum + pages, 0) : 0;
  return (
    <ViewPane name="pressure" aside={now ? say('aside', { free: grouped(free) }) : ''} bodyClass="pressure-body">
      {now && <Plots moment={now} />}
    </ViewPane>
  );
}

function Plots({ moment }: { moment: Moment }) {
  const { t, language, sentences, seekEvent } = useView();
  const say = pressureWords(language.value);
  const { commands, head, cursor } = moment.status;
  const pressure = useMemo(() => pressureOf(moment.machine), [moment]);
  const steps = useMemo(() => pressureSteps(commands, head), [commands, head]);
  const at = cursor.command > 0 && cursor.event === null ? cursor.command - 1 : null;
  const reason = reasonText(pressure.reason, sentences.value);
  const content = (room: Size) => pressureContent({ pressure, steps, at, reason, room, say });
  return (
    <Drawn
      name="pressure"
      label={t.value('pane.pressure')}
      content={content}
      act={(what) => seekEvent(Number(what.slice('go:'.length)), -1)}
    />
  );
}
