import { describe, expect, test } from 'vitest';
import { type EventRecord, infoOf, kEvents, kPhaseBegin, kPhaseEnd, kPhaseInstant, reasonCode } from '../src/engine/generated/events';
import { callTree } from '../src/model/calls';
import { eventSentence, formatArg } from '../src/model/event_text';
import { focusAt, gazeOf } from '../src/model/focus';
import { hintsOf } from '../src/model/hints';
import { enSentences } from '../src/model/sentences_en';
import { kArea, kCopy, kOld, machine } from './fixture';

const idOf = (name: string) => kEvents.find((event) => event.id === name)!.code;
const reasonOf = (name: string) => reasonCode(name)!;

function event(name: string, phase: number, args: number[] = [], reason = 0, pid = 2): EventRecord {
  const arg = [0, 1, 2, 3].map((i) => args[i] ?? 0);
  return { id: idOf(name), reason, phase, cpu: 0, depth: 0, pid, seq: 0, arg, argHex: arg.map((value) => `0x${value.toString(16)}`) };
}

const kAddr = kArea * 4096;
const fault = [
  event('HandleMmFault', kPhaseBegin, [kAddr, 3, 1]),
  event('DoWpPage', kPhaseBegin, [kAddr, kOld]),
  event('WpCanReuse', kPhaseInstant, [kOld, 3, 2], reasonOf('RefcountOver1')),
  event('WpPageCopy', kPhaseBegin, [kAddr, kOld, 0]),
  event('CopyUserPage', kPhaseInstant, [kOld, kCopy]),
  event('WpPageCopy', kPhaseEnd, [kAddr, kOld, kCopy]),
  event('DoWpPage', kPhaseEnd, [kAddr, kOld], reasonOf('NotExclusiveCopy')),
  event('HandleMmFault', kPhaseEnd, [kAddr, 3, 1]),
];

describe('the call tree', () => {
  test('what begins inside a span is its child, and ends are matched', () => {
    const [root] = callTree(fault);
    expect(root).toMatchObject({ at: 0, end: 7 });
    expect(root!.children[0]!.children.map((call) => [infoOf(call.begin)!.id, call.at, call.end])).toEqual([
      ['WpCanReuse', 2, 2],
      ['WpPageCopy', 3, 5],
    ]);
  });

  test('an unfinished span has no end', () => {
    expect(callTree(fault.slice(0, 5))[0]).toMatchObject({ at: 0, end: null });
  });
});

describe('events in words', () => {
  test('holes are filled, the reason ends the sentence', () => {
    const text = eventSentence(fault[2]!, enSentences);
    expect(text).toContain('0x1a3');
    expect(text).not.toMatch(/[{}]/);
    expect(text.endsWith('.')).toBe(true);
  });

  test('without a reason its hole goes', () => {
    for (const info of kEvents) {
      const text = eventSentence(event(info.id, kPhaseInstant), enSentences);
      expect(text, info.id).not.toContain('{');
      expect(text, info.id).not.toMatch(/: ?\.$/);
    }
  });

  test('arguments by kind', () => {
    expect(formatArg('pte', 0, '0x80000000001a3025')).toBe('0x1a3 P US A NX');
    expect(formatArg('pte', 0, '0x0')).toBe('empty');
    expect(formatArg('pte', 0, '0x1a3100')).toBe('0x1a3 PROTNONE');
    expect(formatArg('pte', 0, '0x7fffffffffff400')).toBe('swapped out to slot 0:5');
    expect(formatArg('pte', 0, '0xfffffffffffffa00')).toBe('poison marker');
    expect(formatArg('pte', 0, '0xe7fffffffffcb800')).toBe('migrating');
    expect(formatArg('access', 1, '0x1')).toBe('write');
    expect(formatArg('bytes', 65536, '0x10000')).toBe('64K');
    expect(formatArg('errcode', 7, '0x7')).toBe('0x7 (present, write, user)');
    expect(formatArg('prot', 3, '0x3')).toBe('PROT_READ|PROT_WRITE');
    expect(formatArg('vma', 0xffffffff, '0xffffffff')).toBe('none');
  });
});

describe('the focus', () => {
  const at = (...commands: EventRecord[][]) => focusAt(machine(), null, gazeOf(commands.map(hintsOf)), 1);

  test('follows the last command, and the one before it where that says nothing', () => {
    expect(at(fault)).toEqual({ pid: 2, vpn: kArea, pfns: [kOld, kCopy] });
    expect(at([], fault)).toEqual({ pid: 2, vpn: kArea, pfns: [kOld, kCopy] });
    expect(at([event('DrainAll', kPhaseInstant, [], 0, 1)], fault).pid).toBe(2);
  });

  test('begins with the lowest page of the process that runs', () => {
    expect(at()).toEqual({ pid: 1, vpn: kArea, pfns: [kOld] });
  });

  test('a hint is no address; the place that was found is', () => {
    const mmap = [
      event('DoMmap', kPhaseBegin, [0, 65536], 0, 1),
      event('MmapRegion', kPhaseBegin, [kAddr + 0x20000, kAddr + 0x30000], 0, 1),
      event('MmapRegion', kPhaseEnd, [kAddr + 0x20000, kAddr + 0x30000], 0, 1),
      event('DoMmap', kPhaseEnd, [0, 65536], 0, 1),
    ];
    expect(at(mmap)).toEqual({ pid: 1, vpn: kArea + 0x20, pfns: [kOld] });
  });

  test('of a range the first page that is there; of a move where it leads', () => {
    const protect = [event('DoMprotect', kPhaseInstant, [kAddr - 8192, kAddr + 4096], 0, 1)];
    expect(at(protect)).toEqual({ pid: 1, vpn: kArea, pfns: [kOld] });
    const move = [
      event('DoMremap', kPhaseBegin, [0x1000, 4096, 4096], 0, 1),
      event('MoveVma', kPhaseBegin, [1, 0x1000, kAddr, 4096], 0, 1),
      event('DoMunmap', kPhaseInstant, [0x1000, 0x2000], 0, 1),
      event('MoveVma', kPhaseEnd, [1, 0x1000, kAddr, 4096], 0, 1),
      event('DoMremap', kPhaseEnd, [0x1000, 4096, 4096], 0, 1),
    ];
    expect(at(move)).toEqual({ pid: 1, vpn: kArea, pfns: [kOld] });
  });

  test('a refused address that no area holds leads nowhere', () => {
    const refused = [event('DoMunmap', kPhaseInstant, [0x5000, 0x6000], 0, 1), event('Refused', kPhaseInstant, [22], 0, 1)];
    expect(at(refused, fault)).toMatchObject({ pid: 1, vpn: kArea });
  });
});
