// Words of the drawing of one page's life; they come with its code, both languages at once.
import type { Language } from '../../base/i18n';
import { type Say, sayIn } from '../../base/i18n/say';

const en = {
  of: 'page {addr} of process {pid}',
  none: 'Nothing has happened to this page yet. Point at a page and choose it, or touch one:',
  gone: 'The process that this page belonged to has ended: choose a page of one that runs.',
  'head.entry': 'entry',
  'head.frame': 'frame',
  'head.slot': 'slot',
  events: '{n} events',
  event: '1 event',
  open: 'Show the events of this command',
  close: 'Hide the events of this command',
  go: 'Go to this event',
  more: '{n} more events are counted and not kept',
  nowhere: 'no entry names a page',
  zero: 'the page of zeros, which all read',
  memory: 'frame {pfn}, {mapped}',
  readOnly: 'read-only',
  others: 'not mapped by this entry',
  keeps: 'slot {slot} is kept for it',
  swap: 'slot {slot}, named by {n}',
  cached: 'cached in frame {pfn}, {mapped}',
  'mapped.0': 'mapped by nobody',
  'mapped.1': 'mapped by 1 entry',
  mapped: 'mapped by {n} entries',
  'named.1': '1 entry',
  named: '{n} entries',
  flags: 'flags {flags}',
  'lane.rw': 'rw',
  'lane.r': 'r',
  'lane.zero': 'zero',
  'lane.swap': 'swap',
} as const;

export type LifeWord = keyof typeof en;

const zh: Readonly<Record<LifeWord, string>> = {
  of: '进程 {pid} 的页 {addr}',
  none: '这一页还没有发生过任何事。指向并选中一页，或者先访问一页：',
  gone: '这一页所属的进程已经结束：请选择仍在运行的进程的页。',
  'head.entry': '页表项',
  'head.frame': '页框',
  'head.slot': '槽位',
  events: '{n} 个事件',
  event: '1 个事件',
  open: '显示这条命令的事件',
  close: '收起这条命令的事件',
  go: '跳到这个事件',
  more: '还有 {n} 个事件只计数、不保存',
  nowhere: '没有页表项指向任何页',
  zero: '大家共读的零页',
  memory: '页框 {pfn}，{mapped}',
  readOnly: '只读',
  others: '本页表项未映射它',
  keeps: '为它保留着槽位 {slot}',
  swap: '槽位 {slot}，被 {n}引用',
  cached: '缓存在页框 {pfn}，{mapped}',
  'mapped.0': '无人映射',
  'mapped.1': '被 1 个页表项映射',
  mapped: '被 {n} 个页表项映射',
  'named.1': '1 个页表项',
  named: '{n} 个页表项',
  flags: '标志 {flags}',
  'lane.rw': '读写',
  'lane.r': '只读',
  'lane.zero': '零页',
  'lane.swap': '换出',
};

/** Both languages, for who checks that they say the same. */
export const kLifeWords = { en, zh };

export type LifeSay = Say<LifeWord>;

export const lifeWords = (language: Language): LifeSay => sayIn(kLifeWords, language);
