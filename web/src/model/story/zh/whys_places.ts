// Second lines in Chinese: where an area goes, whether it merges, how it moves. Keys and holes as in engine/trace/story_whys.def.
import type { LevelWords } from '../../../engine/generated/story_words';

export const placeWhys: Readonly<Record<string, LevelWords>> = {
  FixedAddress: ['为什么在那里？程序指定了这个位置。', 'MAP_FIXED：地址原样采用。', '`MAP_FIXED`：`get_unmapped_area` 只检查，不搜索。'],
  PlaceHint: [
    '为什么在那里？程序希望在那里，而且那里空着。',
    '提示地址空闲，并且避开栈的保护间隙。',
    '`arch_get_unmapped_area_topdown`：提示的范围在下一 VMA 的 `vm_start_gap` 之下。',
  ],
  PlaceTopdown: [
    '为什么在那里？内核从上往下填充空闲地址。',
    '自上而下搜索：mmap_base 之下足够长的最高空隙。',
    '`vm_unmapped_area` 带 `VM_UNMAPPED_AREA_TOPDOWN`，在 `mm->mmap_base` 之下。',
  ],
  PlaceHugeAligned: [
    '为什么在那里？整齐的地址以后可以用大块来管理内存。',
    '长度是 2 MiB 的倍数，所以地址按 2 MiB 对齐，以便用大页。',
    '`thp_get_unmapped_area_vmflags`：长度是 `PMD_SIZE` 的倍数，没有提示。',
  ],
  PlaceBottomup: [
    '为什么在那里？通常的区域满了，到别处继续找。',
    'mmap_base 之下放不下：从地址空间三分之一处自下而上。',
    '`vm_unmapped_area` 自上而下失败，于是从 `TASK_UNMAPPED_BASE` 向上。',
  ],
  Place32Bit: [
    '为什么在那里？程序要一个 32 位放得下的地址。',
    'MAP_32BIT：1 GiB 到 2 GiB 之间最低的空隙。',
    '`find_start_end` 带 `MAP_32BIT`：0x40000000 到 0x80000000。',
  ],
  Place32BitHuge: [
    '为什么在那里？程序要一个 32 位放得下的地址，并且优先取整齐的。',
    'MAP_32BIT，按 2 MiB 对齐，因为长度是它的倍数。',
    '在 `MAP_32BIT` 窗口中执行 `thp_get_unmapped_area_vmflags`。',
  ],
  MergeOk: [
    '为什么是一个区域？它们相接，又处处相同，一份描述就够了。',
    '两者相接，标志、anon_vma 和页偏移都吻合：一个 VMA 描述两者。',
    '`is_mergeable_vma`、`is_mergeable_anon_vma` 与 `vm_pgoff` 都吻合。',
  ],
  MergeNoNeighbour: ['为什么是新区域？旁边没有能接收它的。', '这一侧没有 VMA。', '`vmg->prev` 或 `vmg->next` 为 NULL。'],
  MergeNotTouching: [
    '为什么是新区域？没有什么紧挨着它。',
    '该范围与下一个 VMA 之间有未映射的地址。',
    '`vmg->prev->vm_end != vmg->start`，或 `vmg->next->vm_start != vmg->end`。',
  ],
  MergeNotAtStart: [
    '为什么是新区域？这一部分在区域内部，不在边上。',
    '该范围不从 VMA 的开头开始。',
    '`vmg->start != vma->vm_start`：不能向左合并。',
  ],
  MergeNotAtEnd: ['为什么是新区域？这一部分在区域内部，不在边上。', '该范围不到 VMA 的末尾。', '`vmg->end != vma->vm_end`：不能向右合并。'],
  MergeSpecial: [
    '为什么是新区域？特殊内存从不合并。',
    'VM_SPECIAL 的 VMA 从不合并。',
    '`vmg->vm_flags & VM_SPECIAL`（`VM_IO`、`VM_DONTEXPAND`、`VM_PFNMAP`、`VM_MIXEDMAP`）。',
  ],
  MergeFlagsDiffer: [
    '为什么是新区域？它的邻居有别的权限。',
    '两个 VMA 的标志不同。',
    '`is_mergeable_vma`：`vma->vm_flags ^ vmg->vm_flags`，`VM_SOFTDIRTY` 除外。',
  ],
  MergePolicyDiffers: [
    '为什么是新区域？它的邻居从别的节点取页。',
    '两个 VMA 的内存策略不同。',
    '`is_mergeable_vma`：`!mpol_equal(vmg->policy, vma_policy(vma))`。',
  ],
  MergeFileDiffers: [
    '为什么是新区域？它的邻居显示另一个文件。',
    '两个 VMA 映射不同的文件，或只有一个映射文件。',
    '`is_mergeable_vma`：`vma->vm_file != vmg->file`。',
  ],
  MergeAnonVmaDiffers: [
    '为什么是新区域？两者都有页，而且记在两本账上。',
    '两个 VMA 都有 anon_vma，而且不是同一个。',
    '`is_mergeable_anon_vma`：`anon_vma1 != anon_vma2`，且都不为 NULL。',
  ],
  MergeNeighbourForked: [
    '为什么是新区域？它的邻居来自另一个进程，要分开。',
    '邻居来自 fork，anon_vma 链上不止一个节点。',
    '`is_mergeable_anon_vma`：邻居的 `list_is_singular(&vma->anon_vma_chain)` 不成立。',
  ],
  MergeRangeForked: [
    '为什么是新区域？它的内存来自另一个进程，要分开。',
    '该范围来自 fork，anon_vma 链上不止一个节点。',
    '`is_mergeable_anon_vma`：该范围的链不是单节点。',
  ],
  MergePgoffDiffers: [
    '为什么是新区域？它的页与邻居的编号不连续。',
    '页偏移不能从一个 VMA 接到另一个。',
    '`can_vma_merge_after`、`can_vma_merge_before`：`vm_pgoff` 不连续。',
  ],
  MergeNeighboursDiffer: [
    '为什么三个不合为一个？两个邻居的页记在不同的账上。',
    '本来吻合，但两个邻居的 anon_vma 不同。',
    '`are_anon_vmas_compatible(prev, next)` 不成立。',
  ],
  FlagsUnchanged: ['没有什么要做。', '标志已经相同。', '新旧 `vm_flags` 相等：立即成功。'],
  FlagsMerged: [
    '为什么是一个区域？处处相同的邻居只需要一份描述。',
    '有了新标志，该范围与邻居吻合，两者成为一个 VMA。',
    '`vma_merge_existing_range` 发现 `prev` 或 `next` 可按新标志合并。',
  ],
  FlagsSplit: [
    '为什么拆分？一个区域只有一套权限，权限不同的部分需要自己的区域。',
    '一个 VMA 只有一套标志：只有一部分改变时就要切开。',
    '`start` 或 `end` 在 `vma` 内部时，`vma_modify` → `split_vma`。',
  ],
  FlagsInPlace: [
    '整个区域一起改变，所以仍是一个。',
    '整个 VMA 改变，所以无须切开。',
    '`start == vma->vm_start` 且 `end == vma->vm_end`：原地 `vm_flags_reset`。',
  ],
  MremapMoved: [
    '为什么搬？原处没有足够的地方。',
    '它不能原地增长，或指定了新位置。',
    '`vrm_can_expand_in_place` 为假，`MREMAP_MAYMOVE` 已置。',
  ],
  MremapGrown: ['它后面正好有地方。', 'VMA 后面没有映射。', '`vrm_can_expand_in_place` 为真。'],
  MremapShrunk: [
    '缩短内存从不需要换地方。',
    '末尾像 munmap 那样解除映射。',
    '`new_len < old_len`，所以 `vrm->remap_type` 是 `MREMAP_SHRINK`。',
  ],
  MremapSame: ['大小相同，位置相同：并没有要求什么。', '新旧长度相等。', '`vrm->remap_type` 是 `MREMAP_NO_RESIZE`。'],
  GrowInPlace: [
    '为什么不搬？它后面正好有地方。',
    '该范围到它的 VMA 末尾，后面没有映射。',
    '`vrm_can_expand_in_place`：范围到 `vm_end` 为止，且 `vma_expandable` 成立。',
  ],
  GrowNotAtEnd: [
    '为什么搬？它后面是同一区域的其余部分。',
    '该范围在它的 VMA 内部结束，不能在那里增长。',
    '`vrm_can_expand_in_place`：`old_len` 不等于 `vma->vm_end - addr`。',
  ],
  GrowOccupied: ['为什么搬？它后面有别的东西。', '要增长的地方已有 VMA。', '`vma_expandable`：`find_vma_intersection` 不为 NULL。'],
  GrowTooHigh: [
    '为什么搬？它后面就是地址的尽头。',
    '它会超出用户地址空间。',
    '`vma_expandable`：带 `MAP_FIXED` 的 `get_unmapped_area` 失败。',
  ],
  PgoffReset: [
    '它还没有页，所以直接重新设置。',
    '还没有匿名页，所以页偏移可以改为新地址。',
    '`copy_vma`：`vma_is_anonymous` 且没有 `anon_vma`，所以 `pgoff = addr >> PAGE_SHIFT`。',
  ],
  PgoffKept: [
    '它的页保留原处给它们的编号。',
    '页的 index 从旧偏移算起，所以偏移一起搬。',
    '`copy_vma`：保留 `vm_pgoff`，因为已映射页的 `folio->index` 由它算起。',
  ],
};
