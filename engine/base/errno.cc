#include "engine/base/errno.h"

#include <cstring>

namespace pw {
namespace {

struct Row {
  Errno error;
  const char* name;
  const char* text;
};

constexpr Row kRows[] = {
    {Errno::kOk, "OK", "Success"},
    {Errno::kEPERM, "EPERM", "Operation not permitted"},
    {Errno::kENOENT, "ENOENT", "No such file or directory"},
    {Errno::kESRCH, "ESRCH", "No such process"},
    {Errno::kEINTR, "EINTR", "Interrupted system call"},
    {Errno::kEIO, "EIO", "Input/output error"},
    {Errno::kE2BIG, "E2BIG", "Argument list too long"},
    {Errno::kEBADF, "EBADF", "Bad file descriptor"},
    {Errno::kECHILD, "ECHILD", "No child processes"},
    {Errno::kEAGAIN, "EAGAIN", "Resource temporarily unavailable"},
    {Errno::kENOMEM, "ENOMEM", "Cannot allocate memory"},
    {Errno::kEACCES, "EACCES", "Permission denied"},
    {Errno::kEFAULT, "EFAULT", "Bad address"},
    {Errno::kEBUSY, "EBUSY", "Device or resource busy"},
    {Errno::kEEXIST, "EEXIST", "File exists"},
    {Errno::kENODEV, "ENODEV", "No such device"},
    {Errno::kEINVAL, "EINVAL", "Invalid argument"},
    {Errno::kEMFILE, "EMFILE", "Too many open files"},
    {Errno::kENOSPC, "ENOSPC", "No space left on device"},
    {Errno::kEOVERFLOW, "EOVERFLOW", "Value too large for defined data type"},
    {Errno::kEOPNOTSUPP, "EOPNOTSUPP", "Operation not supported"},
};

const Row& find_row(Errno error) {
  for (const Row& row : kRows) {
    if (row.error == error) return row;
  }
  return kRows[0];
}

}  // namespace

const char* errno_name(Errno error) { return find_row(error).name; }
const char* errno_text(Errno error) { return find_row(error).text; }

bool is_errno(u64 number) {
  for (const Row& row : kRows) {
    if (number != 0 && static_cast<u64>(row.error) == number) return true;
  }
  return false;
}

Errno find_errno(const char* name) {
  for (const Row& row : kRows) {
    if (std::strcmp(row.name, name) == 0) return row.error;
  }
  return Errno::kOk;
}

}  // namespace pw
