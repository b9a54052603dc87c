// Chinese sentences of engine/trace/events_mlock.def and reasons_mlock.def.
import type { Sentences } from '../event_text';

export const mlock: Sentences = {
  events: {
    MlockFolio: '页帧 {pfn} 在 CPU {cpu} 的 mlock 批里等候（{count}/31），该批持有它的一个引用：{reason}。',
    MlockFolioBatch: '执行 CPU {cpu} 的 mlock 批收集的 {count} 项，并逐项放掉该批的引用：{reason}。',
    Populate: '让 {start} 到 {end} 的页都在内存里，经 {faults} 次缺页：{reason}。',
    DoMlock: '要让 {start} 到 {end} 一直留在内存里。',
    DoMunlock: '{start} 到 {end} 不必再留在内存里。',
    MlockLimit: '要锁 {pages} 页，已锁 {locked} 页，RLIMIT_MEMLOCK 允许 {limit} 页：{reason}。',
    MlockFixup: 'VMA {vma} 的锁定标志，{start} 到 {end}：{reason}。',
    MlockVmaPages: '{start} 到 {end} 已在内存里的 {pages} 页：{reason}。',
    Mlockall: '所有 VMA 都要留在内存里：现有的 {current}，将来的 {future}。',
    Munlockall: '没有 VMA 必须留在内存里，将来的也不必。',
    Msync: '要把 {start} 到 {end} 写回它的文件。',
  },
  reasons: {
    MlockPresent: '置 PG_mlocked，该页将进入不可回收链表',
    MlockNewPage: '它是锁定 VMA 的新页，所以置 PG_mlocked，它的位置是不可回收链表',
    MunlockPage: '一个锁定 VMA 不再映射它；清空该批时去掉 PG_mlocked，除非还有别的锁定 VMA 映射它',
    PopulateWrite: 'VMA 私有且可写，每页都像写入那样缺页，之后不再需要复制',
    PopulateRead: '那里不能写入，每页都像读取那样缺页',
    PopulateOnFault: '无事可做，该 VMA 的页在首次触碰时才锁定',
    PopulateNoAccess: '做不到，该 VMA 不允许任何访问',
    MlockSpecial: '该 VMA 属于不能锁定的那些，保持原样',
    MlockPages: '它们经由 mlock 批逐个锁定',
    MunlockPages: '它们经由 mlock 批逐个放开',
    MlockWithinLimit: '没有超过',
    MlockCountedTwice: '减去范围里已经锁定的部分就没有超过',
    MlockOverLimit: '太多了，而进程没有 CAP_IPC_LOCK',
  },
};
