// Words of the drawing of pressure; they come with its code, both languages at once.
import type { Language } from '../../base/i18n';
import { type Say, sayIn } from '../../base/i18n/say';

const en = {
  aside: '{free} pages free',
  zone: 'zone {zone}: {free} pages free, {level}',
  zoneShort: '{zone}: {free} free',
  'level.belowMin': 'below min: only for those who may not wait',
  'level.belowLow': 'below low: who finds no other zone wakes kswapd',
  'level.belowHigh': 'below high: kswapd goes on, if it is awake',
  'level.aboveHigh': 'above high: kswapd sleeps',
  min: 'min {n}',
  low: 'low {n}',
  high: 'high {n}',
  after: 'after command {n}: {free} pages free in {zone}',
  afterMany: 'commands {from} to {to}: at least {free} pages free in {zone}',
  kswapd: 'kswapd',
  direct: 'direct',
  kswapdRan: 'kswapd ran in command {command}, {n} ×',
  directRan: 'direct reclaim in command {command}, {n} ×: whoever asked for a page took some away',
  kswapdRanMany: 'kswapd ran in commands {from} to {to}, {n} ×',
  directRanMany: 'direct reclaim in commands {from} to {to}, {n} ×',
  nobody: 'Nobody has had to take pages away so far.',
  scan: 'What reclaim would look at next',
  anon: 'anonymous pages',
  file: 'pages of files',
  share: '{n} %',
  of: 'swappiness {swappiness} of 200, cost {cost}: {inactive} inactive, {active} active',
  ofShort: 'swappiness {swappiness}, cost {cost}',
  asleep: 'kswapd sleeps.',
  failed: 'kswapd sleeps: the last {n} runs in a row took nothing; after 16 it is not woken any more.',
  hopeless: 'kswapd is not woken any more: 16 runs in a row took nothing.',
};

export type PressureWord = keyof typeof en;

const zh: Record<PressureWord, string> = {
  aside: '空闲 {free} 页',
  zone: '区 {zone}：空闲 {free} 页，{level}',
  zoneShort: '{zone}：空闲 {free}',
  'level.belowMin': '低于 min：只给不能等待的请求',
  'level.belowLow': '低于 low：别的区也不够时唤醒 kswapd',
  'level.belowHigh': '低于 high：kswapd 若醒着就继续',
  'level.aboveHigh': '高于 high：kswapd 睡眠',
  min: 'min {n}',
  low: 'low {n}',
  high: 'high {n}',
  after: '第 {n} 条命令之后：{zone} 空闲 {free} 页',
  afterMany: '第 {from} 到 {to} 条命令：{zone} 至少空闲 {free} 页',
  kswapd: 'kswapd',
  direct: '直接回收',
  kswapdRan: '第 {command} 条命令中 kswapd 运行了 {n} 次',
  directRan: '第 {command} 条命令中申请者自己直接回收了 {n} 次',
  kswapdRanMany: '第 {from} 到 {to} 条命令中 kswapd 运行了 {n} 次',
  directRanMany: '第 {from} 到 {to} 条命令中直接回收了 {n} 次',
  nobody: '到目前为止没有谁需要回收页。',
  scan: '回收接下来会查看什么',
  anon: '匿名页',
  file: '文件页',
  share: '{n} %',
  of: 'swappiness {swappiness}（共 200），代价 {cost}：不活跃 {inactive}，活跃 {active}',
  ofShort: 'swappiness {swappiness}，代价 {cost}',
  asleep: 'kswapd 在睡眠。',
  failed: 'kswapd 在睡眠：最近连续 {n} 次一页也没回收到；满 16 次就不再唤醒它。',
  hopeless: 'kswapd 不再被唤醒：连续 16 次一页也没回收到。',
};

/** Both languages, for who checks that they say the same. */
export const kPressureWords = { en, zh };

export type PressureSay = Say<PressureWord>;

export const pressureWords = (language: Language): PressureSay => sayIn(kPressureWords, language);
