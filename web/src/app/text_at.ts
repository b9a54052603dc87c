// The text of a view of another machine than the visitor's, at the place where its last command makes the eye look.
import type { EngineClient } from '../engine/client';
import type { Seen } from '../model/seen';

export const textAt = (client: EngineClient, view: string, { focus: { pid, vpn, pfns } }: Seen) =>
  client.call('show', { view, pid, addr: vpn === null ? '' : `0x${vpn.toString(16)}000`, pfn: pfns[0] ?? -1 });
