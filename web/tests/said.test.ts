// What the last commands of a load printed comes along, cut where it is long.
import { expect, test } from 'vitest';
import type { Pagewalk } from '../../wasm-bindings/pagewalk';
import { EngineHost } from '../src/engine/host';
import { isFailure, type LoadResult, type Reply } from '../src/engine/protocol';

const kCount = 20;
const kLong = 'x'.repeat(100_000);

/** As the module answers while it loads; the rest is not asked for. */
function loading(): Pagewalk {
  let done = 0;
  return {
    loadBegin: () => JSON.stringify({ count: kCount }),
    loadStep: (most: number) => {
      const from = done;
      done = Math.min(kCount, done + most);
      const said = Array.from({ length: done - from }, (_, i) => ({
        command: from + i,
        out: from + i === kCount - 1 ? kLong : `out ${from + i}`,
      }));
      return JSON.stringify({
        done,
        count: kCount,
        finished: done === kCount,
        failures: [],
        said: said.filter(({ command }) => command >= 8),
      });
    },
    status: () => '{}',
  } as unknown as Pagewalk;
}

test('texts of all steps, in order', async () => {
  const replies: Reply[] = [];
  const pause = () => new Promise<void>((resolve) => setTimeout(resolve));
  const noReader = () => Promise.reject(new Error('no log is read here'));
  const host = new EngineHost(loading(), (reply) => replies.push(reply), pause, noReader);
  host.receive({ kind: 'call', id: 1, method: 'load', args: { script: '' } });
  const answer = () => replies.find((reply) => reply.kind === 'answer');
  while (!answer()) await pause();
  const result = (answer() as Extract<Reply, { kind: 'answer' }>).value as LoadResult;
  expect(isFailure(result)).toBe(false);
  expect(result.said.map(({ command }) => command)).toEqual([8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19]);
  expect(result.said[0]!.out).toBe('out 8');
  expect(result.said.at(-1)!.out.length).toBeLessThan(5000);
});
