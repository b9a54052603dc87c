// The glossary in English: names of a word, the first its title, and what it means; and flags of areas with the kernel's name.
export const enGlossary = {
  'word.page':
    'page | virtual page — 4096 bytes of addresses. A place that a program can name; whether a frame stands behind it is another matter.',
  'word.frame':
    'frame | page frame | pfn — 4096 bytes of real memory, known by their number. Page tables say which frame stands behind which page.',
  'word.area':
    'area | VMA — A range of addresses with one set of permissions, a vm_area_struct. It is a promise: pages come with the first access.',
  'word.mm': 'address space | mm_struct — Everything one process can name: its areas, its page tables and its counters. Threads share one.',
  'word.pagetable':
    'page table — A frame of 512 entries by which the processor turns an address into a frame. Four or five levels make a tree.',
  'word.pte': 'PTE | page-table entry — Eight bytes that name a frame and say what may be done with it. An empty one ends in a fault.',
  'word.fault':
    'fault | page fault — No entry allows the access, so the processor asks the kernel, which maps or copies a page, or sends a signal.',
  'word.cow':
    'copy-on-write | COW — After a fork both sides share pages read-only. Whoever writes first gets a copy, and only of that page.',
  'word.exclusive':
    'exclusive | PageAnonExclusive — A mark on an anonymous page: it belongs to one process alone, so a store needs no copy.',
  'word.zeropage': 'zero page — One frame full of zeros that all reads of untouched memory share, so that reading costs no memory.',
  'word.anonymous': 'anonymous memory | anonymous — Memory that belongs to no file: heap, stack, private mappings. It begins as zeros.',
  'word.anon_vma':
    'anon_vma — What an anonymous page names as its owner. It leads to every area, of parents and children, that may map the page.',
  'word.avc':
    'chain node | anon_vma_chain | avc — A link between one area and one anon_vma: an area may be on many trees, a tree has many areas.',
  'word.rmap':
    'reverse mapping | rmap | reverse map — From a frame back to the entries that map it. It takes a page away from all who share it.',
  'word.mapcount': 'mapcount — How many page-table entries map a frame. struct page keeps it as one less, so that none is -1.',
  'word.refcount': 'refcount | reference — How many users hold a frame: entries that map it, batches, the kernel itself. At 0 it is free.',
  'word.tlb':
    'TLB — A small memory in each CPU with translations already found. It does not see changes of page tables, so it must be told.',
  'word.shootdown': 'shootdown — One CPU interrupts others so that they drop stale translations, and waits until they have.',
  'word.buddy':
    'buddy allocator — Keeps free frames in blocks of powers of two. Two neighbours that are both free, the buddies, become one block.',
  'word.order': 'order — The size of a block of frames as a power of two: order 0 is one frame, order 3 is eight.',
  'word.pcp': 'per-CPU list | pcp — A short list of free frames that one CPU keeps for itself, so that most allocations take no lock.',
  'word.zone': 'zone — A range of frame numbers with the same uses: DMA below 16 MiB, DMA32 below 4 GiB, Normal above.',
  'word.lru': 'LRU list | LRU — Lists of pages by how long ago they were used. When memory is short, the kernel takes from the old end.',
  'word.batch':
    'batch | folio batch — Up to 31 pages that wait in a CPU before they go to a list together. A page that waits has one reference more.',
  'word.rss': 'RSS | resident — How many pages of a process are really in memory. What is mapped and never touched does not count.',
  'word.overcommit':
    'overcommit — Promising more memory than there is, because most promises are never used. A setting says how far that may go.',
  'word.maple': 'maple tree — The B-tree in which an address space keeps its areas: up to 16 slots in a leaf, 10 in an inner node.',
  'word.merge': 'merge — Neighbouring areas that agree in everything become one, so that the tree stays small.',
  'word.dirty': 'dirty — A bit that the processor sets when it stores through an entry: the page differs from what it was.',
  'word.accessed':
    'accessed — A bit that the processor sets when it uses an entry. The kernel clears it and looks later, to see what is in use.',
  'word.guard': 'guard marker — An entry that stands for no frame: touching it ends in SIGSEGV. It protects without an area of its own.',
  'word.segv': 'SIGSEGV | segmentation fault — The signal for an access that no area allows. Unless the program handles it, it ends.',
  'word.zombie': 'zombie — A process that has ended and waits for its parent to ask how. Its memory is already gone.',
  'word.mlock': 'mlock | locked memory — Locked pages stay in memory: they are brought at once, and reclaim passes them by.',
  'word.swap': 'swap area | swap space — A disk, a file or compressed memory where pages without a file are taken when memory is short.',
  'word.slot': 'swap slot | slot — Room for one page in a swap area. The entry of a page that is out names it by area and offset.',
  'word.swapcache':
    'swap cache — Pages that are in memory and have a swap slot, found by the slot: on their way out, or just read back in.',
  'word.zram': 'zram — A swap device in memory: it keeps pages compressed, and a write to it is over when the call returns.',
  'word.readahead':
    'read-ahead | readahead — Reading pages before somebody asks for them, since the next ones are likely to be wanted soon.',
  'flag.rd': 'VM_READ: It may be read.',
  'flag.wr': 'VM_WRITE: It may be written.',
  'flag.ex': 'VM_EXEC: It may be executed.',
  'flag.sh': 'VM_SHARED: Stores are seen by all who map it; without it they stay with the process.',
  'flag.mr': 'VM_MAYREAD: mprotect may allow reading.',
  'flag.mw': 'VM_MAYWRITE: mprotect may allow writing.',
  'flag.me': 'VM_MAYEXEC: mprotect may allow executing.',
  'flag.ms': 'VM_MAYSHARE: It was mapped shared, even if it is read-only.',
  'flag.gd': 'VM_GROWSDOWN: A stack: an access just below makes it longer.',
  'flag.pf': 'VM_PFNMAP: Its entries name frames without a struct page behind them.',
  'flag.gu': 'VM_MAYBE_GUARD: Guard markers were put here at some time.',
  'flag.lo': 'VM_LOCKED: Its pages stay in memory (mlock).',
  'flag.io': 'VM_IO: Memory of a device.',
  'flag.sr': 'VM_SEQ_READ: It will be read in order, says the program.',
  'flag.rr': 'VM_RAND_READ: It will be read in no order, says the program.',
  'flag.dc': 'VM_DONTCOPY: A fork leaves it out.',
  'flag.de': 'VM_DONTEXPAND: mremap may not make it longer.',
  'flag.lf': 'VM_LOCKONFAULT: Pages are locked as they come, not at once.',
  'flag.ac': 'VM_ACCOUNT: Its pages count as promised (Committed_AS).',
  'flag.nr': 'VM_NORESERVE: Its pages do not count as promised.',
  'flag.wf': 'VM_WIPEONFORK: A child finds zeros here.',
  'flag.dd': 'VM_DONTDUMP: A core dump leaves it out.',
  'flag.sd': 'VM_SOFTDIRTY: It is new since the soft-dirty marks were cleared.',
  'flag.mm': 'VM_MIXEDMAP: Some of its frames have a struct page, some not.',
  'flag.hg': 'VM_HUGEPAGE: Huge pages are wanted.',
  'flag.nh': 'VM_NOHUGEPAGE: Huge pages are not wanted.',
  'flag.mg': 'VM_MERGEABLE: Equal pages may become one (KSM).',
  'flag.dp': 'VM_DROPPABLE: Its pages may be dropped when memory is short.',
  'flag.sl': 'VM_SEALED: It can be neither changed nor unmapped any more (mseal).',
} as const;
