// Headlines in Chinese: touching memory, asking for it, giving it back. Keys and holes as in engine/trace/story_headlines.def.
import type { LevelWords } from '../../../engine/generated/story_words';

export const touchHeadlines: Readonly<Record<string, LevelWords>> = {
  TlbHit: [
    '{who}使用了{times|一页|# 页}手边的内存：根本不必问内核。',
    'TLB 命中：{addr} 的转换已缓存，没有读任何页表。',
    'TLB 中有 {addr}：不查表，无异常，内核无事可做。',
  ],
  HardwareWalk: [
    '{who}使用了{times|一页|# 页}早已属于它的内存：处理器自己找到了路。',
    '处理器查页表走到 {addr}；PTE 允许这次访问，所以没有缺页。',
    '硬件从 CR3 走到 {addr} 的 PTE：存在且权限足够，没有 `#PF`。',
  ],
  'DoAnonymousPage/NewFrame': [
    '{who}写了{times|一页|# 页}从未碰过的内存，于是内核给它{times|*一个新页*|*# 个新页*}。',
    '首次触碰引起{times|一次|# 次}轻微缺页：{who}的空 PTE 现在映射清零的匿名页帧，{times||最后一个是 }{pfn}，在 {addr}。',
    '`do_anonymous_page`：`alloc_anon_folio`（{times|一个|# 个} folio）、`folio_add_new_anon_rmap`、`set_pte_at`；{times||最后：}页帧 {pfn}，在 {addr}。',
  ],
  'DoAnonymousPage/ZeroPage': [
    '{who}读了{times|一页|# 页}从未写过的内存，看到的是零：*一个零页*供所有人使用。',
    '{times|一次读缺页|# 次读缺页}把共享的零页只读地映射到 {addr}{times||（最后一处）}；{who}没有得到自己的页帧。',
    '`do_anonymous_page` 在 {addr} 映射 `my_zero_pfn`，`pte_mkspecial` 且不可写：没有 folio，没有 rmap，不计 RSS。',
  ],
  'DoWpPage/NotExclusiveCopy': [
    '{who}写了{times|一页|# 页}[与{sharers}共享的]内存，于是内核给它{times|一份*副本*|*副本*}。',
    'COW：写到了共享页的只读 PTE，所以{who}现在映射 {newframe}，它是 {pfn} 的*副本*{times||（共 # 页）}[。{pfn} 仍归{sharers}]。',
    '`wp_page_copy`：{pfn} 不是 `PageAnonExclusive`；4096 字节复制到 {newframe}，{addr} 的 PTE 现在映射它，脏且可写。',
  ],
  'DoWpPage/NotExclusiveReuse': [
    '{who}写了{times|一页|# 页}已无别人使用的内存，所以*留用*{times|它|它们}：什么也不复制。',
    '不复制的 COW：{who}是 {pfn} 的最后一个使用者，{addr} 的 PTE 变为可写，页变为独占。',
    '`do_wp_page` → `wp_page_reuse`：对 {pfn} 执行 `SetPageAnonExclusive`，{addr} 的 PTE 变为 young、dirty、可写。',
  ],
  'DoWpPage/AnonExclusive': [
    '{who}写了{times|一页|# 页}自己的、被写保护的内存，内核直接*放行*：什么也不复制。',
    '{addr} 的 PTE 只读，但 {pfn} 由{who}独占：变为可写，不复制。',
    '`do_wp_page` → `wp_page_reuse`：{pfn} 是 `PageAnonExclusive`，不看任何计数。',
  ],
  'DoWpPage/OldIsZeroPage': [
    '{who}写了此前只读到零的地方，于是内核给它{times|*自己的一页*|*自己的 # 页*}。',
    '{addr} 的 PTE 映射的是零页；这次写让{who}得到自己的清零页帧 {newframe}。',
    '`do_wp_page` → `wp_page_copy`：零页背后没有 folio，所以 {newframe} 被清零而不是复制，写入 {addr} 的 PTE。',
  ],
  DoSwapPage: [
    '{who}触碰了{times|一页|# 页}已移出内存的内存，内核把它*取了回来*。',
    '换入：{addr} 的 PTE 指名一个交换槽；页读入页帧 {pfn} 并映射。',
    '`do_swap_page`：{addr} 的交换项变为 folio {pfn}，rmap 与计数随后更新。',
  ],
  DoReadFault: [
    '{who}第一次读共享对象的{times|一页|# 页}，内核把它*显示*在那里。',
    '共享映射上的{times|一次读缺页|# 次读缺页}：{addr} 的 PTE 现在映射页缓存中对象的第 {index} 页。',
    '`do_read_fault` → `__do_fault` → `shmem_fault`：`finish_fault` 把 index {index} 的 folio 映射到 {addr}。',
  ],
  DoSharedFault: [
    '{who}写了共享对象的{times|一页|# 页}：所有映射该对象的进程都*看得见*。',
    '共享映射上的{times|一次写缺页|# 次写缺页}：{addr} 的 PTE 可写地映射对象的第 {index} 页，没有 COW。',
    '`do_shared_fault` → `shmem_fault`，再 `finish_fault`：index {index} 的 folio 在 {addr}，立即可写，并标为脏。',
  ],
  'ExpandStack/StackGrown': [
    '{who}触碰了紧挨栈下方的内存，内核让*栈增长*。',
    '栈下方的缺页：它的 VMA 向下增长到 {start}，然后页被调入。',
    '`expand_downwards`：VMA {vma} 的 `vm_start` 变为 {start}，`vm_pgoff` 随之减小，然后 `handle_mm_fault`。',
  ],
  BadArea: [
    '{who}试图{did} {addr}，而那里*不允许*，内核以段错误回应。',
    '{who}收到 SIGSEGV：{addr} 处的{thedid}不被允许（{code}）。',
    '`__bad_area_nosemaphore` → `force_sig_fault(SIGSEGV, {code}, {addr})`。',
  ],
  DoSigbus: [
    '{who}触碰了 {addr}，而那里*不可能有页*：内核以总线错误回应。',
    '{who}在 {addr} 收到 SIGBUS：那里有 VMA，却没有可供取页的来源。',
    '`VM_FAULT_SIGBUS` 之后，`do_sigbus` → `force_sig_fault(SIGBUS, BUS_ADRERR, {addr})`。',
  ],
  GeneralProtection: [
    '{who}用了一个在此处理器上*不可能存在*的地址，还没找页就被拦下。',
    '{who}的一般保护异常：{addr} 不是规范地址，既不查页表，也不缺页。',
    '`exc_general_protection`，地址 {addr}：是 `#GP`，不是 `#PF`；信号不带地址。',
  ],
  FaultOom: [
    '{who}需要一页，而*内存已用完*。',
    '{who}在 {addr} 的缺页失败：得不到页帧。',
    '{addr} 得到 `VM_FAULT_OOM`：`__alloc_frozen_pages` 一无所得，而此模型不回收内存。',
  ],
  'VmaMerge/MergeNone': [
    '{who}从 {start} 起可以使用 *{size}*；尚未为它花费内存。',
    '{who}有了一个*新 VMA*，{size}，在 {start}；首次触碰前它的 PTE 都是空的。',
    '`mmap_region`：`vma_merge_new_range` 中没有邻居接收 {start}–{end}，`vm_area_alloc` 为它建立 VMA。',
  ],
  'VmaMerge/MergeNew': [
    '{who}又可以使用 {size}：旁边有一个一模一样的区域，它直接*变大*了。',
    '{who}多了 {size}，没有新 VMA：该范围与邻居 {vma} *合并*。',
    '`mmap_region` → `vma_merge_new_range` → `commit_merge`：VMA {vma} 接收 {start}–{end}。',
  ],
  ShmemZeroSetup: [
    '{who}可以使用{pages|一页|# 页}内存，它的子进程将与它*共享*，而不是复制。',
    '{who}映射对象 {file}，{pages|一页|# 页}共享匿名内存：VMA 背后是一个无名的 tmpfs 文件。',
    '`mmap_region` → `shmem_zero_setup`：`MAP_SHARED|MAP_ANONYMOUS` 得到无链接的 tmpfs 文件，对象 {file}，作为 `vm_file`。',
  ],
  Populate: [
    '{who}一次性调入了它的页：缺{faults|一页|# 页|零页}。',
    '填充 {start} 到 {end}：在被触碰之前，{faults|一次缺页|# 次缺页|零次缺页}把页调入。',
    '`populate_vma_page_range` 经 `__get_user_pages` 调入 {start}–{end}：{faults|一次缺页|# 次缺页|没有缺页}。',
  ],
  DoMunmap: [
    '{who}*归还*了 {size} 的地址[，连同其中的{unmapped|一页|# 页}]。',
    '{start} 到 {end} 被*解除映射*[；{goneareas|一个 VMA 消失|# 个 VMA 消失}][；{splits|拆分一次|拆分 # 次}][；清除{unmapped|一个 PTE|# 个 PTE}]。',
    '`do_vmi_munmap` {start}–{end}：[`__split_vma` {splits|一次|# 次}，][摘下{goneareas|一|#} 个 VMA，]`unmap_region`[ 清除{unmapped|一|#} 个 PTE]。',
  ],
  'MprotectFixup/FlagsSplit': [
    '{who}的一个区域中有一部分{nowmay}，所以区域被*拆分*。',
    'mprotect *拆分* VMA：{start} 到 {end} 得到 {prot}，其余部分保持原权限[；{changed|一个存在的 PTE 改变|# 个存在的 PTE 改变}]。',
    '`mprotect_fixup`：`vma_modify_flags` → `__split_vma`，在 {start}–{end} 的边界，再 `change_protection`[ {changed|一个 PTE|# 个 PTE}]。',
  ],
  'MprotectFixup/FlagsMerged': [
    '{who}的内存{nowmay}：与邻居一模一样，所以两个区域合为*一个*。',
    'mprotect *合并*：{start} 到 {end} 有了 {prot} 就与邻居相同，一个 VMA 覆盖两者[；{changed|一个 PTE 改变|# 个 PTE 改变}]。',
    '`mprotect_fixup`：`vma_modify_flags` → `vma_merge_existing_range` → `commit_merge`，然后对 {start}–{end} 执行 `change_protection`。',
  ],
  'MprotectFixup/FlagsInPlace': [
    '{who}的整个区域{nowmay}。',
    '{start} 到 {end} 得到 {prot}；VMA 整个改变[，连同{changed|一个存在的 PTE|# 个存在的 PTE}]。',
    '`mprotect_fixup`：VMA {vma} 原地得到新的 `vm_flags`，然后对 {start}–{end} 执行 `change_protection`。',
  ],
  'MprotectFixup/FlagsUnchanged': [
    '什么也没变：{who}的内存*本来*就是这样的权限。',
    '对 {start} 到 {end} 的 mprotect 什么也不改：VMA 已有 {prot}。',
    '`mprotect_fixup`：VMA {vma} 的 `newflags == oldflags`，立即返回。',
  ],
  'DoMremap/MremapMoved': [
    '{who}的内存*搬*到了能容下 {new_size} 的地方；它的页跟着走，没有复制。',
    'mremap 把 {addr} 处的 {old_size} *搬走*，现在是 {new_size}：搬的是 PTE，页帧留在原处。',
    '`mremap_to`/`move_vma`：`copy_vma`、`move_page_tables`，再 `unmap_source_vma`（{addr}）；现在 {new_size}。',
  ],
  'DoMremap/MremapGrown': [
    '{who}在 {addr} 的内存原地*增大*到 {new_size}。',
    '原地 mremap：{addr} 处的 VMA 结束得更晚，{new_size}，原为 {old_size}。',
    '`expand_vma_in_place` → `vma_merge_extend`：{addr} 处的 VMA 从 {old_size} 变为 {new_size}。',
  ],
  'DoMremap/MremapShrunk': [
    '{who}在 {addr} 的内存*缩小*到 {new_size}：末尾已归还。',
    'mremap 把 {old_size} 缩为 {new_size}：后面的部分被解除映射。',
    '`shrink_vma` → `do_vmi_munmap`：{addr} 之后超出 {new_size} 的部分。',
  ],
  'DoMremap/MremapSame': [
    '什么也没变：{who}在 {addr} 的内存*本来*就这么大。',
    '把 {addr} 处的 {old_size} mremap 为 {new_size}，什么也不改。',
    '`do_mremap`：大小相同且不要求移动，答案就是 {addr}。',
  ],
  RemapMove: [
    '{who}的{areas|一个区域|# 个区域}*搬*到了 {to}。',
    'mremap 把 {start} 与 {end} 之间的{areas|一个 VMA|# 个 VMA} 搬到 {to}，其间的空隙保持不变。',
    '`remap_move`：{start}–{end} 的每个 VMA 由 `mremap_to` 搬到距 {to} 同样远处。',
  ],
  'Brk/BrkGrows': [
    '{who}的堆*增大*了：现在到 {brk} 为止。',
    'brk 把堆尾从 {old} 移到 {brk}：地址多了，还没有页帧。',
    '`brk` → `do_brk_flags`：`mm->brk` 从 {old} 变为 {brk}。',
  ],
  'Brk/BrkShrinks': [
    '{who}的堆*缩小*了：现在到 {brk} 为止。',
    'brk 把堆尾从 {old} 下移到 {brk}；其间的部分被解除映射。',
    '`brk` → `do_vmi_align_munmap`，在 {brk} 与 {old} 之间。',
  ],
  'Brk/BrkSamePage': [
    '{who}的堆现在到 {brk} 为止；*没有一页*增减。',
    'brk 把堆尾从 {old} 移到 {brk}，仍在同一页内。',
    '`brk`：{old} 与 {brk} 的 `PAGE_ALIGN` 相同，只改 `mm->brk`。',
  ],
  Brk: [
    '{who}的堆*保持不变*：到 {old} 为止。',
    'brk 不能把堆尾移到 {brk}，以旧值 {old} 作答。',
    '`brk` 原样返回 `mm->brk`，即 {old}：它不报告 errno。',
  ],
};
