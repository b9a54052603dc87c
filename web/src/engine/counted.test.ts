import { expect, test } from 'vitest';
import { counted } from './counted';

const inParts = (...parts: number[]) =>
  new Response(
    new ReadableStream<Uint8Array>({
      start(controller) {
        for (const size of parts) controller.enqueue(new Uint8Array(size));
        controller.close();
      },
    }),
    { headers: { 'content-type': 'application/wasm' } },
  );

test('each part is told as it comes, and what is read is what came', async () => {
  const heard: number[] = [];
  const answer = counted(inParts(10, 30, 60), 100, (part) => heard.push(part));
  expect(answer.headers.get('content-type')).toBe('application/wasm');
  expect((await answer.arrayBuffer()).byteLength).toBe(100);
  expect(heard).toEqual([0.1, 0.4, 1]);
});

test('more than was foretold is all of it, and a failure passes as it is', async () => {
  const heard: number[] = [];
  await counted(inParts(50, 100), 100, (part) => heard.push(part)).arrayBuffer();
  expect(heard).toEqual([0.5, 1]);
  const failure = new Response('not found', { status: 404 });
  expect(counted(failure, 100, () => undefined)).toBe(failure);
});
