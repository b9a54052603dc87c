// Headlines in Chinese: advice, locks, processes, questions, refusals. Keys and holes as in engine/trace/story_headlines.def.
import type { LevelWords } from '../../../engine/generated/story_words';

export const callHeadlines: Readonly<Record<string, LevelWords>> = {
  LoadArea: [
    '{who}有了文件列出的{times|*一段地址*|*# 段地址*}；还没有为{times|它|它们}用掉一页内存。',
    '按 maps 文件建立{times|一个 VMA|# 个 VMA}，最后一个从 {start} 到 {end}；没有填任何 PTE。',
    '{times|一个|# 个} `vm_area_struct`，如同 `elf_load` 所留，最后一个 {start}–{end}；页由缺页产生。',
  ],
  DoMadvise: [
    '{who}告诉内核关于它 {bytes} 内存的事；无须做什么。',
    '{advice}，从 {start} 起 {bytes}。',
    '`do_madvise({start}, {bytes}, {advice})`。',
  ],
  ProcessMadvise: [
    '{who}告诉内核关于{target} {bytes} 内存的事。',
    '{advice}，{target}的{ranges|一个范围|# 个范围}，共 {bytes}。',
    '`process_madvise`：{advice}，{target}的{ranges|一个范围|# 个范围}，共 {bytes}。',
  ],
  MadviseVma: [
    '{who}告诉内核它的 {size} 内存作何用途。',
    '{advice}：{start} 到 {end} 的 VMA 改变标志。',
    '`madvise_update_vma`，VMA {vma}，{start}–{end}，{advice}。',
  ],
  DoMbind: [
    '{who}说明了它 {size} 内存的页应来自*哪里*。',
    'mbind：{start} 到 {end} 的 VMA 得到一个内存策略。',
    '`do_mbind` → 对 {start}–{end} 的每个区域 `mbind_range`，`MPOL_` 编号 {mode}。',
  ],
  SetMempolicy: [
    '{who}说明了它的页应来自*哪里*。',
    'set_mempolicy：线程得到一个内存策略，用于没有自己策略的所有区域。',
    '`do_set_mempolicy`：`current->mempolicy` 是 `MPOL_` 编号 {mode}。',
  ],
  'MadviseVma/AdviceZap': [
    '{who}*丢弃*了它 {size} 内存中的内容[：{dropped|一页|# 页}可供别人使用]。',
    '{advice} 清空 {start} 到 {end}[：清除{dropped|一个 PTE|# 个 PTE}]；VMA 保留。',
    '`madvise_dontneed_single_vma` → `zap_page_range_single`，{start}–{end}[：{dropped|一页|# 页}]。',
  ],
  'MadviseVma/AdviceFree': [
    '{who}说它的 {size} 内存在内存紧张时*可以丢弃*。',
    '{advice}：{start} 到 {end} 中存在的页变干净，可惰性释放；再写一次就收回。',
    '`madvise_free_single_vma`：对 {start}–{end} 执行 `pte_mkold`、`pte_mkclean`、`folio_mark_lazyfree`。',
  ],
  'MadviseVma/AdviceCold': [
    '{who}说它近期*不会用到*这 {size} 内存。',
    '{advice}：{start} 到 {end} 的页看起来久未使用，回收会先取它们。',
    '`madvise_cold_or_pageout_pte_range`，{start}–{end}：`pte_mkold`、`folio_deactivate`。',
  ],
  'MadviseVma/AdviceWillneed': [
    '{who}说它很快*会用到*这 {size} 内存；没有什么要取。',
    '{advice} 什么也不读入：{start} 到 {end} 背后没有文件，也没有交换区。',
    '`madvise_willneed`，{start}–{end}：没有可预读的文件，只有 `lru_add_drain`。',
  ],
  'MadviseVma/AdviceRemove': [
    '{who}*丢弃*了 {size} 共享内存中的内容[：{dropped|一页|# 页}对所有人都没有了]。',
    '{advice} 打一个洞：{start} 到 {end} 所显示的页离开对象[，清除{dropped|一个 PTE|# 个 PTE}]；VMA 保留。',
    '`madvise_remove` → `shmem_fallocate(FALLOC_FL_PUNCH_HOLE)`，{start}–{end}：`unmap_mapping_range`、`shmem_truncate_range`。',
  ],
  'MadviseVma/AdviceWillneedSwap': [
    '{who}说它很快*会用到*这 {size} 内存：移出去的被取回。',
    '{advice}：{start} 到 {end} 的交换项读入交换缓存；PTE 保持原样。',
    '`swapin_walk_pmd_entry`，{start}–{end}，然后 `lru_add_drain`。',
  ],
  'MadviseVma/AdvicePageout': [
    '{who}让它的 {size} 内存*移出*内存。',
    '{advice}：{start} 到 {end} 中没有别人映射的页去往交换区，它们的 PTE 指名交换槽。',
    '`madvise_cold_or_pageout_pte_range`，{start}–{end}，然后 `reclaim_pages`。',
  ],
  'MadviseVma/AdviceGuard': [
    '{who}在它的 {size} 内存中设了*岗哨*：谁碰谁被拦下。',
    '{advice}：{start} 到 {end} 的每个 PTE 变为保护标记，VMA 保持完整。',
    '`madvise_guard_install`：{start}–{end} 的每个 PTE 放入 `PTE_MARKER_GUARD`，不用另建 VMA。',
  ],
  'MadviseVma/AdviceUnguard': [
    '{who}撤走了它 {size} 内存中的*岗哨*。',
    '{advice}：{start} 到 {end} 中的保护标记又变为空 PTE。',
    '`madvise_guard_remove`：对 {start}–{end} 中的每个保护标记执行 `pte_clear`。',
  ],
  FaultinPageRange: [
    '{who}在使用*之前*就把页调入：缺{faults|一页|# 页|零页}。',
    'MADV_POPULATE：调入 {start} 到 {end}，{faults|一次缺页|# 次缺页|无须缺页}。',
    '`madvise_populate` → `faultin_page_range`，{start}–{end}：{faults|一次缺页|# 次缺页|没有缺页}。',
  ],
  DoMlock: [
    '{who}*锁住*了它的 {size} 内存：不会被移出。',
    'mlock：{start} 到 {end} 的 VMA 得到 VM_LOCKED，页被调入[（现在{lockfaults|一页|# 页}）]，并进入不可回收链表。',
    '`do_mlock` → `apply_vma_lock_flags`，再对 {start}–{end} 执行 `__mm_populate`。',
  ],
  DoMunlock: [
    '{who}*解锁*了它的 {size} 内存：不必再留在原处。',
    'munlock：{start} 到 {end} 的 VMA 失去 VM_LOCKED；它的页离开不可回收链表。',
    '`munlock` → `apply_vma_lock_flags(0)` → `mlock_vma_pages_range`，{start}–{end}。',
  ],
  Mlockall: [
    '{who}*锁住*了它的全部内存。',
    'mlockall：所有 VMA（现有的：{current}，将来的：{future}）得到 VM_LOCKED。',
    '`apply_mlockall_flags`：current {current}，future {future}（`mm->def_flags`），onfault {onfault}。',
  ],
  Munlockall: [
    '{who}*解锁*了它的全部内存。',
    'munlockall：{who}的 VMA 都不再有 VM_LOCKED，将来的也不会有。',
    '`apply_mlockall_flags(0)`：处处清除 `VM_LOCKED`，`mm->def_flags` 也清除。',
  ],
  Swapon: [
    '现在机器在一个设备上*有地方*放 {pages} 页背后没有文件的内存。',
    'swapon：交换区 {type} 启用，有 {pages} 个一页大小的槽。',
    '`swapon` → `enable_swap_info`：`swap_info[{type}]` 有 {pages} 页。',
  ],
  MemcgAlloc: [
    '建立了*一个组*：它的进程用多少内存会被记下，也可以加以限制。',
    'mkdir：一个*内存控制组*，有计数器、链表和在树中的位置；还没有谁在里面。',
    '`mem_cgroup_css_alloc`：编号 {group}，在 {parent} 之下；`page_counter_init` 接上父组的计数器，每个节点一个 `lruvec`。',
  ],
  MemcgOffline: [
    '*一个组*被移除[；它还有 {pages|一页|# 页}在内存里]。',
    'rmdir：组*下线*[，只要还有 {pages|一页|# 页}和 {slots|一个槽|# 个槽}记在它账上，它就没有文件夹地留着]。',
    '`mem_cgroup_css_offline`，编号 {group}：`memcg_reparent_objcgs`、`drain_all_stock`；最后一笔账结清后由 `css_put` 释放。',
  ],
  CgroupAttach: [
    '{who}移到了*另一个组*：从现在起它用的记在那里。',
    'cgroup.procs：从现在起进程 {pid} *记在另一个组的账上*；此前用掉的留在原处。',
    '`cgroup_attach_task`（{pid}）：`task->cgroups` 改变，任何页的 `memcg_data` 都不变。',
  ],
  TryToUnuse: [
    '交换区 {type} 里的一切都*回到了内存*[：{used|一页|# 页}]。',
    'swapoff：交换区 {type} 已清空[，{used|一个槽|# 个槽}]；页表项重新映射页帧，未被访问，页是脏的。',
    '`try_to_unuse`：`shmem_unuse`，然后对每个 mm 做 `unuse_mm`[；`swap_info[`{type}`]` 的{used|一个槽|# 个槽}]。',
  ],
  Msync: [
    '{who}要求把 {size} 写回文件；没有文件的内存无可写回。',
    'msync {start} 到 {end}：背后没有磁盘上的文件。',
    '`msync`：{start} 与 {end} 之间没有带 `->fsync` 的 `vm_file`，只检查参数。',
  ],
  Mincore: [
    '{size} 中有{present|一页|# 页}在内存里。',
    'mincore {start} 到 {end}：{present|一页|# 页}存在。',
    '`do_mincore` 走过 {start}–{end} 的 PTE：{present|一个|# 个}存在。',
  ],
  DoMseal: [
    '{who}*封存*了它的 {size} 内存：永远不能移动、撤除或改变权限。',
    'mseal：{start} 到 {end} 的 VMA 得到 VM_SEALED，永不撤销。',
    '`do_mseal` → `mseal_apply`：{start}–{end} 得到 `VM_SEALED`；没有调用能清除它。',
  ],
  Fork: [
    '{parent}创建了{child}，两者*共享*内存[：{shared|一页|# 页}，什么也没有复制]。',
    'fork：{child}有自己的 VMA 和页表；[{shared|一个匿名页|# 个匿名页}共享，]没有复制页帧。',
    '`kernel_clone` → `dup_mmap`：对{parent}的每个 VMA 执行 `anon_vma_fork` 和 `copy_page_range`[，共{shared|一个 PTE|# 个 PTE}]。',
  ],
  Thread: [
    '{parent}启动了线程{child}：两者在*同一块*内存上工作。',
    'CLONE_VM：{child}在{parent}的地址空间中运行，什么也不复制，也没有 COW。',
    '`copy_mm` 带 `CLONE_VM|CLONE_THREAD`：`mmget(oldmm)`，两者同一个 `mm_struct`。',
  ],
  ShareMm: [
    '{parent}创建了{child}，两者在*同一块*内存上工作。',
    'CLONE_VM：{child}没有自己的地址空间，在{parent}的地址空间中运行。',
    '`copy_mm` 带 `CLONE_VM`：`tsk->mm` 就是父进程的{mm}。',
  ],
  VforkWait: [
    '{parent}把内存借给{child}，自己*睡眠*，等{child}用完。',
    'vfork：{child}在父进程的地址空间中运行；{parent}等它 exit 或 execve。',
    '`wait_for_vfork_done`：`CLONE_VFORK|CLONE_VM`，{parent}等待{child}的完成。',
  ],
  VforkDone: ['{parent}*可以继续*：{child}不再用它的内存。', '{parent}从 vfork 中醒来。', '`complete_vfork_done` 唤醒{parent}。'],
  ForceFatalSig: [
    '{pid}被*杀死*：旧程序已放弃，新程序又装不下。',
    'execve 在无法回头之后失败，{pid}得到致命信号。',
    '`begin_new_exec` 之后，对{pid}执行 `force_fatal_sig({signo})`。',
  ],
  BeginNewExec: [
    '{pid}开始运行*另一个程序*，用自己的内存：旧内存已消失。',
    'execve：{pid}得到全新的地址空间；旧的 VMA、页表和页帧都消失。',
    '`begin_new_exec` → `exec_mmap`：{pid}换到{mm}，旧的被放下。',
  ],
  Exit: [
    '{pid}*结束*了[，内核收回{freed|一页|# 页}内存]。',
    '{pid}退出[：{hadareas|一个 VMA|# 个 VMA} 和{hadpages|一个映射的页|# 个映射的页}消失][，{freed|一个页帧|# 个页帧}重新空闲]。',
    '`do_exit` → `exit_mmap`：`unmap_vmas`、`free_pgtables`、`tlb_finish_mmu`[；释放{freed|一个页帧|# 个页帧}]，状态 {status}。',
  ],
  Wait: ['{pid}*彻底消失*：父进程已得知它的结束。', 'wait 回收僵尸{pid}。', '`wait_task_zombie` → `release_task`，{pid}。'],
  SetAffinity: [
    '{pid}从现在起在处理器 {cpu} 上运行。',
    '{pid}移到 CPU {cpu}：另一个 TLB、另一个每 CPU 页链表、另一个 LRU 批。',
    '`sched_setaffinity`：{pid}在 CPU {cpu} 上；下次运行时在那里 `switch_mm_irqs_off`。',
  ],
  DrainAll: [
    '每个处理器都把它*搁置*的页放回了原位。',
    '所有 LRU 批被清空，它们对页持有的引用被放下。',
    '`lru_add_drain_all`：在每个 CPU 上执行 `lru_add_drain`。',
  ],
  ProcessVmRw: [
    '{who}直接复制了 {bytes}，{direction}{pid}的内存。',
    'process_vm：{who}与{pid}之间通过钉住页传送了 {bytes}。',
    '`process_vm_rw_core`：对{pid}执行 `pin_user_pages_remote`，再 `copy_page_to_iter` 或反向；{bytes}。',
  ],
  AccessRemoteVm: [
    '{who}像调试器那样*从外面*访问{mm}：{addr} 处 {bytes}。',
    '/proc/PID/mem：{mm}中 {addr} 处 {bytes}，逐页进行。',
    '`mem_rw` → `access_remote_vm` 带 `FOLL_FORCE`：{addr} 处 {bytes}。',
  ],
  FdInstall: [
    '{who}打开了一个*文件*：用编号 {fd} 代表它。',
    '{who}的描述符 {fd} 指向文件 {file}，现在可以映射它。',
    '`fd_install({fd}, file {file})`。',
  ],
  FdClose: [
    '{who}*关闭*了编号为 {fd} 的文件。',
    '{who}的描述符 {fd} 空出；映射文件 {file} 的 VMA 仍保留它。',
    '`close_fd({fd})` → `fput`：已映射 VMA 的 `vm_file` 有自己的引用。',
  ],
  PkeyAlloc: [
    '{who}得到*钥匙 {pkey}*，可以用它对自己关闭内存，并迅速打开。',
    '保护键 {pkey} 被占用；PKRU 说明它允许什么。',
    '`pkey_alloc`：`mm_pkey_alloc` 给出 {pkey}，`arch_set_user_pkey_access` 写 PKRU。',
  ],
  PkeyFree: [
    '{who}归还了*钥匙 {pkey}*。',
    '保护键 {pkey} 空出；带着它的 PTE 仍带着它。',
    '`pkey_free`：`mm_pkey_free({pkey})`，不看任何 VMA。',
  ],
  WritePkru: ['{who}改变了它的哪些钥匙能*打开*内存。', '线程的 PKRU 从 {old} 变为 {new}。', '`write_pkru`：{old} → {new}。'],
  Prlimit: [
    '{pid}得到一个*限制*：{resource} 现为 {soft}。',
    '{pid}的 {resource}：软限制 {soft}，硬限制 {hard}。',
    '`do_prlimit`：{pid}的 {resource}，`rlim_cur` {soft}，`rlim_max` {hard}。',
  ],
  Sysctl: [
    '整台机器的一项*设置*改变了：{name} 现为 {value}。',
    '{name} = {value}，对所有进程。',
    '`proc_sys_call_handler` 把 {value} 写入 {name}。',
  ],
  RmapWalk: [
    '{found|一个进程使用|# 个进程使用|没有进程使用}页 {pfn}[；另有{in_vain|一个|# 个}白问了]。',
    '{pfn} 的 rmap：{found|一个 PTE 映射它|# 个 PTE 映射它|没有 PTE 映射它}[；{in_vain|一个 VMA|# 个 VMA} 白走一趟]。',
    '`rmap_walk_anon` 走过 anon_vma {anon_vma}：{found|一个 VMA 映射|# 个 VMA 映射|没有 VMA 映射} {pfn}[，{in_vain|一个|# 个}白走]。',
  ],
  FileRmapWalk: [
    '{found|一个进程使用|# 个进程使用|没有进程使用}共享对象的页 {pfn}[；另有{vain|一个|# 个}白问了]。',
    '{pfn} 的 rmap：{found|一个 PTE|# 个 PTE|没有 PTE}映射对象 {file} 的这一页[；{vain|一个 VMA|# 个 VMA} 白走一趟]。',
    '`rmap_walk_file` 走过对象 {file} 的 `i_mmap`：{found|一个 VMA 映射|# 个 VMA 映射|没有 VMA 映射} {pfn}[，{vain|一个|# 个}白走]。',
  ],
  RmapSkipped: ['页 {pfn} *不属于任何人*，无从问起。', '不对 {pfn} 做 rmap 查找。', '`folio_lock_anon_vma_read` 对 {pfn} 一无所得。'],
  Refused: [
    '内核*拒绝*了 {command}：{errnowords}。',
    '{command} 被*拒绝*，{errno}：{errnowords}。',
    '{command} 返回 -{errno}[，来自 `{caller}`]。',
  ],
};
