// Every view of the machine, a row each: where it stands, what it shows, what calls for it, how its code is fetched. Whoever lays out the
// page goes through these rows; nothing else knows the views by name.
import type { ComponentChildren } from 'preact';
import type { TextName, ViewName } from './context';
import { MemoryView } from './memory/memory_view';
import { RmapView } from './rmap/rmap_view';
import { SpacesView } from './spaces/spaces_view';
import { TablesView } from './tables/tables_view';

export type Component = () => ComponentChildren;

export interface ViewRow {
  name: ViewName;
  /** Its column when many panes are seen. */
  column: 'middle' | 'right';
  /** Texts of the engine that tell the same. */
  twins: readonly TextName[];
  /** Kinds of keys (model/keys.ts) that it draws. */
  keys: readonly string[];
  /** Events that are its business, or one reason of them (`Event/Reason`): when one is what a command did, it comes to the front. */
  calls: readonly string[];
  /** Events that it shows too, so that it stays in front when it is there. */
  shows: readonly string[];
  /** Among the small pictures, the lower the sooner; null: it has none. */
  small: number | null;
  /** Views of the first picture come with the page, others after it. */
  load: { now: Component } | { later: () => Promise<Component> };
}

const kFaults = ['DoAnonymousPage', 'DoWpPage', 'WpPageCopy', 'WpPageReuse', 'WpCanReuse', 'HardwareWalk', 'TlbHit'];
const kFileFaults = ['DoReadFault', 'DoSharedFault', 'ShmemFault', 'BadArea', 'GeneralProtection', 'GuardFault', 'SetPte', 'FaultDone'];
const kAreas = ['VmaAlloc', 'CommitMerge', 'VmaMerge', 'MprotectFixup', 'DoMunmap', 'GetUnmappedArea', 'SplitVma', 'DoMmap', 'DoMprotect'];
const kMoves = ['DoMremap', 'RemapMove', 'MoveVma', 'ShrinkVma', 'ExpandInPlace', 'Brk', 'DoBrk', 'BeginNewExec', 'ExecStack', 'LoadArea'];
const kAdvice = [
  'MadviseVma',
  'DoMbind',
  'DoMadvise',
  'MlockFixup',
  'DoMlock',
  'DoMunlock',
  'Mlockall',
  'Munlockall',
  'DoMseal',
  'MsealApply',
  'Populate',
];
const kSpaces = ['Thread', 'ShareMm', 'DupMmap', 'ShmemZeroSetup', 'ExpandStack', 'ForceFatalSig', 'VforkWait', 'ProcessMadvise'];
/** What becomes of entries while their areas stay. */
const kEntries = [
  'ZapSingle',
  'MarkLazyfree',
  'GuardInstall',
  'GuardRemove',
  'ChangeProtection',
  'DoSigbus',
  'ProcessVmRw',
  'AccessRemoteVm',
];
const kLives = ['Exit', 'ExitMmap', 'Wait', 'Reparent', 'VforkDone'];
const kForks = ['Fork', 'AnonVmaFork', 'AnonVmaClone', 'CopyPageRange'];
const kSharing = ['RmapWalk', 'FileRmapWalk', 'RmapVisit', 'RmapSkipped'];
const kMemory = ['AllocPages', 'FreePages'];
const kLists = ['DrainAll', 'FolioDeactivate', 'FolioBatchMoveLru', 'MadviseVma/AdviceCold'];
const kReclaim = ['TryToFreePages', 'BalancePgdat', 'DirectReclaim', 'ShrinkLruvec', 'ShrinkActiveList', 'ShrinkInactiveList'];
const kSwap = [
  'Swapon',
  'Swapoff',
  'TryToUnuse',
  'ShrinkFolioList',
  'ShrinkFolio',
  'TryToUnmap',
  'SwapWriteout',
  'FolioAllocSwap',
  'Pageout',
  'DoSwapPage',
  'MadviseVma/AdvicePageout',
  'MadviseVma/AdviceWillneedSwap',
];
const kSwapCounts = ['SwapDuplicate', 'SwapFree', 'SwapEntriesFree', 'SwapCacheAdd', 'SwapCacheDel', 'FolioFreeSwap', 'PutSwapFolio'];
const kSwapIn = ['SwapReadFolio', 'UnusePte', 'ShmemUnuse', 'EndWriteback', 'WorkingsetRefault'];
/** Memory ran short, and somebody took pages away. */
const kPressure = ['BalancePgdat', 'AllocSlowpath', 'DirectReclaim', 'ReclaimRetry', 'ReclaimThrottle', 'TryToFreePages'];
const kBounds = ['MayExpandVm', 'MlockLimit', 'MlockFuture', 'Charge', 'Prlimit', 'Sysctl', 'FaultOom'];

export const kViews: readonly ViewRow[] = [
  {
    name: 'spaces',
    column: 'middle',
    twins: ['spaces'],
    keys: ['vma', 'mm', 'pte'],
    calls: [...kAreas, ...kMoves, ...kAdvice, ...kLives, ...kSpaces],
    shows: [],
    small: 2,
    load: { now: SpacesView },
  },
  {
    name: 'tables',
    column: 'middle',
    twins: ['tables'],
    keys: ['pte', 'table', 'page'],
    calls: [...kFaults, ...kFileFaults, ...kEntries],
    shows: ['MadviseVma'],
    small: 0,
    load: { now: TablesView },
  },
  {
    name: 'rmap',
    column: 'middle',
    twins: ['rmap'],
    keys: ['page', 'av', 'avc', 'vma'],
    calls: [...kForks, ...kSharing],
    shows: ['Thread', ...kLives],
    small: 1,
    load: { now: RmapView },
  },
  {
    name: 'tree',
    column: 'middle',
    twins: ['tree', 'rbtree'],
    keys: ['node', 'vma'],
    calls: [],
    shows: kAreas,
    small: null,
    load: { later: async () => (await import('./tree/tree_view')).TreeView },
  },
  {
    name: 'limits',
    column: 'middle',
    twins: ['limits'],
    keys: [],
    calls: kBounds,
    shows: [],
    small: null,
    load: { later: async () => (await import('./limits/limits_view')).LimitsView },
  },
  {
    name: 'swap',
    column: 'middle',
    twins: ['swap'],
    keys: ['slot', 'pte', 'page'],
    calls: [...kSwap, ...kSwapCounts],
    shows: [...kSwapIn, ...kForks, ...kLives, 'MadviseVma', 'DoMadvise'],
    small: null,
    load: { later: async () => (await import('./swap/swap_view')).SwapView },
  },
  {
    name: 'lists',
    column: 'middle',
    twins: ['lists'],
    keys: ['page'],
    calls: [...kLists, ...kReclaim],
    shows: ['ShrinkFolio', 'Mlockall', 'DoMlock', 'DoMunlock', 'MadviseVma'],
    small: null,
    load: { later: async () => (await import('./lists/lists_view')).ListsView },
  },
  {
    name: 'life',
    column: 'middle',
    twins: ['life'],
    keys: ['page', 'slot', 'pte'],
    calls: [],
    shows: [],
    small: null,
    load: { later: async () => (await import('./life/life_view')).LifeView },
  },
  {
    name: 'pressure',
    column: 'middle',
    twins: ['pressure'],
    keys: [],
    calls: kPressure,
    shows: [...kMemory, ...kSwap],
    small: null,
    load: { later: async () => (await import('./pressure/pressure_view')).PressureView },
  },
  {
    name: 'what',
    column: 'right',
    twins: ['what'],
    keys: [],
    calls: [],
    shows: [],
    small: 4,
    load: { later: async () => (await import('./what/what_view')).WhatView },
  },
  {
    name: 'memory',
    column: 'right',
    twins: ['memory'],
    keys: ['page'],
    calls: kMemory,
    shows: [...kFaults, 'DoSwapPage', ...kLives],
    small: 3,
    load: { now: MemoryView },
  },
];

/** The view that belongs in front after a command, by its most telling event: the one that is there while it shows any of it. */
export function frontFor(present: ViewName, event: string, reason?: string): ViewName {
  const whole = `${event}/${reason}`;
  const wanted = kViews.some(({ calls }) => calls.includes(whole)) ? whole : event;
  const row = kViews.find((one) => one.name === present);
  if (row && (row.calls.includes(wanted) || row.shows.includes(wanted))) return present;
  return kViews.find((one) => one.calls.includes(wanted))?.name ?? present;
}

/** The small pictures beside one that is in front. */
export const smallBeside = (front: ViewName, most = 3): ViewName[] =>
  kViews
    .filter((one) => one.small !== null && one.name !== front)
    .sort((a, b) => a.small! - b.small!)
    .slice(0, most)
    .map((one) => one.name);
