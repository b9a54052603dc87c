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
#define PW_PAGE_FLAG(constant, bit, name) {constant, name},
#include "engine/phys/page_flags.def"
#undef PW_PAGE_FLAG
};

constexpr BitName kProtNames[] = {
#define PW_PROT(constant, number, name) {constant, name},
#include "engine/mm/prot.def"
#undef PW_PROT
};
#define PW_PROT(constant, number, name) static_assert(constant == number, name);
#include "engine/mm/prot.def"
#undef PW_PROT

constexpr BitName kMapNames[] = {
#define PW_MAP_TYPE(constant, number, name)
#define PW_MAP_FLAG(constant, number, name) {constant, name},
#include "engine/mm/map_flags.def"
#undef PW_MAP_FLAG
#undef PW_MAP_TYPE
};

constexpr BitName kMremapNames[] = {
#define PW_MREMAP_FLAG(constant, number, name) {constant, name},
#include "engine/mm/mremap_flags.def"
#undef PW_MREMAP_FLAG
};

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
#define PW_MAP_TYPE(constant, number, name) case constant: return name;
#define PW_MAP_FLAG(constant, number, name)
#include "engine/mm/map_flags.def"
#undef PW_MAP_FLAG
#undef PW_MAP_TYPE
    default: return "0";
  }
}

}  // namespace

std::string id_text(u32 id) { return id == VmaId::kNone ? "none" : decimal(id); }
std::string pfn_text(Pfn pfn) { return pfn.valid() ? hex(pfn.v) : "none"; }

PageOwner page_owner(const Page& page) {
  switch (page.type) {
    case PageType::kFree: return PageOwner::kFree;
    case PageType::kPcp: return PageOwner::kPcp;
    case PageType::kReserved: return PageOwner::kReserved;
    case PageType::kTable: return PageOwner::kTable;
    case PageType::kZero: return PageOwner::kZero;
    case PageType::kNone: break;
  }
  if (is_anon_mapping(page)) return PageOwner::kAnon;
  return has_flag(page, kPgSwapbacked) ? PageOwner::kShmem : PageOwner::kKernel;
}

const char* page_owner_name(PageOwner owner) {
  switch (owner) {
#define PW_PAGE_OWNER(constant, number, word, name) case PageOwner::constant: return name;
#include "engine/render/page_owners.def"
#undef PW_PAGE_OWNER
  }
  return "unknown";
}

const char* page_owner_word(PageOwner owner) {
  switch (owner) {
#define PW_PAGE_OWNER(constant, number, word, name) case PageOwner::constant: return word;
#include "engine/render/page_owners.def"
#undef PW_PAGE_OWNER
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
#define PW_SI_CODE(constant, number, name) case number: return name;
#include "engine/mm/fault/si_codes.def"
#undef PW_SI_CODE
    default: return decimal(code);
  }
}

const char* signal_name(u32 signo) {
  switch (signo) {
#define PW_SIGNAL(number, name, action) case number: return name;
#include "engine/kernel/signals.def"
#undef PW_SIGNAL
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
