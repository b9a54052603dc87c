// The figures of engine/README.md: the model natively, the model under wasm and the live kernel, one after the other in the same sitting,
// side by side with their ratios.
//
//   node tests/bench/bench.mjs     `make bench` builds the programs first
//
// An aim is a ratio to the live kernel, or a time. One that was missed is marked; nothing fails, these are figures.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { root } from '../support/suite.mjs';

const programs = {
  native: [path.join(root, 'build/release/pagewalk_bench')],
  // Emscripten's glue takes Node's fetch for a browser's and would load the module from an address.
  wasm: [process.execPath, '--no-experimental-fetch', path.join(root, 'build/wasm/pagewalk_bench.js')],
  live: [path.join(root, 'build/release/pagewalk_bench_live')],
};

// native, wasm: at most this part of the live kernel's time. ms: at most so many natively.
const rows = [
  ['write_fault', 'write fault (do_anonymous_page)', { native: 0.08, wasm: 0.25 }],
  ['read_fault', 'read fault (zero page)', {}],
  ['cow_copy', 'COW fault, copy', { native: 0.08, wasm: 0.25 }],
  ['cow_reuse', 'COW fault, reuse', {}],
  ['fork_10000', 'fork of 10,000 pages, a page', { native: 0.2 }],
  ['fork_100000', 'fork of 100,000 pages, a page', { native: 0.2 }],
  ['munmap', 'munmap, a page', {}],
  ['map_unmap', 'mmap + munmap', { native: 0.25 }],
  ['split', 'mprotect that splits twice, among 20,000 areas', { native: 0.25 }],
  ['find_vma_15', 'find_vma among 15 areas', {}],
  ['find_vma_255', 'find_vma among 255 areas', {}],
  ['find_vma_4095', 'find_vma among 4,095 areas', {}],
  ['find_vma_65529', 'find_vma among 65,529 areas', {}],
  ['rmap_1', 'rmap walk, 1 sharer', {}],
  ['rmap_10', 'rmap walk, 10 sharers, a sharer', {}],
  ['rmap_100', 'rmap walk, 100 sharers, a sharer', {}],
  ['rmap_1000', 'rmap walk, 1,000 sharers, a sharer', { like: 'rmap_10' }],
  ['seek', 'seek in a log of 10,000 commands, median', { ms: 5 }],
  ['seek_worst', 'seek in a log of 10,000 commands, worst of 41', {}],
  ['snapshot', 'snapshot of 16,384 frames', { ms: 1 }],
  ['state_hash', 'state hash of the same machine', {}],
];
const kWasmToNative = 3;

function figuresOf([file, ...args]) {
  const program = args.at(-1) ?? file;
  if (!existsSync(program)) return new Map();
  const { stdout, status } = spawnSync(file, args, { encoding: 'utf8', maxBuffer: 1 << 24 });
  if (status !== 0) throw new Error(`${path.basename(program)} ended with ${status}`);
  return new Map(
    stdout
      .trim()
      .split('\n')
      .map((line) => line.split(' '))
      .map(([name, value, unit]) => [name, { value: Number(value), unit }]),
  );
}

const time = (figure) => (figure ? `${figure.value.toFixed(figure.value < 10 ? 2 : 0)} ${figure.unit}` : '');
const ratio = (a, b) => (a && b ? a.value / b.value : undefined);
const shown = (value, aim) => (value === undefined ? '' : `${value.toFixed(3)}${aim !== undefined && value > aim ? ' !' : ''}`);

function describe(aims, native, all) {
  if (aims.native) return `${aims.native} of live${aims.wasm ? `, wasm ${aims.wasm}` : ''}`;
  if (aims.ms) return `${aims.ms} ms${native && native.value > aims.ms ? ' !' : ''}`;
  if (aims.like) return `${time(all.get(aims.like))}${native && native.value > (all.get(aims.like)?.value ?? Infinity) ? ' !' : ''}`;
  return '';
}

const native = figuresOf(programs.native);
const wasm = figuresOf(programs.wasm);
const live = figuresOf(programs.live);
const table = [['operation', 'native', 'wasm', 'live kernel', 'native/live', 'wasm/live', 'wasm/native', 'aim']];
for (const [name, title, aims] of rows) {
  const [n, w, l] = [native.get(name), wasm.get(name), live.get(name)];
  table.push([
    title,
    time(n),
    time(w),
    time(l),
    shown(ratio(n, l), aims.native),
    shown(ratio(w, l), aims.wasm),
    shown(ratio(w, n), kWasmToNative),
    describe(aims, n, native),
  ]);
}
const widths = table[0].map((_, i) => Math.max(...table.map((row) => row[i].length)));
const line = (row) => `| ${row.map((cell, i) => (i === 0 || i === 7 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join(' | ')} |`;
console.log(line(table[0]));
console.log(`|${widths.map((width, i) => (i === 0 || i === 7 ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)).join('|')}|`);
for (const row of table.slice(1)) console.log(line(row));
console.log(`\n! missed its aim; wasm is to stay within ${kWasmToNative} times native`);
