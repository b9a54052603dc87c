// The worker's host against the real module, in Node: what the page relies on when it sends, loads and looks back.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { Pagewalk } from '../../wasm-bindings/pagewalk';
import type { PagewalkImportModule } from '../../wasm-bindings/pagewalk_import';
import { EngineClient, type EngineView } from '../src/engine/client';
import { EngineHost } from '../src/engine/host';
import { isFailure, type Progress, type Reply, type Request } from '../src/engine/protocol';
import { diffMachines } from '../src/model/diff';
import { focusAt, gazeOf } from '../src/model/focus';
import { hintsOf } from '../src/model/hints';
import { Machine } from '../src/model/machine';
import { pageWalk } from '../src/model/rmap';

const { loadPagewalk, loadImport } = await import('../../tests/parity/load_module.mjs' as string);
const folder = process.env.PAGEWALK_WASM_FOLDER ?? fileURLToPath(new URL('../../build/wasm', import.meta.url));
const module = (await loadPagewalk(folder)) as { Pagewalk: new () => Pagewalk };

/** How often the reader of logs was fetched. */
let readers = 0;
const fetchReader = () => {
  ++readers;
  return loadImport(folder) as Promise<PagewalkImportModule>;
};

const pause = () => new Promise<void>((resolve) => setTimeout(resolve));

/** Client and host joined without a worker between them; views are collected. */
function engine(maxSnapshotBytes?: number, early: readonly Request[] = []) {
  const views: EngineView[] = [];
  const port = {
    onmessage: null as ((event: MessageEvent<Reply>) => unknown) | null,
    postMessage: (request: Request) => host.receive(request),
  };
  const host: EngineHost = new EngineHost(
    new module.Pagewalk(),
    (data) => port.onmessage?.({ data } as MessageEvent<Reply>),
    pause,
    fetchReader,
    maxSnapshotBytes,
  );
  const client = new EngineClient(port, { onReady: () => undefined, onView: (view) => void views.push(view), onFailed: () => undefined });
  host.start(early);
  /** The view that follows what was asked last. */
  const settled = async (count: number) => {
    while (views.length < count) await pause();
    return views.at(-1)!;
  };
  return { client, host, views, settled };
}

const kLines = ['a = mmap 64K', 'write $a "hello"', 'fork', '@2 write $a "child"'];

test('commands sent together are answered in order and drawn once', async () => {
  const { client, views, settled } = engine();
  const answers = await Promise.all(kLines.map((line) => client.call('exec', { line })));
  expect(answers.map((answer) => !isFailure(answer) && answer.outcomes[0]!.kind)).toEqual(['ok', 'ok', 'ok', 'ok']);
  const view = await settled(2);
  expect(views).toHaveLength(2);
  expect(view.status.commands.map((command) => command.text)).toEqual(kLines);
});

test('what was asked for before there was an engine runs first of all, and the machine is seen first as it leaves it', async () => {
  const early = kLines.map((line, at): Request => ({ kind: 'call', id: 100 + at, method: 'exec', args: { line } }));
  const { views, settled } = engine(undefined, early);
  const { status, before } = await settled(1);
  expect(status.commands.map(({ text }) => text)).toEqual(kLines);
  expect(before).not.toBeNull();
  for (let i = 0; i < 5; ++i) await pause();
  expect(views).toHaveLength(1);
});

test('a snapshot has its frames in the order of their numbers, so that they can be looked up', async () => {
  const { client, settled } = engine();
  await Promise.all(['boot mem=64M cpus=2', ...kLines, '@2 exit', 'munmap $a'].map((line) => client.call('exec', { line })));
  const { snapshot } = await settled(2);
  const { pfn } = snapshot!.frames;
  expect(pfn.length).toBeGreaterThan(10);
  expect(Array.from(pfn)).toEqual(Array.from(pfn).sort((a, b) => a - b));
  const machine = new Machine(snapshot!);
  expect([...pfn].every((one, row) => machine.rowOfFrame(one) === row)).toBe(true);
  expect(machine.rowOfFrame(pfn.at(-1)! + 1)).toBeUndefined();
});

test('a view brings the machine before its command, and the old page’s walk is in vain once', async () => {
  const { client, settled } = engine();
  await Promise.all(kLines.map((line) => client.call('exec', { line })));
  const view = await settled(2);
  const after = new Machine(view.snapshot!);
  const before = new Machine(view.before!);
  const change = diffMachines(before, after);
  expect([...change.keys].filter((key) => key.startsWith('pte:'))).toHaveLength(1);
  const old = [...change.oldEntries.values()][0]!.pfn;
  expect(pageWalk(after, old)!.visits.map((visit) => visit.found)).toEqual([true, false]);
  expect(pageWalk(before, old)!.visits.map((visit) => visit.found)).toEqual([true, true]);
});

/** Where a view leads the eye. */
function focusOf(view: EngineView) {
  const at = view.status.cursor.event;
  const happened = at === null ? view.events : view.events.slice(0, at);
  const hints = [happened, ...view.earlier.map((events) => events())].map(hintsOf);
  return focusAt(new Machine(view.snapshot!), view.before && new Machine(view.before), gazeOf(hints), view.status.current);
}

const kFocused = [
  ['a = mmap 64K', { pid: 1, vpn: 0x7ffff7fef }],
  ['write $a "hello"', { pid: 1, vpn: 0x7ffff7fef, pfns: 1 }],
  ['fork', { pid: 2, vpn: 0x7ffff7fef, pfns: 1 }],
  ['@2 write $a "child"', { pid: 2, vpn: 0x7ffff7fef, pfns: 2 }],
  // Nothing is mapped there yet, so the page that was shown stays.
  ['b = mmap 8K', { pid: 1, vpn: 0x7ffff7fed, pfns: 2 }],
  ['write $b n=2', { pid: 1, vpn: 0x7ffff7fee, pfns: 1 }],
  ['drain', { pid: 1, vpn: 0x7ffff7fee, pfns: 1 }],
  ['c = mremap $b 8K 16K maymove', { pid: 1, vpn: 0x7ffff7fe9, pfns: 1 }],
  ['@2 mprotect $a 8K r', { pid: 2, vpn: 0x7ffff7fef, pfns: 1 }],
  ['munmap $c 4K', { pid: 1, vpn: 0x7ffff7fe9, pfns: 1 }],
  ['munmap 0x123 4K', { pid: 1 }],
  ['process_vm_writev 2 $a $a+8K 4', { pid: 2, vpn: 0x7ffff7ff1, pfns: 1 }],
  ['@2 exit', { pid: 1 }],
] as const;

test('where the eye is led depends on the log, not on what was drawn in between', async () => {
  const typed = engine();
  const seen: ReturnType<typeof focusOf>[] = [];
  for (const [line, wanted] of kFocused) {
    await typed.client.call('exec', { line });
    const focus = focusOf(await typed.settled(seen.length + 2));
    seen.push(focus);
    const { pfns, ...rest } = { pfns: focus.pfns.length, ...wanted };
    expect.soft(focus, line).toMatchObject(rest);
    expect.soft(focus.pfns, line).toHaveLength(pfns);
  }
  for (let count = 1; count <= kFocused.length; ++count) {
    const pasted = engine();
    await pasted.settled(1);
    const lines = kFocused.slice(0, count).map(([line]) => line);
    await Promise.all(lines.map((line) => pasted.client.call('exec', { line })));
    expect(focusOf(await pasted.settled(2)), `${count} pasted`).toEqual(seen[count - 1]);
    const loaded = engine();
    await loaded.settled(1);
    await loaded.client.call('load', { script: `boot\n${lines.join('\n')}\n` });
    expect(focusOf(await loaded.settled(2)), `${count} loaded`).toEqual(seen[count - 1]);
  }
});

test('an answer brings what is new of the log, and no more', async () => {
  const { client } = engine();
  for (const line of kLines) {
    const answer = await client.call('exec', { line });
    expect(!isFailure(answer) && answer.log.commands.map((one) => one.text), line).toEqual([line]);
  }
});

test('looking inside a command leaves the head where it is', async () => {
  const { client, settled } = engine();
  await Promise.all(kLines.map((line) => client.call('exec', { line })));
  const head = await settled(2);
  await client.call('seekEvent', { command: 3, events: 0 });
  const inside = await settled(3);
  expect(inside.status.head).toBe(4);
  expect(inside.status.hash).not.toBe(head.status.hash);
  expect(diffMachines(new Machine(inside.before!), new Machine(inside.snapshot!)).keys.size).toBe(0);
  await client.call('seek', { commands: 4 });
  expect((await settled(4)).status.hash).toBe(head.status.hash);
});

test('a load says at once how much there is, then how far it is', async () => {
  const { client } = engine();
  const script = Array.from({ length: 2000 }, () => 'mmap 4K').join('\n');
  const seen: [number, number][] = [];
  const result = await client.call('load', { script }, ({ done, count }) => void seen.push([done, count]));
  expect(result).toMatchObject({ failed: 0 });
  expect(seen[0]).toEqual([0, 2000]);
  expect(seen.at(-1)).toEqual([2000, 2000]);
  expect(seen.length).toBeGreaterThan(10);
});

test('of a large log is told how much is read, then what runs', async () => {
  const { client } = engine();
  const file = new Blob(['7 read(3, "x", 4096) = 4096\n'.repeat(300_000), '7 munmap(0x10000, 4096) = 0\n']);
  const seen: Progress[] = [];
  const result = await client.call('open', { files: [{ name: 'log', text: '', file }] }, (now) => void seen.push(now));
  expect(result).toMatchObject({ kind: 'log', failed: 0 });
  const reading = seen.filter(({ of }) => of === 'bytes');
  expect(reading.length > 0 && reading.every(({ done, count }) => done > 0 && done <= count && count === file.size)).toBe(true);
  expect(seen.at(-1)?.of).toBe('commands');
});
test('a script that cannot be read is refused with its line, and the machine stays', async () => {
  const { client } = engine();
  const result = await client.call('load', { script: 'mmap 64K\nno such command\n' });
  expect(isFailure(result) && result.error).toContain('line 2');
});

const logs = fileURLToPath(new URL('../../tests/logs', import.meta.url));
const recorded = (...names: string[]) => names.map((name) => ({ name, text: readFileSync(`${logs}/${name}`, 'utf8') }));

test('a recorded log with the maps of its program runs as it was recorded', async () => {
  const { client, settled } = engine();
  const result = await client.call('open', { files: recorded('git/15388.exec.maps', 'git/log.strace') });
  if (isFailure(result)) throw new Error(result.error);
  expect(result).toMatchObject({ kind: 'log', failed: 0, unlisted: 0 });
  expect(result.notes[0]!.text).toMatch(/^131 calls are left out/);
  expect(result.status.boot).toContain('mem=1G');
  expect((await settled(2)).status.head).toBe(result.status.head);
});

test('maps alone, a script, and a script that promises what does not happen', async () => {
  const { client } = engine();
  const maps = await client.call('open', { files: recorded('git/15388.exit.maps') });
  expect(maps).toMatchObject({ kind: 'maps', failed: 0 });
  const script = await client.call('open', { files: [{ name: '', text: 'a = mmap 16K\nwrite $a\n' }] });
  expect(script).toMatchObject({ kind: 'unknown', notes: [], failed: 0 });
  const wrong = await client.call('open', { files: [{ name: '', text: 'boot mem=128M\na = mmap 4K\nmunmap(0x10000, 4096) = 7\n' }] });
  if (isFailure(wrong)) throw new Error(wrong.error);
  expect(wrong.failures).toMatchObject([{ index: 2, line: 3, command: 1, outcome: { differs: true } }]);
});

test.each([
  ['garbage', 'hello world\n', 'line 1, column 1'],
  ['binary', '\x02\0\0\ud800', 'line 1, column 1'],
  ['a million columns', 'x'.repeat(1_000_000), 'line 1, column 16385'],
  ['a script with a mistake', 'mmap 64K\nno such command\n', 'line 2, column 1'],
])('%s is refused with its place, and the machine stays', async (_, text, place) => {
  const { client, settled } = engine();
  await client.call('exec', { line: 'a = mmap 64K' });
  const before = await settled(2);
  const result = await client.call('open', { files: [{ name: '', text }] });
  expect(isFailure(result) && result.error).toContain(place);
  expect(result).toMatchObject({ kind: 'unknown' });
  await client.call('undo', {});
  await client.call('redo', {});
  expect((await settled(3)).status.headHash).toBe(before.status.headHash);
});

test('what another tool prints is refused by its name, also where it seemed a script', async () => {
  const { client } = engine();
  const refused = (text: string) => client.call('open', { files: [{ name: '', text }] });
  expect(await refused('\x7fELF\x02\0\0\ud800')).toMatchObject({ error: expect.stringContaining('line 1, column 1: this is a program') });
  expect(await refused('procs -----memory-----\n r  b\n')).toMatchObject({ error: expect.stringContaining('this is vmstat') });
});

test('a text that can be no log is read without the reader of logs; where that cannot be fetched, it is said', async () => {
  const before = readers;
  const { client, host } = engine();
  expect(await client.call('open', { files: [{ name: '', text: 'a = mmap 16K\nwrite $a "x"\nfork\n' }] })).toMatchObject({ failed: 0 });
  expect(readers).toBe(before);
  await client.call('open', { files: recorded('git/15388.exit.maps') });
  expect(readers).toBe(before + 1);
  Object.assign(host, { fetchReader: () => Promise.reject(new Error('no network')) });
  const result = await client.call('open', { files: recorded('git/log.strace') });
  expect(isFailure(result) && result.error).toBe('the reader of logs cannot be fetched: no network');
  expect(await client.call('exec', { line: 'fork' })).toMatchObject({ outcomes: [{ kind: 'ok' }] });
});

test('two logs are one too many, and two scripts', async () => {
  const { client } = engine();
  const two = await client.call('open', { files: recorded('git/log.strace', 'git/log.strace') });
  expect(isFailure(two) && two.error).toContain('one by one');
  const scripts = await client.call('open', { files: ['a', 'b'].map((name) => ({ name, text: 'mmap 4K' })) });
  expect(isFailure(scripts) && scripts.error).toContain('one by one');
});

test('a machine too large to be drawn is told of, and drawn again when it has shrunk', async () => {
  const first = engine();
  const booted = (await first.settled(1)).snapshot!;
  expect(booted.frames.rows).toBeGreaterThan(0);
  const { client, settled } = engine(40_000);
  await client.call('exec', { line: 'a = mmap 8M' });
  expect((await settled(2)).snapshot).not.toBeNull();
  await client.call('exec', { line: 'write $a n=2048' });
  const large = await settled(3);
  expect(large.snapshot).toBeNull();
  expect(large.status.head).toBe(2);
  await client.call('undo', {});
  expect((await settled(4)).snapshot).not.toBeNull();
});

test('an engine that throws is heard of once, and answers nothing more', async () => {
  const replies: Reply[] = [];
  const trap = new Proxy(new module.Pagewalk(), {
    get: (target, name) => {
      const member = Reflect.get(target, name) as unknown;
      if (name === 'exec')
        return () => {
          throw new WebAssembly.RuntimeError('unreachable');
        };
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });
  const host = new EngineHost(trap, (reply) => void replies.push(reply), pause, fetchReader);
  host.start();
  host.receive({ kind: 'call', id: 1, method: 'exec', args: { line: 'fork' } });
  host.receive({ kind: 'call', id: 2, method: 'exec', args: { line: 'fork' } });
  for (let i = 0; i < 5; ++i) await pause();
  host.receive({ kind: 'call', id: 3, method: 'undo', args: {} });
  for (let i = 0; i < 5; ++i) await pause();
  expect(replies.map((reply) => reply.kind)).toEqual(['ready', 'view', 'failed']);
});
