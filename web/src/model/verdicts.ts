// Which events say no: a check that refused, a question answered in the negative. Their rows in the engine say so.
import { type EventRecord, infoOf, reasonInfo } from '../engine/generated/events';

export function saysNo(event: EventRecord): boolean {
  return infoOf(event)?.saysNo ?? reasonInfo(event.reason)?.saysNo ?? false;
}
