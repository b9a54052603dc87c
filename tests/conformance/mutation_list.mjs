// One rule of the model broken on purpose, each: what tests/conformance/mutations.mjs expects the comparison to find.
//
//   name       unique; the first word is the kind of rule
//   breaks     what a kernel would do wrong that did so
//   file       a source of the engine; `find` stands in it exactly once and becomes `put`
//   written    scenarios, below tests/, that must fail with it, whether against the kernel or against recorded answers
//   random     false where random scenarios cannot see it, and `why`
//   brief      one of the three that `make test` plays
const engine = 'engine';
const conformance = 'conformance/scenarios';

export const mutations = [
  {
    name: 'merge: the chain of a forked neighbour is not asked for',
    breaks: 'mmap beside an area that came from a fork joins it, and puts new pages under the root of all forks',
    file: `${engine}/vma/merge.cc`,
    find: 'if (!request.anon_vma.valid()) return is_forked(target) ? Reason::kMergeNeighbourForked : Reason::kMergeOk;',
    put: 'if (!request.anon_vma.valid()) return Reason::kMergeOk;',
    written: ['scenarios/live/hole_in_a_forked_child.pw', `${conformance}/mmap/hole_refilled_in_child.pw`],
    brief: true,
  },
  {
    name: 'merge: offsets need not continue',
    breaks: 'an area that was moved joins the one below it, and its pages are looked for at the wrong addresses',
    file: `${engine}/vma/merge.cc`,
    find: 'return prev->pgoff + prev->pages() == request.pgoff ? Reason::kMergeOk : Reason::kMergePgoffDiffers;',
    put: 'return Reason::kMergeOk;',
    written: [`${conformance}/mremap/dontunmap_next_to_itself.pw`],
  },
  {
    name: 'objects: eviction leaves this CPU\'s batches alone',
    breaks: 'the last munmap of shared memory leaves pages to a batch, and what is mapped next gets others',
    file: `${engine}/file/page_cache.cc`,
    find: 'if (!frames.empty()) lru_add_drain(phys, trace, cpu);',
    put: '',
    written: [`${conformance}/shared/evict_drains_own_batch.pw`],
    random: false,
    why: 'random scenarios are settled after every step, so no batch is left',
  },
  {
    name: 'split: the upper half keeps the offset of the lower',
    breaks: 'the two halves of an area that was cut never join again',
    file: `${engine}/mm/split.cc`,
    find: 'const u64 above_pgoff = linear_page_index(old, addr);',
    put: 'const u64 above_pgoff = old.pgoff;',
    written: ['scenarios/live/mprotect_splits_and_merges_back.pw', `${conformance}/brk/protected_heap.pw`],
  },
  {
    name: 'reuse: two references are few enough',
    breaks: 'a store into a page that parent and child share goes into the shared page',
    file: `${engine}/mm/fault/wp.cc`,
    find: 'if (refcount > 1) return answer(span, Reason::kRefcountOver1);',
    put: 'if (refcount > 2) return answer(span, Reason::kRefcountOver1);',
    written: ['scenarios/live/cow_child_writes.pw'],
    brief: true,
  },
  {
    name: 'reuse: the own batch is not drained first',
    breaks: 'the reference of the LRU batch turns a reuse into a copy',
    file: `${engine}/mm/fault/wp.cc`,
    find: 'if (!has_flag(cx.m.phys.pages[pfn.v], kPgLru)) lru_add_drain(cx.m.phys, cx.trace, cx.cpu);',
    put: '',
    written: ['scenarios/live/reuse_on_the_cpu_of_the_batch.pw', 'scenarios/live/parent_unmaps_child_reuses.pw'],
    random: false,
    why: 'random scenarios are settled after every step, so no batch is left',
  },
  {
    name: 'reuse: mprotect lets stores into shared pages through',
    breaks: 'a page that parent and child share becomes writable without a fault',
    file: `${engine}/mm/mprotect.cc`,
    find: 'return is_anon_mapping(page) && has_flag(page, kPgAnonExclusive);',
    put: 'return is_anon_mapping(page);',
    written: ['scenarios/live/child_protects_then_writes.pw'],
  },
  {
    name: 'errno: mprotect answers a hole behind the first area with EINVAL',
    breaks: 'the error number alone, not what was changed before the hole',
    file: `${engine}/mm/mprotect.cc`,
    find: 'if (!id.valid()) return fail(Errno::kENOMEM, "no area covers part of the range");\n    const Vma vma',
    put: 'if (!id.valid()) return fail(Errno::kEINVAL, "no area covers part of the range");\n    const Vma vma',
    written: ['scenarios/live/mprotect_errors.pw'],
    brief: true,
  },
  {
    name: 'errno: mlock passes EFAULT on',
    breaks: 'the error that POSIX wants for a page that cannot be faulted in, ENOMEM',
    file: `${engine}/mm/mlock.cc`,
    find: 'return fail(Errno::kENOMEM, "the range is locked, but',
    put: 'return fail(Errno::kEFAULT, "the range is locked, but',
    written: [`${conformance}/mlock/prot_none.pw`],
  },
  {
    name: 'mlock: MLOCK_ONFAULT is forgotten',
    breaks: 'mlock2 faults everything in at once',
    file: `${engine}/mm/mlock.cc`,
    find: 'apply_lock_flags(cx, mm, start, length, on_fault ? kVmLockedMask : u64{kVmLocked});',
    put: 'apply_lock_flags(cx, mm, start, length, u64{kVmLocked});',
    written: [`${conformance}/mlock/onfault.pw`],
  },
  {
    name: 'guard: fork forgets the markers',
    breaks: 'a child may touch what its parent guards',
    file: `${engine}/mm/copy_page_range.cc`,
    find: 'case Marker::kGuard: write_entry(cx.m.pt, dst, pte); return;',
    put: 'case Marker::kGuard: return;',
    written: [`${conformance}/madvise/guard_fork_unwritten.pw`],
  },
  {
    name: 'special: [vdso] and its like may be cut',
    breaks: 'munmap, mprotect, mremap and madvise take a part of one of the areas that the kernel itself made',
    file: `${engine}/mm/split.cc`,
    find: 'if (!is_special_mapping(m, m.vmas[id])) return ok_status();',
    put: 'if (id.valid()) return ok_status();',
    written: [`${conformance}/special/never_cut.pw`, `${conformance}/special/several_at_once.pw`],
    random: false,
    why: 'random scenarios have none of the kernel\'s own areas',
  },
  {
    name: 'special: mincore looks at pages that nobody touched',
    breaks: 'of [vvar] and [vdso] it says that nothing is there',
    file: `${engine}/mm/mincore.cc`,
    find: 'if (is_special_mapping(m, vma)) {',
    put: 'if (is_special_mapping(m, vma) && vma.has(kVmSealed)) {',
    written: [`${conformance}/special/never_cut.pw`],
    random: false,
    why: 'random scenarios have none of the kernel\'s own areas',
  },
  {
    name: 'special: MADV_WIPEONFORK is refused of what has no file',
    breaks: 'a whole special area cannot be wiped in children',
    file: `${engine}/mm/madvise.cc`,
    find: 'return has_file(m, vma) || vma.has(kVmShared)',
    put: 'return has_file(m, vma) || vma.file.valid() || vma.has(kVmShared)',
    written: [`${conformance}/special/advice.pw`],
    random: false,
    why: 'random scenarios have none of the kernel\'s own areas',
  },
  {
    name: 'fork: the tables under [vvar] are left out',
    breaks: 'a child has fewer page tables than its parent',
    file: `${engine}/mm/copy_page_range.cc`,
    find: 'area.has(kVmMaybeGuard | kVmPfnMap | kVmMixedMap)',
    put: 'area.has(kVmMaybeGuard)',
    written: [`${conformance}/special/fork_copies_tables.pw`],
    random: false,
    why: 'random scenarios have none of the kernel\'s own areas',
  },
];

// One hold over an allocation taken away, each: what an operation relies on while somebody else may take memory from it.
export const holds = [
  {
    name: 'hold: the page that a store copies',
    breaks: 'its frame may be the very one that the copy gets',
    file: `${engine}/mm/fault/wp.cc`,
    find: 'get_page(cx.m.phys, pfn);\n  const FaultStatus status = wp_page_copy(cx, vmf, pfn);\n  put_page(',
    put: 'const FaultStatus status = wp_page_copy(cx, vmf, pfn);\n  if (false) put_page(',
  },
  {
    name: 'hold: the entry that a copy replaces is not read again',
    breaks: 'an entry that names a slot by now is overwritten, and its claim lost',
    file: `${engine}/mm/fault/wp.cc`,
    find: 'if (!is_pte_same(cx, vmf)) {',
    put: 'if (false) {',
  },
  {
    name: 'hold: a page that was found in its object',
    breaks: 'it may leave the object while the table for its entry is fetched',
    file: `${engine}/mm/fault/file.cc`,
    find: 'get_page(cx.m.phys, *pfn);\n      folio_lock(cx.m.phys, *pfn);\n      return FaultStatus::kDone;',
    put: 'return FaultStatus::kDone;',
  },
  {
    name: 'hold: the pages around a load are looked up before their table is there',
    breaks: 'what was found in the object may have left it, and a freed frame is mapped',
    file: `${engine}/mm/fault/file.cc`,
    find: 'if (!vmf.place.valid()) {\n    vmf.prealloc_pte',
    put: 'if (false) {\n    vmf.prealloc_pte',
  },
];
