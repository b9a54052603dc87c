// Names of numbers: what an event's argument, the owner of a frame or a flag is called.
#pragma once

#include <string>

#include "engine/kernel/kernel.h"

namespace pw {

// What a frame is used for (page_owners.def).
enum class PageOwner : u8 {
#define PW_PAGE_OWNER(constant, number, word, name) constant = number,
#include "engine/render/page_owners.def"
#undef PW_PAGE_OWNER
};
// By its type, and where it has none by the tests of mm_counter(). What nobody has put into an address space or an object yet is the
// kernel's.
PageOwner page_owner(const Page& page);

std::string id_text(u32 id);              // "3", "none"
std::string pfn_text(Pfn pfn);            // "0x1a3", "none"
const char* page_owner_name(PageOwner owner);  // "shared memory"
const char* page_owner_word(PageOwner owner);  // "shmem"
std::string page_flags_text(u32 flags);   // "uptodate lru swapbacked"
std::string prot_text(u64 prot);          // "PROT_READ|PROT_WRITE"
std::string map_flags_text(u64 flags);    // "MAP_PRIVATE|MAP_ANONYMOUS"
std::string mremap_flags_text(u64 flags);  // "MREMAP_MAYMOVE|MREMAP_FIXED"
std::string advice_text(u64 advice);      // "MADV_DONTNEED"
std::string si_code_text(u64 code);       // "SEGV_MAPERR"
const char* signal_name(u32 signo);       // "SIGSEGV"
std::string signal_code_text(const Signal& signal);  // "SEGV_MAPERR", "BUS_ADRERR"
std::string range_text(const Vma& vma);   // "7ffff7ffb000-7ffff7fff000"

}  // namespace pw
