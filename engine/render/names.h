// Names of numbers: what an event's argument, a page type or a flag is called.
#pragma once

#include <string>

#include "engine/kernel/kernel.h"

namespace pw {

std::string id_text(u32 id);              // "3", "none"
std::string pfn_text(Pfn pfn);            // "0x1a3", "none"
const char* page_type_name(PageType type);
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
