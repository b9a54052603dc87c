// Second lines in Chinese: faults and accesses that are refused. Keys and holes as in engine/trace/story_whys.def.
import type { LevelWords } from '../../../engine/generated/story_words';

export const faultWhys: Readonly<Record<string, LevelWords>> = {
  NewFrame: [
    '为什么现在才给？申请时只是承诺，第一次写入时才给。',
    '写入需要自己的页帧，并且清零，这样看不到上一个主人的任何内容。',
    '这是写缺页，`my_zero_pfn` 不行；folio 由 `alloc_anon_folio` 清零后给出。',
  ],
  ZeroPage: [
    '为什么没有自己的页？零到处都一样，而读不改变什么。',
    '读不需要内存：PTE 只读地映射零页，第一次写会再次缺页。',
    '没有 `FAULT_FLAG_WRITE`，且 `mm_forbids_zeropage` 为假。',
  ],
  RefcountOver3: [
    '为什么复制？页 {pfn} 上有 {refcount} 个引用：别人可能还要看它。',
    '为什么复制？refcount {refcount}，mapcount {mapcount}：超过一个映射、一个 LRU 批和交换缓存所能解释的。',
    '`folio_ref_count` 为 {refcount}，大于 3：还没清空 LRU 批就已为假。',
  ],
  RefcountOver1: [
    '为什么复制？页 {pfn} 上有 {refcount} 个引用：别人可能还要看它。',
    '为什么复制？refcount {refcount}，mapcount {mapcount}：写者不是页帧 {pfn} 的唯一使用者。',
    '`lru_add_drain` 之后，{pfn} 的 `folio_ref_count` 仍为 {refcount}，不是 1。',
  ],
  RefcountIs1: [
    '为什么不复制？页 {pfn} 上只剩一个引用：没有别人能看到它。',
    '为什么不复制？refcount {refcount}：引起缺页的 PTE 是页帧 {pfn} 的唯一使用者。',
    '{pfn} 的 `folio_ref_count` 为 1，`folio_trylock` 成功，于是 `folio_move_anon_rmap` 和 `SetPageAnonExclusive`。',
  ],
  OldIsZeroPage: [
    '为什么给新页？零页属于所有人，所以谁也不能写它。',
    '零页从不被写：第一次写就把它换掉。',
    '`vm_normal_page` 对零页不给 folio，所以不问 `wp_can_reuse_anon_folio`。',
  ],
  AnonExclusive: [
    '为什么不复制？这一页标明只属于这个进程。',
    'PageAnonExclusive 已置：此后没有 fork 共享过这一页。',
    '`PageAnonExclusive(page)` 成立，不看计数就留用 folio。',
  ],
  NotExclusiveCopy: [
    '为什么复制？这一页是共享的，别人不应看到改动。',
    '该页不是独占的，也不可留用。',
    '不是 `PageAnonExclusive`，`wp_can_reuse_anon_folio` 为假。',
  ],
  NotExclusiveReuse: [
    '为什么不复制？这一页曾经共享，但别人都走了。',
    '该页不是独占的，却已没有别人。',
    '不是 `PageAnonExclusive`，但 `wp_can_reuse_anon_folio` 为真。',
  ],
  SwapInCached: [
    '为什么这么快？内存里还有这一页的一份。',
    '交换缓存里有这一页：轻微缺页，什么也不读。',
    '`swap_cache_get_folio` 在所属簇的表里找到 folio。',
  ],
  SwapInRead: [
    '为什么这么慢？要读设备。',
    '交换缓存里没有：一次主要缺页，把页读入缓存。',
    '`swapin_readahead` 分配 folio，`swap_read_folio` 填入内容：`VM_FAULT_MAJOR`。',
  ],
  SwapInUnreadable: [
    '为什么不行？设备读不出这一页。',
    '读过之后页仍不是最新的，所以不能映射：SIGBUS。',
    '`swap_read_folio` 之后 `!folio_test_uptodate`：`VM_FAULT_SIGBUS`。',
  ],
  PtePoisoned: [
    '为什么不行？原来的内容在停用交换区时丢失了。',
    '该项是毒标记，swapoff 在读不出的槽那里留下的：SIGBUS。',
    '`handle_pte_marker`：`PTE_MARKER_POISONED` 得到 `VM_FAULT_HWPOISON`。',
  ],
  SwapInFresh: [
    '这一页不属于别人，所以可以立即写入。',
    '新页帧只有一个使用者，所以是独占的。',
    '没有别的项指名该 folio 时，`do_swap_page` 置 `RMAP_EXCLUSIVE`。',
  ],
  SwapInChanged: ['别人抢先了一步，所以再试一次。', '取页帧期间 PTE 变了：重试缺页。', '持锁时 `pte_same` 不成立，放弃该 folio。'],
  ShmemFound: [
    '有人碰过这一页：它已在内存中。',
    '对象的页缓存里有这个页帧，原样映射。',
    '`shmem_get_folio_gfp`：`filemap_get_entry` 找到 folio。',
  ],
  ShmemSwappedIn: [
    '这一页曾被移出内存，现在取回。',
    '页缓存中是它的交换值，把它读入。',
    '`shmem_get_folio_gfp`：是特殊项，于是 `shmem_swapin_folio`。',
  ],
  ShmemAllocated: [
    '没有人碰过这一页：一个零页成为对象的一部分。',
    '一个清零的页帧进入对象的页缓存，所有映射者都会在那里找到它。',
    '`shmem_alloc_and_add_folio`：清零的 folio 进入 mapping 的 XArray。',
  ],
  ShmemBeyondEnd: [
    '为什么不行？对象比显示它的地址短。',
    '该页在对象末尾之外，没有什么可映射。',
    '`index` 不小于 `DIV_ROUND_UP(i_size_read(inode), PAGE_SIZE)`：`VM_FAULT_SIGBUS`。',
  ],
  ShmemNoSpace: [
    '为什么不行？这台机器不能再承诺一页。',
    '记账拒绝再要一页，tmpfs 把它报告为文件系统已满。',
    '`shmem_inode_acct_blocks` 给出 -ENOSPC：`VM_FAULT_SIGBUS`。',
  ],
  ShmemPromised: [
    '它的所有页现在就承诺；每页在首次触碰时给出。',
    'VM_ACCOUNT：整个对象都计入承诺，不论是否触碰。',
    '`shmem_acct_size` 按整个 `i_size` 记账。',
  ],
  ShmemNoReserve: ['它的页在触碰时逐页承诺。', 'MAP_NORESERVE：不预先承诺。', '`VM_NORESERVE`：`shmem_acct_blocks` 逐页记账。'],
  NoVma: [
    '为什么不行？这个地址从未申请过，或已归还。',
    '没有 VMA 包含这个地址。',
    '`lock_vma_under_rcu` 与 `lock_mm_and_find_vma` 在那里找不到 VMA：`bad_area_nosemaphore`。',
  ],
  KernelAddress: [
    '为什么不行？这些地址属于内核。',
    '该地址高于用户空间可用的一切。',
    '它不低于 `TASK_SIZE_MAX`：`do_kern_addr_fault`，`SEGV_MAPERR`。',
  ],
  VmaNotWritable: ['为什么不行？这块内存只能读。', 'VMA 没有 VM_WRITE。', '`access_error`：`X86_PF_WRITE` 而没有 `VM_WRITE`。'],
  VmaNotAccessible: [
    '为什么不行？这块内存对一切使用都关闭。',
    'VMA 是 PROT_NONE：完全不可访问。',
    '`access_error`：`!vma_is_accessible(vma)`。',
  ],
  PteForbids: [
    '为什么不行？这块内存可以用，但不能这样用。',
    '页存在，而它的 PTE 禁止这样的访问。',
    '`access_error`：读或取指令时有 `X86_PF_PROT`。',
  ],
  PteGuard: [
    '为什么不行？那里有岗哨，正是为拦下这种访问而设。',
    '该 PTE 是保护标记，不代表任何页。',
    '`handle_pte_marker`：`PTE_MARKER_GUARD`，于是 `VM_FAULT_SIGSEGV`。',
  ],
  PkeyDenied: [
    '为什么不行？这块内存带着此线程已关闭的钥匙。',
    'PKRU 禁止以该页的保护键这样访问。',
    '`access_error`：`X86_PF_PK`，`SEGV_PKUERR`。',
  ],
  StackTooLow: [
    '为什么不行？栈不能向下长到最前面的地址。',
    '栈会长到可映射的最低地址之下。',
    '`expand_downwards`：地址低于 `mmap_min_addr`。',
  ],
  StackPgoff: [
    '为什么不行？这个区域的编号从太小处开始，无法增长。',
    'VMA 的页偏移小于增长量。',
    '`expand_downwards`：`grow <= vma->vm_pgoff` 不成立。',
  ],
  StackRlimit: [
    '为什么不行？栈会超过这个进程所允许的大小。',
    'VMA 会超过 RLIMIT_STACK。',
    '`acct_stack_growth`：`size > rlimit(RLIMIT_STACK)`。',
  ],
  StackGuardGap: [
    '为什么不行？栈离别的内存太近。',
    '栈与下方 VMA 之间剩下的空闲不足 256 页。',
    '`expand_downwards`：距前一个 VMA 不足 `stack_guard_gap`。',
  ],
  StackGrown: [
    '栈会自己增长：不用谁来申请。',
    'VM_GROWSDOWN：VMA 下方的缺页使它延伸。',
    '`find_vma` 给出上方一个带 `VM_GROWSDOWN` 的 VMA。',
  ],
  WatermarkMin: [
    '最后的几页留给内核自己应急。',
    '每个内存区都会低于 min 水位。',
    '`zone_watermark_fast` 对每个内存区在 `WMARK_MIN` 都不成立。',
  ],
  OutOfMemory: ['为什么不行？内存已用完。', '得不到页帧。', '`__alloc_frozen_pages` 一无所得。'],
  NoBlock: ['没有足够大的空闲块。', '没有这一阶的空闲块。', '`rmqueue` 在该阶及以上的 `free_area` 中都找不到块。'],
};
