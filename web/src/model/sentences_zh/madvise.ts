// Chinese sentences of engine/trace/events_madvise.def and reasons_madvise.def.
import type { Sentences } from '../event_text';

export const madvise: Sentences = {
  events: {
    DoMadvise: '对从 {start} 起的 {bytes} 给出建议 {advice}。',
    ProcessMadvise: '对进程 {target} 的 {ranges} 个范围、共 {bytes} 给出建议 {advice}。',
    MadviseVma: '一个区域的部分，{start} 到 {end}：{reason}。',
    MadviseHole: '{start} 到 {end} 没有区域。遍历从它后面继续，调用最后会回答 ENOMEM。',
    ZapSingle: '{start} 到 {end} 的页表项被清空，区域本身不变：{pages} 个页少了一个映射。',
    ReclaimTable: '从 {addr} 起的整个 2 MiB 一次放弃，页帧 {pfn} 中的 PTE 表空了，所以也被释放。',
    FaultinPageRange: '把 {start} 到 {end} 的页调入，发生 {faults} 次缺页：{reason}。',
    GuardInstall: '{addr} 的页表项变成守护标记。',
    GuardInTheWay: '{addr} 处有页挡着：先清空整个范围，再重新放标记。',
    GuardRemove: '{addr} 的守护标记被取走；下次访问会调入一页。',
    GuardFault: '{addr} 的页表项是守护标记，所以像没有区域一样拒绝访问。',
    ForkSkip: '子进程得不到区域 {vma}，因为它有 VM_DONTCOPY（MADV_DONTFORK）。',
    Mincore: '{start} 到 {end} 中有 {present} 个页在内存里。',
  },
  reasons: {
    AdviceLocked: '拒绝，它的页被锁在内存里',
    AdviceNotAnonymous: '拒绝，这个建议只适用于私有匿名内存',
    AdviceSpecial: '拒绝，这是特殊区域（VM_IO、VM_PFNMAP、VM_DONTEXPAND 或 VM_MIXEDMAP）',
    AdviceDroppable: '拒绝，该区域永远是可丢弃的',
    AdviceSealed: '拒绝，该区域已封印且不可写，所以不得丢弃其内容',
    AdviceZap: '它的页立即被拿走，下次访问看到的是零',
    AdviceWillneed: '没有要读入的东西；但仍会清空本 CPU 的各个批',
    AdviceGuard: '每个页得到一个标记代替页表项，访问以 SIGSEGV 告终',
    AdviceUnguard: '取走守护标记，其余不变',
    FaultinDone: '全都在了',
    FaultinHole: '停在没有区域的地方',
    FaultinForbidden: '停在不允许这种访问的区域',
    FaultinFault: '停在缺页处理失败的页',
    ForkWiped: '子进程得到区域，但没有其中的页',
    CopyObjectPage: '双方映射同一对象的页，因此仍可写，子进程的页表项为干净',
    PteGuard: '页表项是守护标记，背后没有任何页',
  },
};
