// The bytes of a snapshot; README.md beside this file draws them.
#include <cstring>

#include "engine/api/snapshot.h"
#include "engine/base/assert.h"

namespace pw {
namespace {

class Encoder {
 public:
  explicit Encoder(std::vector<u8>& out) : out_(out) { out_.clear(); }

  void add_u32(u32 value) {
    for (u32 i = 0; i < 4; ++i) out_.push_back(static_cast<u8>(value >> (8 * i)));
  }
  void align() { out_.resize((out_.size() + 7) & ~static_cast<std::size_t>(7)); }
  // Both builds are little-endian, so a column is its memory.
  template <class T>
  void add_column(const std::vector<T>& column, std::size_t rows) {
    PW_ASSERT(column.size() == rows, "every column of a table has as many rows");
    const std::size_t at = out_.size();
    out_.resize(at + rows * sizeof(T));
    if (rows > 0) std::memcpy(out_.data() + at, column.data(), rows * sizeof(T));
    align();
  }
  void set_u32(u32 at, u32 value) {
    for (u32 i = 0; i < 4; ++i) out_[at + i] = static_cast<u8>(value >> (8 * i));
  }
  u32 size() const { return static_cast<u32>(out_.size()); }

 private:
  std::vector<u8>& out_;
};

constexpr u32 kTables = 0
#define PW_TABLE(table, doc) +1
#define PW_COLUMN(table, column, type, doc)
#define PW_END(table)
#include "engine/api/snapshot.def"
#undef PW_TABLE
#undef PW_COLUMN
#undef PW_END
    ;

// The first column of a table counts its rows.
template <class Table>
u32 row_count(const Table& table);
#define PW_TABLE(table, doc)                                     \
  template <>                                                    \
  u32 row_count(const snapshot::table##_columns& columns) {      \
    std::size_t rows = 0;                                        \
    bool is_first = true;
#define PW_COLUMN(table, column, type, doc)   \
    if (is_first) rows = columns.column.size(); \
    is_first = false;
#define PW_END(table)              \
    return static_cast<u32>(rows); \
  }
#include "engine/api/snapshot.def"
#undef PW_TABLE
#undef PW_COLUMN
#undef PW_END

}  // namespace

void encode_snapshot(const Snapshot& snapshot, std::vector<u8>& out) {
  constexpr u32 kSizeAt = 12;
  Encoder encoder(out);
  encoder.add_u32(kSnapshotMagic);
  encoder.add_u32(kSnapshotVersion);
  encoder.add_u32(kTables);
  encoder.add_u32(0);
#define PW_TABLE(table, doc) encoder.add_u32(row_count(snapshot.table));
#define PW_COLUMN(table, column, type, doc)
#define PW_END(table)
#include "engine/api/snapshot.def"
#undef PW_TABLE
#undef PW_COLUMN
#undef PW_END
  encoder.align();
#define PW_TABLE(table, doc)
#define PW_COLUMN(table, column, type, doc) encoder.add_column(snapshot.table.column, row_count(snapshot.table));
#define PW_END(table)
#include "engine/api/snapshot.def"
#undef PW_TABLE
#undef PW_COLUMN
#undef PW_END
  encoder.set_u32(kSizeAt, encoder.size());
}

}  // namespace pw
