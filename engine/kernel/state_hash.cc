// The state hash: XXH64 over the whole machine, field by field as the lists of its structs say (base/fields.h). Session, names and trace
// are no part of the machine.
#include "engine/base/fields_hash.h"
#include "engine/kernel/kernel.h"

namespace pw {

u64 state_hash(const Kernel& k) { return hash_of(k); }

}  // namespace pw
