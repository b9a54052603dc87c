// Snapshot: the machine as columns, for drawing. Declared in snapshot.def; README.md beside it describes the bytes.
#pragma once

#include <vector>

#include "engine/kernel/kernel.h"

namespace pw {

inline constexpr u32 kSnapshotMagic = 0x31535750;
inline constexpr u32 kSnapshotVersion = 5;

// One struct a table, one vector a column: ZonesColumns::free_pages and so on.
namespace snapshot {
using f64 = double;
#define PW_TABLE(table, doc) struct table##_columns {
#define PW_COLUMN(table, column, type, doc) std::vector<type> column;
#define PW_END(table) \
  }                   \
  ;
#include "engine/api/snapshot.def"
#undef PW_TABLE
#undef PW_COLUMN
#undef PW_END
}  // namespace snapshot

struct Snapshot {
#define PW_TABLE(table, doc) snapshot::table##_columns table;
#define PW_COLUMN(table, column, type, doc)
#define PW_END(table)
#include "engine/api/snapshot.def"
#undef PW_TABLE
#undef PW_COLUMN
#undef PW_END
};

inline constexpr u32 kAllEvents = 0xffffffffu;

// `command` and `event` say which moment of the log `k` is; they are only passed on.
Snapshot take_snapshot(const Kernel& k, u32 command, u32 event);
// The bytes, into `out` (its storage is used again).
void encode_snapshot(const Snapshot& snapshot, std::vector<u8>& out);

}  // namespace pw
