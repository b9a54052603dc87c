#include "engine/render/names.h"

#include "engine/kernel/signal.h"
#include "engine/mm/madvise.h"
#include "engine/mm/mremap.h"
#include "engine/render/text.h"

namespace pw {
namespace {

struct BitName {
  u64 bit;
  const char* name;
};

constexpr BitName kPageFlagNames[] = {
    {kPgLocked, "locked"}, {kPgReferenced, "referenced"},   {kPgUptodate, "uptodate"},       {kPgDirty, "dirty"},
    {kPgLru, "lru"},       {kPgActive, "active"},           {kPgReserved, "reserved"},       {kPgSwapbacked, "swapbacked"},
    {kPgUnevictable, "unevictable"}, {kPgMlocked, "mlocked"}, {kPgAnonExclusive, "anon_exclusive"}, {kPgBuddy, "buddy"},
};

constexpr BitName kProtNames[] = {{kProtRead, "PROT_READ"},
                                  {kProtWrite, "PROT_WRITE"},
                                  {kProtExec, "PROT_EXEC"},
                                  {kProtGrowsDown, "PROT_GROWSDOWN"},
                                  {kProtGrowsUp, "PROT_GROWSUP"}};

constexpr BitName kMapNames[] = {{kMapFixed, "MAP_FIXED"},         {kMapAnonymous, "MAP_ANONYMOUS"}, {kMap32Bit, "MAP_32BIT"},
                                 {kMapAbove4G, "MAP_ABOVE4G"},     {kMapGrowsDown, "MAP_GROWSDOWN"},
                                 {kMapLocked, "MAP_LOCKED"},       {kMapNoReserve, "MAP_NORESERVE"}, {kMapPopulate, "MAP_POPULATE"},
                                 {kMapNonblock, "MAP_NONBLOCK"},   {kMapStack, "MAP_STACK"},
                                 {kMapFixedNoReplace, "MAP_FIXED_NOREPLACE"}};

constexpr BitName kMremapNames[] = {
    {kMremapMayMove, "MREMAP_MAYMOVE"}, {kMremapFixed, "MREMAP_FIXED"}, {kMremapDontUnmap, "MREMAP_DONTUNMAP"}};

// "A|B|0x40": names of known bits, then what is left as a number.
template <u32 kCount>
std::string joined(u64 value, const BitName (&names)[kCount], const char* separator) {
  std::string text;
  const auto add = [&](const std::string& part) { text += (text.empty() ? "" : separator) + part; };
  for (const BitName& one : names) {
    if ((value & one.bit) == 0) continue;
    add(one.name);
    value &= ~one.bit;
  }
  if (value != 0) add(hex(value));
  return text;
}

const char* map_type_name(u64 flags) {
  switch (flags & kMapTypeMask) {
    case kMapShared: return "MAP_SHARED";
    case kMapPrivate: return "MAP_PRIVATE";
    case kMapSharedValidate: return "MAP_SHARED_VALIDATE";
    case kMapDroppable: return "MAP_DROPPABLE";
    default: return "0";
  }
}

}  // namespace

std::string id_text(u32 id) { return id == VmaId::kNone ? "none" : decimal(id); }
std::string pfn_text(Pfn pfn) { return pfn.valid() ? hex(pfn.v) : "none"; }

const char* page_type_name(PageType type) {
  switch (type) {
    case PageType::kFree: return "free";
    case PageType::kPcp: return "free, in a per-CPU list";
    case PageType::kReserved: return "reserved";
    case PageType::kTable: return "page table";
    case PageType::kAnon: return "anonymous";
    case PageType::kZero: return "the zero page";
    case PageType::kKernel: return "kernel";
    case PageType::kShmem:
      return "shared memory";
  }
  return "unknown";
}

std::string page_flags_text(u32 flags) { return joined(flags, kPageFlagNames, " "); }

std::string prot_text(u64 prot) {
  const std::string text = joined(prot, kProtNames, "|");
  return text.empty() ? "PROT_NONE" : text;
}

std::string map_flags_text(u64 flags) {
  const std::string rest = joined(flags & ~static_cast<u64>(kMapTypeMask), kMapNames, "|");
  return map_type_name(flags) + (rest.empty() ? "" : "|" + rest);
}

std::string mremap_flags_text(u64 flags) {
  const std::string text = joined(flags, kMremapNames, "|");
  return text.empty() ? "0" : text;
}

std::string advice_text(u64 advice) {
  const AdviceInfo* info = find_advice(advice);
  return info == nullptr ? decimal(advice) : info->c_name;
}

std::string si_code_text(u64 code) {
  switch (code) {
    case 1: return "SEGV_MAPERR";
    case 2: return "SEGV_ACCERR";
    case 4: return "SEGV_PKUERR";
    case 0x80: return "SI_KERNEL";
    default: return decimal(code);
  }
}

const char* signal_name(u32 signo) {
  switch (signo) {
    case kSigsegv: return "SIGSEGV";
    case kSigbus: return "SIGBUS";
    case kSigkill: return "SIGKILL";
    default: return "no signal";
  }
}

// The same number means something else for every signal.
std::string signal_code_text(const Signal& signal) {
  if (signal.signo == kSigbus && signal.code == kBusAdrerr) return "BUS_ADRERR";
  if (signal.signo != kSigsegv) return std::to_string(signal.code);
  return si_code_text(static_cast<u64>(signal.code));
}

std::string range_text(const Vma& vma) { return hex_digits(vma.start, 8) + "-" + hex_digits(vma.end, 8); }

}  // namespace pw
