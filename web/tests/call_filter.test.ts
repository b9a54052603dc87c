// The call tree of one process or one kind: which rows stand there, in which order, and how many are left out; and what kind each event is.
import { describe, expect, test } from 'vitest';
import {
  type EventInfo,
  type EventRecord,
  kEvents,
  kPhaseBegin,
  kPhaseEnd,
  kPhaseInstant,
  reasonCode,
} from '../src/engine/generated/events';
import { type CallFilter, filterCalls, partakers } from '../src/model/call_filter';
import { isSameRow, rowsOf, withOneCurrent } from '../src/model/call_rows';
import { type Call, callTree } from '../src/model/calls';
import { isOfKind, kEventKinds } from '../src/model/event_kinds';
import { enSentences } from '../src/model/sentences_en';
import { kArea, kCopy, kOld, machine } from './fixture';

const infoNamed = (id: string): EventInfo => kEvents.find((one) => one.id === id)!;

function event(name: string, phase: number, args: number[] = [], reason = '', pid = 1): EventRecord {
  const arg = [0, 1, 2, 3].map((i) => args[i] ?? 0);
  const argHex = arg.map((value) => `0x${value.toString(16)}`);
  const code = reason ? reasonCode(reason)! : 0;
  return { id: infoNamed(name).code, reason: code, phase, cpu: 0, depth: 0, pid, seq: 0, arg, argHex };
}

const kAddr = kArea * 4096;
/** A store of the child (pid 2) into the page that it shares. */
const tellFault = () => [
  event('HardwareWalk', kPhaseInstant, [kAddr], '', 2),
  event('HandleMmFault', kPhaseBegin, [kAddr, 3, 1], '', 2),
  event('DoWpPage', kPhaseBegin, [kAddr, kOld], '', 2),
  event('WpCanReuse', kPhaseInstant, [kOld, 3, 2], 'RefcountOver1', 2),
  event('WpPageCopy', kPhaseBegin, [kAddr, kOld, 0], '', 2),
  event('AllocPages', kPhaseInstant, [0, kCopy], '', 2),
  event('CopyUserPage', kPhaseInstant, [kOld, kCopy], '', 2),
  event('AddNewAnonRmap', kPhaseInstant, [kCopy], '', 2),
  event('SetPte', kPhaseInstant, [kAddr, 0, 1], '', 2),
  event('WpPageCopy', kPhaseEnd, [kAddr, kOld, kCopy], '', 2),
  event('DoWpPage', kPhaseEnd, [kAddr, kOld], 'NotExclusiveCopy', 2),
  event('HandleMmFault', kPhaseEnd, [kAddr, 3, 1], '', 2),
];
const kFault = tellFault();
/** A fork of pid 1: address space 1 and its area 1 become address space 2 and area 3, of pid 2. */
const kFork = [
  event('Fork', kPhaseBegin, [1, 2, 2]),
  event('DupMmap', kPhaseBegin, [1, 2]),
  event('DupVma', kPhaseInstant, [1, 3, kAddr]),
  event('CopyPageRange', kPhaseBegin, [1, 3, 1]),
  event('PteAlloc', kPhaseInstant, [kAddr, 0x113]),
  event('CopyPte', kPhaseInstant, [kAddr, 1, 1]),
  event('CopyPageRange', kPhaseEnd, [1, 3, 1]),
  event('DupMmap', kPhaseEnd, [1, 2]),
  event('Fork', kPhaseEnd, [1, 2, 2]),
];

const machines = [machine(), null];
const look = { machine: machine(), sentences: enSentences, check: '', at: null, toggled: new Set<string>() };

/** "DEPTH NAME" of each row, and what is left out. */
function shown(events: readonly EventRecord[], filter: Partial<CallFilter>): { rows: string[]; hidden: number } {
  const { calls, hidden } = filterCalls(callTree(events), { pid: null, kind: 'all', ...filter }, machines);
  return { rows: rowsOf(calls, look).map(({ depth, name }) => `${depth} ${name}`), hidden };
}

describe('by kind', () => {
  test('all of them: nothing is left out', () => {
    expect(shown(kFault, {})).toEqual({
      rows: [
        '0 page walk',
        '0 handle_mm_fault',
        '1 do_wp_page',
        '2 wp_can_reuse_anon_folio',
        '2 wp_page_copy',
        '3 __alloc_frozen_pages',
        '3 copy_user_highpage',
        '3 folio_add_new_anon_rmap',
        '3 set_pte_at',
      ],
      hidden: 0,
    });
  });

  test('what fits keeps the calls around it, and the rest is counted', () => {
    expect(shown(kFault, { kind: 'memory' })).toEqual({
      rows: ['0 handle_mm_fault', '1 do_wp_page', '2 wp_page_copy', '3 __alloc_frozen_pages'],
      hidden: 5,
    });
    expect(shown(kFault, { kind: 'rmap' })).toEqual({
      rows: ['0 handle_mm_fault', '1 do_wp_page', '2 wp_page_copy', '3 folio_add_new_anon_rmap'],
      hidden: 5,
    });
    expect(shown(kFault, { kind: 'refusals' })).toEqual({
      rows: ['0 handle_mm_fault', '1 do_wp_page', '2 wp_can_reuse_anon_folio'],
      hidden: 6,
    });
  });

  test('what works for a fault is part of it, but for what is of another kind', () => {
    expect(shown(kFault, { kind: 'faults' })).toEqual({
      rows: [
        '0 page walk',
        '0 handle_mm_fault',
        '1 do_wp_page',
        '2 wp_can_reuse_anon_folio',
        '2 wp_page_copy',
        '3 copy_user_highpage',
        '3 set_pte_at',
      ],
      hidden: 2,
    });
  });

  test('copying entries is no fault, and who is given an entry is at the page tables', () => {
    expect(shown(kFork, { kind: 'faults' })).toEqual({ rows: [], hidden: 6 });
    expect(shown(kFork, { kind: 'tables' })).toEqual({
      rows: ['0 kernel_clone', '1 dup_mmap', '2 copy_page_range', '3 __pte_alloc', '3 copy_present_ptes'],
      hidden: 1,
    });
    expect(shown(kFork, { kind: 'areas' })).toEqual({ rows: ['0 kernel_clone', '1 dup_mmap', '2 vm_area_dup'], hidden: 3 });
  });
});

describe('by process', () => {
  test('who is named takes part, else who runs', () => {
    expect(partakers(callTree(kFork), machines)).toEqual([1, 2]);
    expect(partakers(callTree(kFault), machines)).toEqual([2]);
  });

  test('its rows, and those around them', () => {
    expect(shown([...kFork, ...kFault], { pid: 2 }).rows).not.toContain('3 copy_present_ptes');
    expect(shown(kFork, { pid: 2 })).toEqual({
      rows: ['0 kernel_clone', '1 dup_mmap', '2 vm_area_dup', '2 copy_page_range'],
      hidden: 2,
    });
    expect(shown(kFault, { pid: 1 })).toEqual({ rows: [], hidden: 9 });
  });

  test('both choices together', () => {
    expect(shown(kFork, { pid: 2, kind: 'tables' })).toEqual({ rows: ['0 kernel_clone', '1 dup_mmap', '2 copy_page_range'], hidden: 3 });
  });

  test('an area that is gone had its process', () => {
    const freed = callTree([event('VmaFree', kPhaseInstant, [3])]);
    expect(partakers(freed, [null, null])).toEqual([1]);
    expect(partakers(freed, [null, machine()])).toEqual([2]);
  });
});

describe('which kind an event is of', () => {
  const kindsOf = (info: EventInfo, isWithin: boolean) => {
    const call: Call = { ...callTree([event(info.id, kPhaseInstant)])[0]! };
    return kEventKinds.filter((kind) => isOfKind(kind, call, isWithin));
  };

  test.each([
    ['PageFaultException', ['faults']],
    ['TlbHit', ['faults', 'tables']],
    ['P4dAlloc', ['tables']],
    ['FlushTlbShootdown', ['tables']],
    ['ZapSingle', ['tables']],
    ['MmapRegion', ['areas']],
    ['MoveVma', ['areas']],
    ['FileRmapVisit', ['rmap']],
    ['FolioDeactivate', ['memory']],
    ['BadArea', ['faults', 'refusals']],
    ['Refused', ['refusals']],
    ['Fork', []],
  ] as const)('%s: %j', (id, kinds) => {
    expect(kindsOf(infoNamed(id), false)).toEqual(kinds);
  });

  test('each event that is of none is about tasks, files or another’s memory; a new file of Linux wants its kind', () => {
    const files = new Set(kEvents.filter((info) => kindsOf(info, false).length === 0).map(({ source }) => source));
    expect([...files].sort()).toEqual([
      'arch/x86/include/asm/pkru.h',
      'arch/x86/mm/extable.c',
      'arch/x86/mm/pkeys.c',
      'fs/file.c',
      'fs/proc/proc_sysctl.c',
      'kernel/exit.c',
      'kernel/fork.c',
      'kernel/sched/syscalls.c',
      'kernel/signal.c',
      'kernel/sys.c',
      'lib/usercopy.c',
      'mm/gup.c',
      'mm/shmem.c',
    ]);
  });
});

describe('rows that stay', () => {
  const rows = (at: number | null) => withOneCurrent(rowsOf(callTree(tellFault()), { ...look, at }));

  test('are the same while they say the same', () => {
    expect(rows(null).map((row, i) => isSameRow(rows(null)[i], row))).toEqual(Array.from({ length: 9 }, () => true));
    const [before, after] = [rows(5), rows(6)];
    expect(after.filter((row, i) => !isSameRow(before[i], row)).map(({ name }) => name)).toEqual(['wp_page_copy', '__alloc_frozen_pages']);
  });

  test('are others when what is told of them is another', () => {
    const [row] = rows(null);
    const { final } = row!.call;
    const told = (changed: Partial<EventRecord>) => ({ ...row!, call: { ...row!.call, final: { ...final, ...changed } } });
    expect(isSameRow(row, told({}))).toBe(true);
    expect(isSameRow(row, told({ reason: 257 }))).toBe(false);
    expect(isSameRow(row, told({ argHex: ['0x1', '0x0', '0x0', '0x0'] }))).toBe(false);
  });

  test('of several at the cursor the last is the current one', () => {
    const both = rows(null).map((row) => ({ ...row, state: 'current' as const }));
    expect(withOneCurrent(both).map(({ state }) => state)).toEqual(['', '', '', '', '', '', '', '', 'current']);
  });
});
