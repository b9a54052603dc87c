// Second lines in Chinese of headlines that no reason decides. Keys and holes as in engine/trace/story_headlines.def.
import type { LevelWords } from '../../../engine/generated/story_words';

export const notes: Readonly<Record<string, LevelWords>> = {
  TlbHit: [
    '处理器记得上次在哪里找到这一页。',
    'TLB 保存最近的转换及其权限。',
    '一项会留着，直到被挤出或刷新（`flush_tlb_mm_range`、新的 CR3）。',
  ],
  HardwareWalk: [
    '只有当处理器走不下去时，内核才介入。',
    'PTE 为空或禁止访问时才会缺页。',
    '硬件查表时自行置访问位，写入时还置脏位，不经过内核。',
  ],
  GeneralProtection: [
    '64 位地址中只有低的一部分有用，其余各位必须与其中最高位相同。',
    '页表最高一级以上的位必须与其最高位相同。',
    '从第 47 位起符号扩展，五级页表时从第 56 位起。',
  ],
  FaultOom: [
    '全部内存都在使用，或留作内核最后的储备。',
    '每个内存区都已降到 min 水位，普通请求不得再往下。',
    '`zone_watermark_ok` 对列表中的每个内存区在 `WMARK_MIN` 都不成立。',
  ],
  DoMunmap: [
    '从现在起，使用这些地址就是错误。',
    '先刷新 TLB；然后页帧才可交给别人。',
    '`mmu_gather` 扣住页和页表，直到 `tlb_finish_mmu` 刷新完毕。',
  ],
  RemapMove: ['它们之间的空隙保持不变。', '只有页表项移动；页帧留在原处。', '长度相等的 `MREMAP_FIXED|MREMAP_MAYMOVE` 可以跨越多个 VMA。'],
  FaultinPageRange: [
    '所有的页本来就在。',
    '每个 PTE 都允许访问，无须缺页。',
    '`__get_user_pages` 发现 `follow_page_pte` 给出的每一项都可用。',
  ],
  DoMbind: [
    '这台机器只有一处取页的地方，所以没有页要移动。',
    '只有一个节点时，策略不改变任何页，但它切开 VMA 并使它们分开。',
    '`vma_modify_policy`，然后 `vma_replace_policy`：`vma->vm_policy`，内存共享时还有对象的策略。',
  ],
  SetMempolicy: [
    '这台机器只有一处取页的地方，所以什么也没变。',
    '子进程和线程以同样的策略开始。',
    '`copy_process` 中的 `mpol_dup`；`mpol_set_nodemask` 问过节点。',
  ],
  Mlockall: [
    '绝不能等待取页的程序会这样做。',
    '以后填充的也计入 RLIMIT_MEMLOCK。',
    '`MCL_FUTURE` 存在 `mm->def_flags` 中，每个新 VMA 由此得到 `VM_LOCKED`。',
  ],
  Munlockall: [
    '内存紧张时它的页又可以被移出。',
    '只要还有锁定的 VMA 映射某页，该页就不可回收。',
    '`munlock_folio` 经过批；下一次 `mlock_drain_local` 了结。',
  ],
  Swapon: [
    '只要内存够用，就没有什么会自己到那里去。',
    '匿名内存和共享内存可以移到那里；它也计入 CommitLimit。',
    '`total_swap_pages` 增加；512 个槽一簇的各簇在各自的链表上，交换区在 `swap_avail_heads` 上。',
  ],
  MemcgAlloc: [
    '一个组用掉的，也算在它上面每一个组的账上。',
    '一笔账沿着树一直记到顶，途中没有一个计数器可以超过上限。',
    '`page_counter_try_charge` 沿着 `counter->parent` 走。',
  ],
  MemcgOffline: [
    '页不会移到别的组：它们留在当初记账的地方，直到被释放。',
    '已下线的组的页仍会老化、被回收；只有它的页表改归父组。',
    'LRU 上的 folio 保留 `memcg_data`；内核内存的 `obj_cgroup` 改归父组。',
  ],
  CgroupAttach: [
    '它此前用掉的，留在当时所在的那个组。',
    '记账以页为单位，在第一次碰到时；移动进程不移动任何一笔。',
    '`move_charge_at_immigrate` 自 6.10 起不复存在：写 1 得到 EINVAL。',
  ],
  TryToUnuse: [
    '只有里面什么都没有了，交换区才能撤走。',
    '每一页都经过交换缓存，所以原来共享它的仍然共享它。',
    '`unuse_pte` 保留 `pte_swp_exclusive`；`folio_free_swap` 使 folio 变脏。',
  ],
  Msync: ['没有文件的东西只存在于内存。', '匿名内存和 tmpfs 从不写回。', '只对共享的文件映射调用 `vfs_fsync_range`。'],
  Mincore: [
    '其余的从未触碰，或已被移出。',
    '匿名内存的空 PTE 算作不在。',
    '`mincore_pte_range`：`pte_present` 为 1，匿名 VMA 的 `pte_none` 为 0。',
  ],
  DoMseal: [
    '即使攻击者控制了程序也无法撤销。',
    '从现在起，对它的 munmap、mremap 和 mprotect 都回答 EPERM。',
    '`can_modify_vma` 与 `vma_is_sealed` 一直拒绝，直到 `exit_mmap`。',
  ],
  Thread: ['一方写的，另一方读得到。', '一个 mm，所以只有一套 VMA 和页表。', '`mm_users` 加一；没有 `dup_mm`。'],
  ShareMm: ['一方写的，另一方读得到。', '没有复制 VMA 和 PTE，所以没有 COW。', '`mm_users` 加一；没有 `dup_mm`。'],
  VforkWait: ['这样两者不会同时写。', '不复制页表，这使 vfork 在 COW 之前很便宜。', '`mm_release` 在 exit 或 execve 时完成 `vfork_done`。'],
  LoadArea: [
    '装载程序只预定地址；有人触碰时才有页。',
    'maps 中的每一行是一个 VMA；其内容由第一次缺页从文件读入。',
    'PTE 缺失时，文件的 `vm_ops->fault` 取来 folio。',
  ],
  BeginNewExec: [
    '只有进程本身、它的编号和文件留下。',
    '所以 fork 复制得这么少：多数子进程接着就这样做。',
    '如果没有别人使用，`mmput(old_mm)` → `exit_mmap`。',
  ],
  Exit: [
    '别人共享的页留下，只是少了一个使用者。',
    '最后一个引用消失时页帧才释放；别人映射的留下。',
    '`folio_put` 放下每页的引用；任务保持 `EXIT_ZOMBIE`，直到被等待。',
  ],
  Wait: [
    '在此之前，已死的进程保留着编号和结果。',
    '僵尸不再有内存，只有 task_struct。',
    '它的 `mm` 早在 `exit_mm` 中消失；现在轮到 `pid` 和 `task_struct`。',
  ],
  SetAffinity: [
    '每个处理器记得的东西不同，所以接下来可能不一样。',
    '原 CPU 的批所持有的引用留在那里。',
    '`lru_add_drain` 只清空本 CPU 的批。',
  ],
  DrainAll: [
    '搁置的页算作有人在用。',
    '于是 mapcount 为 1 时，refcount 由 2 变为 1。',
    '`folio_batch_move_lru` 以 `folios_put` 结束，每页少一个引用。',
  ],
  ProcessVmRw: ['另一个进程无须为此做任何事。', '途中需要的缺页计在调用者头上。', '复制字节时每页由 `FOLL_PIN` 钉住。'],
  AccessRemoteVm: [
    '缺少的页会被调入，就像该进程自己触碰一样。',
    '内核用 get_user_pages 取页，不靠处理器帮助。',
    '`get_user_page_vma_remote` → `__get_user_pages`，一次一页。',
  ],
  FdInstall: ['映射并触碰时，内容才进入内存。', '打开并不读入任何页。', '`struct file` 持有 inode，其 `i_mapping` 就是页缓存。'],
  FdClose: ['已映射的仍然映射着。', '映射不需要打开的描述符。', '`filp_close` 放下文件的一个引用。'],
  PkeyAlloc: ['转动这样的钥匙不需要进入内核。', '每个 PTE 用四位指名键，PKRU 用两位表示其权限。', '`X86_PKRU`：AD 与 WD，每键两位。'],
  PkeyFree: ['仍带着它的内存将听命于下一个得到这把钥匙的人。', '下一个分配到它的人也管着那些页。', '`pkey_free` 不动 `vm_flags` 和 PTE。'],
  WritePkru: ['只对这个线程有效，而且立即生效。', '没有 PTE 改变，也不刷新 TLB。', '`WRPKRU` 不是特权指令。'],
  Prlimit: ['已有的保留；下一次请求才按它衡量。', '限制在请求时检查，不在之前。', '`may_expand_vm`、`mlock_future_ok` 等读取 `rlimit()`。'],
  Sysctl: ['以前允许的保留。', '从下一次调用起生效。', '读取者不加锁。'],
  RmapWalk: [
    '内核保存着谁可能使用一页的名单，逐个询问。',
    '页指名它的 anon_vma，其区间树上是要询问的 VMA。',
    '`folio->mapping` → `anon_vma->rb_root`，`folio->index` 选出 VMA，`page_vma_mapped_walk` 找 PTE。',
  ],
  FileRmapWalk: [
    '对象知道谁映射它，逐个询问。',
    '页指名它的文件，其区间树上是要询问的 VMA。',
    '`folio->mapping` 就是 `address_space`；在 `i_mmap` 中查找 `folio->index`。',
  ],
};
