// Cards of a kind of event: what its function is there for in Linux, and how often the command looked at did it.
import type { CardWords } from '../../base/cards';
import { type EventRecord, infoOf, kEvents } from '../../engine/generated/events';
import { eventSentence } from '../event_text';
import { type Desk, type Field, field, plain, say, type Told } from './card';

const kMostSaid = 3;

export function eventCard(desk: Desk, id: string): Told | null {
  const { words, sentences, events } = desk;
  const info = kEvents.find((one) => one.id === id);
  if (!info) return null;
  const seen = events.filter((event) => infoOf(event)?.id === id);
  return {
    title: info.name || info.id,
    what: plain(words[purposeKey(id)]),
    fields: [
      ...field(words['event.source'], say(info.source)),
      ...field(words['event.tells'], say(pattern(sentences.events[id] ?? ''))),
      ...field(words['event.now'], plain(seen.length), words['event.nowMeans']),
      ...said(desk, seen),
    ],
    commands: seen.length > 0 ? ['trace'] : [],
  };
}

/** What a function is there for, by the id of its event; a test holds that each event has it. */
const purposeKey = (id: string) => `fn.${id}` as keyof CardWords;

/** The sentence with its holes as words. */
const pattern = (sentence: string) =>
  sentence.replace(/[:：]? ?\{reason\}/g, '').replace(/\{(\w+)\}/g, (_, name: string) => `‹${name.replace(/_/g, ' ')}›`);

function said({ words, sentences }: Desk, seen: readonly EventRecord[]): Field[] {
  const lines = [...new Set(seen.map((event) => eventSentence(event, sentences)))].filter((line) => line !== '' && !line.includes('{'));
  return lines.slice(0, kMostSaid).flatMap((line, at) => field(`${words['event.here']} ${at + 1}`, plain(line)));
}
