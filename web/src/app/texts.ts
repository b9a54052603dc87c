// The text twin of a view at the place that is looked at, from the engine.
import { isFailure } from '../engine/protocol';
import type { TextName } from '../views/context';
import { engine } from './engine_life';
import { focus } from './store';

export async function textOf(view: TextName): Promise<string> {
  const { pid, vpn, pfns } = focus.value;
  const addr = vpn === null ? '' : `0x${vpn.toString(16)}000`;
  const answer = await engine().call('show', { view, pid, addr, pfn: pfns[0] ?? -1 });
  return isFailure(answer) ? answer.error : answer.text;
}
