// Rows of the call tree: result and reason, things named, what is folded, and how long it takes.
import { describe, expect, test } from 'vitest';
import { type EventRecord, kEvents, kPhaseBegin, kPhaseEnd, kPhaseInstant, reasonCode } from '../src/engine/generated/events';
import { type Looking, rowsOf } from '../src/model/call_rows';
import { callTree } from '../src/model/calls';
import { enSentences } from '../src/model/sentences_en';
import { kArea, kCopy, kOld, machine } from './fixture';

const idOf = (name: string) => kEvents.find((event) => event.id === name)!.code;

function event(name: string, phase: number, args: number[] = [], reason = '', pid = 2): EventRecord {
  const arg = [0, 1, 2, 3].map((i) => args[i] ?? 0);
  const argHex = arg.map((value) => `0x${value.toString(16)}`);
  return { id: idOf(name), reason: reason ? reasonCode(reason)! : 0, phase, cpu: 0, depth: 0, pid, seq: 0, arg, argHex };
}

const kAddr = kArea * 4096;
const faultAt = (addr: number) => [
  event('HandleMmFault', kPhaseBegin, [addr, 3, 1]),
  event('DoWpPage', kPhaseBegin, [addr, kOld]),
  event('WpCanReuse', kPhaseInstant, [kOld, 3, 2], 'RefcountOver1'),
  event('WpPageCopy', kPhaseBegin, [addr, kOld, 0]),
  event('CopyUserPage', kPhaseInstant, [kOld, kCopy]),
  event('WpPageCopy', kPhaseEnd, [addr, kOld, kCopy]),
  event('DoWpPage', kPhaseEnd, [addr, kOld], 'NotExclusiveCopy'),
  event('HandleMmFault', kPhaseEnd, [addr, 3, 1]),
];
const fault = faultAt(kAddr);

const plain: Looking = { machine: machine(), sentences: enSentences, check: '', at: null, toggled: new Set() };
const rows = (events: readonly EventRecord[], looking: Partial<Looking> = {}) => rowsOf(callTree(events), { ...plain, ...looking });
const names = (list: ReturnType<typeof rows>) => list.map(({ name, depth, alike }) => `${depth} ${name}${alike ? ` ×${alike}` : ''}`);

describe('what stands in a row', () => {
  test('what came of a call is its result, what it had before is given', () => {
    const copy = rows(fault).find((row) => row.name === 'wp_page_copy')!;
    expect(copy.result).toEqual([{ text: `0x${kCopy.toString(16)}`, key: `page:${kCopy}` }]);
    expect(copy.given).toEqual([{ text: `0x${kOld.toString(16)}`, key: `page:${kOld}` }]);
  });

  test('an address is its page’s entry in the process that runs', () => {
    expect(rows(fault)[0]!.given[0]).toEqual({ text: `0x${kAddr.toString(16)}`, key: `pte:2/${kArea}` });
    expect(rows(faultAt(0x1000))[0]!.given[0]).toEqual({ text: '0x1000', key: null });
  });

  test('a no is marked, and has its reason whole', () => {
    const reuse = rows(fault).find((row) => row.name === 'wp_can_reuse_anon_folio')!;
    expect(reuse.refused).toBe(true);
    expect(reuse.reason).toBe('no: somebody else holds a reference');
    expect(rows(fault)[0]!.refused).toBe(false);
  });

  test('a refusal says which check it was', () => {
    const refused = rows([event('Refused', kPhaseInstant, [22])], { check: 'length is 0' });
    expect(refused[0]).toMatchObject({ refused: true, reason: 'length is 0' });
  });

  test('while scrubbing a call has no result before its end', () => {
    const [root, wp, , copy] = rows(fault, { at: 4 });
    expect([root!.state, wp!.reason, copy!.state]).toEqual(['', '', 'current']);
    expect(copy!.result).toEqual([]);
    expect(rows(fault, { at: 4 }).at(-1)).toMatchObject({ state: 'future' });
  });
});

describe('what is folded', () => {
  test('a row closes with all that is in it, and opens again', () => {
    const all = rows(fault);
    expect(names(all)).toEqual([
      '0 handle_mm_fault',
      '1 do_wp_page',
      '2 wp_can_reuse_anon_folio',
      '2 wp_page_copy',
      '3 copy_user_highpage',
    ]);
    const closed = rows(fault, { toggled: new Set([all[1]!.key]) });
    expect(names(closed)).toEqual(['0 handle_mm_fault', '1 do_wp_page']);
    expect(closed[1]).toMatchObject({ canOpen: true, isOpen: false });
  });

  test('calls alike are said once, those with another reason apart', () => {
    const many = Array.from({ length: 6 }, (_, i) => faultAt(kAddr + i * 4096)).flat();
    const folded = rows([...many, event('CopyPte', kPhaseInstant, [kAddr]), ...faultAt(kAddr)]);
    expect(names(folded).filter((name) => name.startsWith('0'))).toEqual([
      '0 handle_mm_fault',
      '0 handle_mm_fault ×6',
      '0 copy_present_ptes',
    ]);
    const key = folded.find((row) => row.alike > 0)!.key;
    const opened = rows(many, { toggled: new Set([key]) });
    expect(opened.filter((row) => row.name === 'handle_mm_fault' && row.alike === 0)).toHaveLength(6);
  });

  test('three alike stand for themselves, and so does the one at the cursor', () => {
    const leaf = (count: number) => Array.from({ length: count }, (_, i) => event('CopyPte', kPhaseInstant, [i * 4096]));
    expect(names(rows(leaf(3)))).toHaveLength(3);
    expect(names(rows(leaf(6)))).toEqual(['0 copy_present_ptes', '0 copy_present_ptes ×5']);
    expect(names(rows(leaf(6), { at: 5 }))).toEqual(['0 copy_present_ptes', '0 copy_present_ptes ×4', '0 copy_present_ptes']);
  });

  test('a tree too long to be open is closed from some level on, but not around the cursor', () => {
    const reasons = ['RefcountOver1', 'NotExclusiveCopy'];
    const one = (i: number) => [
      event('HandleMmFault', kPhaseBegin, [kAddr]),
      ...Array.from({ length: 9 }, (_, bit) => event('WpCanReuse', kPhaseInstant, [], reasons[(i >> bit) & 1])),
      event('HandleMmFault', kPhaseEnd, [kAddr]),
    ];
    const events = Array.from({ length: 300 }, (_, i) => one(i)).flat();
    const folded = rows(events);
    expect(folded).toHaveLength(300);
    expect(folded.every((row) => row.canOpen && !row.isOpen)).toBe(true);
    expect(rows(events, { at: 3 }).length).toBeGreaterThan(300);
  });
});

test('20,000 events are rows in a moment', () => {
  const events = Array.from({ length: 2500 }, (_, i) => faultAt(kAddr + i * 4096)).flat();
  const tree = callTree(events);
  const begun = performance.now();
  const list = rowsOf(tree, plain);
  expect(performance.now() - begun).toBeLessThan(1000);
  expect(names(list).slice(0, 6).at(-1)).toBe('0 handle_mm_fault ×2499');
});
