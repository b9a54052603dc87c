// What the map of the log says of a command and of a moment inside it.

import { grouped } from '../../base/hex';
import type { Translate } from '../../base/i18n';
import type { CommandInfo } from '../../engine/protocol';
import { kLanes, type Lane, type Place } from '../../layout/log_map';
import { foldedCommand } from '../../model/command_text';

const kLaneNouns = { faults: 'fault', copies: 'copy', frames: 'frame', tables: 'newTable' } as const;

export const laneWords = (lane: Lane, count: number, t: Translate) => t.n(kLaneNouns[lane], count);

/** The command and how it ended: what stands beside the counts. */
export function placeWords(commands: readonly CommandInfo[], { command, events }: Place, head: number, t: Translate): string {
  const one = commands[command]!;
  const parts = [`${command + 1}: ${foldedCommand(one.text, t) ?? one.text}`];
  if (events !== null) parts.push(t('what.event', { at: grouped(events), all: grouped(one.events) }));
  if (one.kind !== 'ok') parts.push(t(one.kind === 'signal' ? 'time.signal' : 'time.refused'));
  if (one.kept !== undefined) parts.push(t('what.kept', { kept: grouped(one.kept), all: grouped(one.events) }));
  if (command >= head) parts.push(t('time.undone'));
  return parts.join(' · ');
}

/** All of it in one line, for who does not see the marks. */
export function commandWords(commands: readonly CommandInfo[], command: number, head: number, t: Translate): string {
  const one = commands[command]!;
  const counts = kLanes.filter((lane) => one[lane]).map((lane) => laneWords(lane, one[lane]!, t));
  return [placeWords(commands, { command, events: null }, head, t), ...counts].join(' · ');
}
