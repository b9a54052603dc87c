// 物理内存。
import type { enMemory } from './en_memory';

export const zhMemory: Readonly<Record<keyof typeof enMemory, string>> = {
  'memory.counts': '{all} 个页帧中 {free} 个空闲',
  'memory.zone': '内存区 {zone}',
  'memory.zoneFree': '{all} 个页帧中 {free} 个空闲 · min {min} · low {low} · high {high}',
  'memory.zoneShort': '{zone}：空闲 {part} %',
  'memory.zoneOrders': '0 到 10 阶的空闲块：{counts}',
  'memory.order': '{order} 阶：{count}',
  'memory.pcp': 'CPU {cpu}，{zone}：{count}',
  'memory.pcpLabel': '每 CPU 链表',
  'memory.batch': '{batch} 批，CPU {cpu}',
  'memory.card': '页帧 {from} 到 {to}：{what}',
  'memory.alike': '{count} 个块，{what}',
  'memory.mixed': '各种用途',
  'memory.group': '{count} 个块',
  'memory.short.hole': '没有内存',
  'memory.short.reserved': '保留',
  'memory.short.free': '空闲',
  'memory.largest': '{count} × 10 阶',
  'memory.freeBlock': '{order} 阶 · {count} 个空闲页帧',
  'memory.frame': '页帧 {pfn}：{owner}',
  'memory.frameFree': '页帧 {pfn}：在一个 {order} 阶空闲块中',
  'memory.run': '页帧 {from} 到 {to}：{owner}',
  'memory.only': '只看{owner}：{count}',
  'memory.all': '重新显示所有种类，不只是{owner}',
};
