// Chinese sentences of engine/trace/events_memcg.def and reasons_memcg.def.
import type { Sentences } from '../event_text';

export const memcg: Sentences = {
  events: {
    MemcgAlloc: '在组 {parent} 之下建立组 {group}。',
    MemcgOffline: '组 {group} 不再有文件夹。{pages} 页和 {slots} 个交换槽仍记在它账上，直到被释放。',
    CgroupAttach: '进程 {pid} 从组 {from} 移到组 {to}。它此前用掉的留在原来的账上。',
    TryChargeMemcg: '给组 {group} 再记一页；之后它用 {usage} 页，其中 {stock} 页是各 CPU 预先记下的：{reason}。',
    ReclaimMemcg: '要从组 {group} 及其下各组取走 {pages} 页；取走了 {reclaimed} 页：{reason}。',
  },
  reasons: {
    MemcgStock: '这个 CPU 预先记了一些页，从中给出一页',
    MemcgBatch: '一次记得下 64 页，其余 63 页留在这个 CPU 的存量里',
    MemcgSingle: '64 页会超过限额，一页不会',
    MemcgRefused: '组已到限额，再也取不走它的什么',
    MemcgForced: '组已到限额，而请求者不可拒绝，所以超过了限额',
    ReclaimMaySwap: '匿名页可以换出',
    ReclaimNoSwap: '内存与交换之和已到限额，换出没有用',
  },
};
