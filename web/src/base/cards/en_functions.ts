// What each kernel function of the trace is there for, in English: one plain sentence or two, by the id of its event.
export const enFunctions = {
  // Frames
  'fn.AllocPages':
    'The entrance to the page allocator: hands out a block of frames of the order asked for, reclaiming memory first if it must.',
  'fn.RmqueueBulk':
    'Refills an empty per-CPU list: takes many blocks from the buddy allocator at once, so that most allocations need no lock.',
  'fn.Expand':
    'Cuts a block that is larger than needed: halves it until the order fits, and puts the unused halves back on the free lists.',
  'fn.FreePages': 'Takes back a block whose last reference is gone: small ones go onto the per-CPU list, the rest to the buddy allocator.',
  'fn.FreePcpBulk': 'Thins out a per-CPU list that has grown too long: many blocks at once go back to the buddy allocator.',
  'fn.FreeOnePage':
    'Puts a block into the buddy allocator: as long as its buddy is free as well, the two become one block of the next order.',
  'fn.DrainPages': 'Empties all lists of free frames that one CPU keeps, so that the buddy allocator has them, too.',
  'fn.FolioPut': 'Called when the refcount of a page has fallen to 0: takes it off its LRU list and frees it.',
  'fn.FolioAddLru':
    "Called for each new page that reclaim may take one day: lays it into this CPU's folio batch, on its way to an LRU list.",
  'fn.LruAddDrain': "Empties this CPU's folio batches before they are full. Pages that wait on other CPUs stay there.",
  'fn.FolioBatchMoveLru':
    'Works off a full folio batch: under one lock its pages go to their LRU lists, then the batch drops its references.',
  // Page tables and TLB
  'fn.P4dAlloc': 'Adds a missing P4D table, one for 256 TiB of addresses; it exists with five levels of page tables only.',
  'fn.PudAlloc': 'Adds a missing PUD table, one for 512 GiB of addresses.',
  'fn.PmdAlloc': 'Adds a missing PMD table, one for 1 GiB of addresses.',
  'fn.PteAlloc': 'Adds a missing PTE table, the lowest of the page tables, one for 2 MiB of addresses.',
  'fn.FreePgdRange': 'Takes away the page tables of a range after its areas are gone, but none that a neighbour still needs.',
  'fn.FreeTable': 'Frees a page table late: only when no CPU can be reading it any more, be it the processor or the kernel without a lock.',
  'fn.SwitchMm':
    'Lets a CPU work in another address space: loads its top page table into CR3 and sees to it that no stale TLB entry is used.',
  'fn.FlushTlbRange':
    'Called after entries were taken away or restricted: all CPUs that use the address space must forget what their TLB holds.',
  'fn.FlushTlbLocal': 'The part of a flush that each CPU does for itself: it drops translations from its own TLB.',
  'fn.FlushTlbShootdown': 'The shootdown: interrupts other CPUs so that they flush their TLB, and waits until all of them have.',
  // Areas
  'fn.ReusableAnonVma':
    'Decides whether an area may share the anon_vma of its neighbour, so that nothing keeps the two from a merge later.',
  'fn.HintAsked': 'Looks for free addresses: tries the hint of the caller, then the highest gap below mmap_base that is long enough.',
  // Reverse mapping
  'fn.AnonVmaPrepare': 'Called before an area gets its first page of its own: finds or makes the anon_vma that the page will point to.',
  'fn.AnonVmaAlloc': 'Makes an anon_vma: a root at first, until anon_vma_fork puts it below the one of the parent.',
  'fn.AnonVmaChainAssign': 'Ties an area to an anon_vma by an avc, so that from a page of that anon_vma the area can be found.',
  'fn.AnonVmaChainFree': 'Gives an avc back: the area and the anon_vma that it tied together have parted.',
  'fn.AnonVmaClone': 'Puts an area onto all anon_vma trees that another one is on: after a split, a move or a fork, pages must find both.',
  'fn.AnonVmaReuse':
    'A part of anon_vma_clone: lets a child take over an anon_vma without an area, so that forks of forks need no endless chain.',
  'fn.AnonVmaFork':
    "Prepares a child's area for reverse mapping: it joins the parent's anon_vmas and gets one of its own for pages to come.",
  'fn.UnlinkAnonVmas': 'Called when an area goes away: takes it off all its anon_vmas, and frees those that nobody needs any more.',
  'fn.AnonVmaFree': 'Frees an anon_vma after its last user, once no reverse mapping walk holds its lock any more.',
  'fn.AddNewAnonRmap': 'Makes a new frame an anonymous page: it gets its anon_vma and index, mapcount 1, and as a rule the mark exclusive.',
  'fn.DupAnonRmap':
    'Called by fork for each anonymous page: one mapping more, and no longer exclusive. It refuses if the page may be pinned.',
  'fn.RemoveRmap': 'Called when an entry stops mapping a page: lowers its mapcount, and the statistics after the last one.',
  'fn.MoveAnonRmap':
    "Called when a page has become a single area's: lets it point to that area's own anon_vma, so that walks skip the relatives.",
  'fn.RmapWalk': "Finds all who may map an anonymous page: visits the areas on its anon_vma's interval tree that cover its index.",
  'fn.RmapSkipped':
    'Finds and locks the anon_vma of a page for a walk; for a page that is not anonymous, or not mapped, there is none to lock.',
  'fn.RmapVisit': 'A visit to one area during a reverse mapping walk: does the entry where the page should be really map this frame?',
  // The processor
  'fn.TlbHit': 'The fast way of an access: the TLB of the CPU still has the translation, so no page table is read.',
  'fn.HardwareWalk':
    'What the CPU does when its TLB has no translation: it reads one entry in the page table of each level, from CR3 down.',
  'fn.SetAccessedDirty': 'The CPU itself notes the use of an entry: accessed at any access, dirty at a store. No kernel code runs for it.',
  'fn.PageFaultException':
    'The exception of a page fault: the CPU stops the instruction and enters the kernel with the address and an error code.',
  'fn.GeneralProtection':
    'The exception for violations that are no page fault, such as an address whose upper bits do not repeat the highest used one.',
  // Faults
  'fn.DoUserAddrFault': 'Handles a page fault at a user address: finds the area, asks whether it allows the access, and has it resolved.',
  'fn.BadArea': 'Ends a page fault that cannot be resolved, since no area is there or it forbids the access: the program gets SIGSEGV.',
  'fn.ExpandStack':
    'Called when an access falls just below a stack: lets its area grow down, if limits and the gap to the next one allow it.',
  'fn.HandleMmFault':
    'Resolves a page fault that an area allows: adds page tables on the way down, then leaves the last step to handle_pte_fault.',
  'fn.HandlePteFault':
    'Chooses the handler of a page fault by the entry: is it empty, does it name a place in swap, or is writing not allowed?',
  'fn.DoAnonymousPage':
    'Fills an empty entry of anonymous memory: a read gets the zero page, a store a frame of its own, filled with zeros.',
  'fn.DoWpPage':
    'Called when a store meets an entry that does not allow writing: may the page simply be made writable, or must it be copied?',
  'fn.DoSwapPage': 'Brings back a page whose entry names a place in swap: takes it from the swap cache or from disk, and maps it again.',
  'fn.WpCanReuse':
    'Asks at copy-on-write whether the writer may keep the page without a copy: only if nobody else holds a reference to it.',
  'fn.WpPageReuse': 'The cheap end of copy-on-write: the page stays where it is, and its entry now allows writing.',
  'fn.WpPageCopy': 'The costly end of copy-on-write: takes a new frame, copies the page into it, and lets the entry of the writer name it.',
  'fn.CopyUserPage': 'Copies the 4096 bytes of a page of user memory from one frame to another.',
  'fn.SetPte': 'Writes one entry of a page table. It tells no TLB: who replaces an entry must have it flushed.',
  'fn.FaultDone': 'Counts a page fault that was resolved: major if it had to wait for a disk, else minor.',
  'fn.FaultOom': 'No function but the answer of a handler that found no frame. Linux gets there only after reclaim and the OOM killer.',
  // mmap, munmap, mprotect
  'fn.DoMmap': 'The core of mmap: checks length, permissions and flags, finds a place, and has the area made.',
  'fn.GetUnmappedArea': 'Decides where a mapping goes: a fixed address is checked, otherwise a gap is looked for.',
  'fn.MmapRegion':
    'Turns a range into a mapping: unmaps what was there, promises memory for it, then lets a neighbour grow or makes an area.',
  'fn.VmaMerge': 'Decides whether a range can become part of the area before it, of the one behind it, or join both.',
  'fn.MergePrev': 'Asks whether the area before a range may take it in: do flags, file, anon_vma and page offset go on?',
  'fn.MergeNext': 'Asks whether the area behind a range may take it in: the same checks, but with its page offset at the other end.',
  'fn.CommitMerge': 'Carries a merge out: gives the area its new borders, and takes what it swallowed off the maple tree.',
  'fn.VmaAlloc': 'Takes memory for a vm_area_struct, the record of one area, and ties it to its address space.',
  'fn.VmaFree': 'Gives the vm_area_struct back when its area has gone, by munmap, merge or exit.',
  'fn.SplitVma': 'Cuts an area in two at an address, since only a whole area can be changed or removed.',
  'fn.DoMunmap': 'The core of munmap: cuts the areas at both ends of the range, then removes all in between.',
  'fn.UnmapRegion': 'Empties the page tables of areas that are going, and then frees those tables that nobody needs.',
  'fn.ZapPte': 'Clears the entries of a range in one PTE table, and lets go of the page behind each.',
  'fn.FreeSwapEntry':
    'Called when an entry that names a place in swap is cleared: one user less; after the last one the place is free again.',
  'fn.TlbFinish':
    'Ends an unmapping: flushes the TLB first, and only then frees the gathered frames and tables, which no CPU can reach now.',
  'fn.DoMprotect':
    'The core of mprotect and pkey_mprotect: goes from area to area, and asks of each whether it may have the new permissions.',
  'fn.MprotectFixup': 'Gives an area, or a part of it, new permissions: splits or merges it as needed, then has its entries changed.',
  'fn.ChangeProtection':
    'Walks the page tables of a range whose permissions have changed; entries that are empty are left to later page faults.',
  'fn.ChangePte':
    'Rewrites entries for new permissions; writing is allowed at once only where a store needs no copy, else at a page fault.',
  'fn.Charge': 'Decides by the overcommit mode whether so many more pages may be promised, and counts them in Committed_AS.',
  'fn.Refused': 'No function: a check of a system call said no, and the program gets an error number.',
  // Processes
  'fn.ExecStack': 'Called by execve: brings the stack of the new program to its final place, and gives it flags and room to grow.',
  'fn.Fork': 'The common core of fork, vfork and clone: makes a task from the one that calls, and starts it.',
  'fn.Thread': 'Gives a new task its memory: with CLONE_VM, as for threads, the address space of its parent, otherwise a copy of it.',
  'fn.DupMmap': 'Copies an address space for a child: area by area, with its anon_vmas and as much of the page tables as is needed.',
  'fn.DupVma': 'Copies the record of an area, for the child of a fork or for the second half of a split.',
  'fn.CopyPageRange': 'Copies the entries of an area for a child, unless page faults of the child can bring the same pages later.',
  'fn.CopyPte': 'Lets the child map the frames of its parent: in private memory both entries lose the right to write, for copy-on-write.',
  'fn.CopyNonpresentPte':
    'Copies an entry for the child that maps no page: it names a place in swap, a page that is moving, or is a marker.',
  'fn.Exit': 'Ends a task: it lets go of memory and files, and stays as a zombie until its parent asks.',
  'fn.ExitMmap': 'Takes an address space down after its last user: pages, page tables and areas, all at once.',
  'fn.Wait': 'Called by wait for a child that is a zombie: hands its status to the parent and removes what is left of it.',
  'fn.Reparent': 'Finds a new parent for the children of a task that ends: another of its threads, a subreaper above it, or init.',
  'fn.DrainAll': 'Has every CPU empty its folio batches, and waits for it: then no page is kept from the LRU lists.',
  'fn.SetAffinity': 'Sets on which CPUs a task may run, and moves it if it runs on another one.',
  'fn.Signal': 'Sends a task the signal for its own bad access; it can be handled, but neither blocked nor ignored.',
  // Files and shared memory
  'fn.ShmemZeroSetup': 'Puts a nameless file of tmpfs behind shared anonymous memory, so that all who map it find the same pages.',
  'fn.ShmemEvict': 'Called when a file of tmpfs has neither name nor user any more: frees its pages, in memory and in swap.',
  'fn.DoReadFault': 'Resolves a read of a page of a file that is not mapped yet; neighbours that are cached are mapped along with it.',
  'fn.DoSharedFault':
    "Resolves the first store to a page of a shared mapping: maps the file's own page, writable, and notes that it is dirty.",
  'fn.DoFaultAround':
    'Called at a read: maps up to 16 pages around it that are in the page cache already, so that each needs no page fault.',
  'fn.ShmemFault': 'Finds the page of a tmpfs file at a page fault: in the page cache, in swap, or as a new frame of zeros.',
  'fn.AddFileRmap': 'Counts one more mapping of a page of a file in its mapcount; who maps it is found by the file, without an anon_vma.',
  'fn.FileRmapWalk': 'Finds all who may map a page of a file: visits every area that maps this part of the file.',
  'fn.FileRmapVisit': 'A visit to one area on the walk for a page of a file: does the entry at its place there map this frame?',
  'fn.DoSigbus': "Ends a page fault where an area is but no page can be had, as behind a file's end: the program gets SIGBUS.",
  'fn.BeginNewExec':
    'The point of no return of execve: the process gives up its old address space and its other threads for the new program.',
  'fn.LoadArea': 'Maps a segment of an ELF program into memory, and makes zeros of what the file does not hold (bss).',
  'fn.FdInstall': 'Makes an open file known to the program: puts it under its number into the table of descriptors.',
  'fn.FdClose': 'Takes a number out of the table of descriptors. The file itself stays while an area or another number holds it.',
  // mremap
  'fn.DoMremap': 'The core of mremap: checks what is asked, then shrinks, grows or moves the mapping.',
  'fn.RemapMove': 'Moves a range that may hold several areas, one after the other, with the gaps between them kept.',
  'fn.ShrinkVma': 'Makes a mapping shorter: unmaps what lies beyond its new end.',
  'fn.ExpandInPlace': 'Asks whether a mapping can grow where it is: it must reach to the end of its area, and nothing may lie behind.',
  'fn.MoveVma': 'Moves a mapping: makes an area at the new address, takes the entries over, unmaps the old range. No page is copied.',
  'fn.CopyVma': 'Makes the area at the new address of a move, on the same anon_vmas as the old one, or lets a neighbour there grow.',
  'fn.RmapOrder': 'Decides whether a move must lock out reverse mapping: a walk that comes to the new area first could miss a page.',
  'fn.MovePageTables': 'Takes the entries of a range over to another address, whole page tables at a time where both addresses allow it.',
  'fn.RealignAddr': 'Lets a move begin at the 2 MiB boundary below, if nothing lies in between, so that a whole PTE table can go.',
  'fn.MovePud': 'Moves up to 1 GiB at one stroke: one PUD entry goes to the new address, and all page tables below it come along.',
  'fn.MovePmd': 'Moves up to 2 MiB at one stroke: one PMD entry goes to the new address, and the PTE table below it comes along.',
  'fn.MovePtes': 'Moves entries one by one where no whole table can go, then has the TLB forget the old addresses.',
  'fn.MovePte': 'Writes one entry of a page table: at the new address, what was taken from the old one.',
  'fn.MoveReverted': 'Makes the new area of a move and brings its entries over; if memory runs out on the way, it brings them back.',
  'fn.UnmapSource': 'Makes a move of what was a copy: unmaps the old range, or the new one if the move has failed.',
  'fn.DontUnmap': 'Ends a move with MREMAP_DONTUNMAP: the old area stays, empty, and is neither locked nor charged any more.',
  // madvise, mincore
  'fn.DoMadvise': 'The core of madvise: checks range and advice, then has it done in each area of the range.',
  'fn.ProcessMadvise': 'Gives advice about several ranges at once, also of another process, which is named by a pidfd.',
  'fn.MadviseVma': 'Does in one area what the advice asks for, or refuses: change its flags, empty it, fill it, mark its pages.',
  'fn.MadviseHole': 'Goes from area to area for madvise. A hole does not stop it, but the call will end with ENOMEM.',
  'fn.ZapSingle': 'Empties a range of one area: entries are cleared and pages let go, while the area stays as it is.',
  'fn.PunchHole':
    'Does MADV_REMOVE: takes pages out of a shared object for everybody, first from all page tables, then from its page cache.',
  'fn.DoMbind': 'Gives a range a memory policy: checks nodes and areas first, then goes from area to area.',
  'fn.MbindRange': 'Gives one area, or the part of it that is meant, the policy of mbind; it is cut or joined for that.',
  'fn.SetMempolicy': 'Gives the thread a memory policy for all areas that have none of their own.',
  'fn.ReclaimTable': 'Frees the PTE table when MADV_DONTNEED has emptied all of it, since it would cost a frame for nothing.',
  'fn.FreePte': 'Does MADV_FREE: makes the entries of a range old and clean, so that reclaim may drop each page not written since.',
  'fn.MarkLazyfree': 'Called by MADV_FREE for a page: lets it wait in a folio batch, to become one that is dropped instead of swapped out.',
  'fn.LruLazyfree': 'Makes a page one that can be dropped: clears PG_swapbacked and puts it onto the inactive LRU list of files.',
  'fn.ColdPte': 'Does MADV_COLD and MADV_PAGEOUT: makes entries old, and lets their pages be the next to go, or go at once.',
  'fn.FolioDeactivate': 'Called for an active page that is not needed soon: lets it wait in a folio batch for the inactive LRU list.',
  'fn.LruDeactivate': 'Moves a page from the active LRU list to the inactive one, where reclaim looks first.',
  'fn.FaultinPageRange': 'Does MADV_POPULATE_READ and MADV_POPULATE_WRITE: takes the page faults of a range beforehand.',
  'fn.GuardInstall': 'Writes a guard marker into an empty entry; from then on any access there ends in SIGSEGV.',
  'fn.GuardInTheWay': 'Called where a guard marker is wanted and the entry is not empty: the range must be emptied first.',
  'fn.GuardRemove': 'Clears an entry that is a guard marker, and leaves every other one as it is.',
  'fn.GuardFault': 'Answers a page fault at a marker, an entry that stands for no page. If it is a guard marker, that is SIGSEGV.',
  'fn.ForkSkip': 'The step of dup_mmap that leaves areas with VM_DONTCOPY out: the child has a hole in their place.',
  'fn.Mincore': 'Tells for each page of a range whether it is in memory, and touches none for it.',
  // mlock and populating
  'fn.MlockFolio': 'Marks a page as locked (PG_mlocked), and lets it wait in a folio batch for the unevictable list, which reclaim skips.',
  'fn.MlockFolioBatch': "Works off a CPU's batch of mlock: brings its pages to the unevictable list, or back to the other LRU lists.",
  'fn.Populate': 'Takes the page faults of a range beforehand, so that mlock and MAP_POPULATE find all its pages in memory.',
  'fn.DoMlock': 'The core of mlock: checks the limit, marks the areas with VM_LOCKED, and has the missing pages brought in.',
  'fn.DoMunlock': 'Undoes mlock for a range: its pages may be reclaimed again.',
  'fn.MlockLimit': 'The check at the start of do_mlock: with what is locked already, the range must fit within RLIMIT_MEMLOCK.',
  'fn.MlockFixup': 'Changes the lock flags of an area, or of a part of it: splits or merges it, and counts its pages in locked_vm.',
  'fn.MlockVmaPages': 'Goes through the entries of an area that was locked or unlocked, and does the same to each page that is present.',
  'fn.Mlockall': 'Locks all memory of a process: what it has (MCL_CURRENT), what it will map (MCL_FUTURE), or both.',
  'fn.Munlockall': 'Unlocks all memory of a process, and what it maps from then on.',
  'fn.Msync': 'Has what was stored through shared mappings of files written back (MS_SYNC). MS_ASYNC starts nothing.',
  // brk, limits, seals
  'fn.Brk': 'Moves the end of the heap: up, if nothing is in the way, or down. This is how malloc gets its first memory.',
  'fn.DoBrk': 'Adds anonymous memory to the heap: lets the area before it grow, or makes a new one.',
  'fn.MayExpandVm': 'Checks limits on what is mapped, touched or not: RLIMIT_AS for all of it, RLIMIT_DATA for private writable memory.',
  'fn.MlockFuture': 'Checks RLIMIT_MEMLOCK before an area that is to be locked is made or grows.',
  'fn.Prlimit': 'Reads and sets the resource limits of a process, its own or that of another.',
  'fn.Sysctl': 'Serves reads and writes of the settings in /proc/sys.',
  'fn.DoMseal': 'The core of mseal: makes sure that the range has no hole, then has all its areas sealed, for good.',
  'fn.MsealApply': 'Sets VM_SEALED in each area of the range; those at its ends are split, so that nothing else is sealed.',
  'fn.IsSealed': 'Asked before an area is unmapped, moved or changed: is it sealed? Then the call is refused.',
  // More of processes, and the kernel's own accesses
  'fn.ShareMm': 'The branch of copy_mm for CLONE_VM: the child uses the address space of its parent, which just has one user more.',
  'fn.VforkWait': 'Lets the parent sleep after vfork, until the child has left the address space that they share.',
  'fn.VforkDone': 'Wakes the parent that sleeps in vfork: its child has ended, or runs a program of its own.',
  'fn.ForceFatalSig': 'Kills a task where there is no way back, as late in execve: it cannot handle this signal.',
  'fn.StoreTid': "Writes one value to an address of the program; clone and exit leave a thread's number there.",
  'fn.CopyToUser': 'Writes bytes from the kernel to an address of the program. A page fault may happen on the way, and it may end early.',
  'fn.CopyFromUser': 'Reads bytes from an address of the program into the kernel; what it cannot read it reports by number.',
  'fn.FixupException':
    'Called when the kernel itself touched a bad user address: goes on at a place prepared for it, so that the call can fail.',
  'fn.ProcessVmRw': 'The core of process_vm_readv and process_vm_writev: copies between two processes, with no file in between.',
  'fn.AccessRemoteVm': 'Reads or writes the memory of another process, page by page; debuggers come here by ptrace and /proc/PID/mem.',
  'fn.GetUserPages': 'Finds the frames behind user addresses for the kernel and holds them; what is missing is faulted in first.',
  'fn.CheckVmaFlags': 'Asks whether an area allows what __get_user_pages wants of it; with FOLL_FORCE a debugger may do more.',
  'fn.FollowPage': 'Looks at the entry for __get_user_pages: if it maps a page and allows what is wanted, no page fault is needed.',
  'fn.FaultinPage': 'Takes a page fault for __get_user_pages, as though the program had touched the page itself.',
  'fn.GrabPage': 'Holds a page by a reference, or by a pin if a device will use it, so that it cannot go while it is in use.',
  'fn.ReleasePage': 'Lets go of a page that was pinned for the kernel or a device.',
  'fn.MarkAccessed': 'Notes that the kernel itself used a page: the first time it is marked referenced, the second time it becomes active.',
  'fn.LruActivate': 'Moves a page to the active LRU list, far from the end where reclaim takes.',
  'fn.MarkDirty': 'Notes in the page itself that its contents have changed, for stores that no entry has seen.',
  'fn.PkeyAlloc': 'Takes one of the 16 protection keys of an address space into use, and sets what this thread may do with it.',
  'fn.PkeyFree': 'Gives a protection key back; it does not look for areas that still carry it.',
  'fn.WritePkru': 'Writes the register PKRU, which says for each protection key what this thread may do to its pages.',
  'fn.ExecuteOnlyPkey': 'Finds the protection key for memory that may be executed but not read, which PROT_EXEC alone asks for.',
} as const;
