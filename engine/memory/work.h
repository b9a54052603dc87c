// What one command may do page by page, and what it may not touch. A limit of this program and of no kernel: Linux would go on for as long
// as it takes, and read the pages of named files in.
//
// The shell gives an amount in front of each command and asks after it whether that was enough; if not, it puts the machine back as it was
// and says so. So a call is refused for the amount only once all its own checks have passed, at the moment when it would touch the pages,
// and what it returns from there on is of no account. A page of a named file ends a command in the same way. No part of the state: the
// amount is given anew for each command.
#pragma once

#include "engine/base/fields.h"
#include "engine/base/ids.h"
#include "engine/base/types.h"

namespace pw {

struct WorkLimit {
  u64 pages_left = ~u64{0};
  bool is_exceeded = false;
  FileId unread;  // valid: a page of this named file was asked for, and no file has contents yet (mm/fault/file.cc)
  PW_FIELDS(WorkLimit, pages_left, is_exceeded, unread);
};

// A page whose bytes are copied counts as so many that are only touched.
inline constexpr u64 kCopyWork = 8;

// False: more than is left; the caller stops where it is.
inline bool take_work(WorkLimit& work, u64 pages) {
  work.is_exceeded = work.is_exceeded || pages > work.pages_left;
  if (!work.is_exceeded) work.pages_left -= pages;
  return !work.is_exceeded;
}

}  // namespace pw
