// swapoff: what stands in an area comes back, to page tables and to objects; what cannot be read, and what there is no memory for.
#include "engine/kernel/page_allocator.h"
#include "engine/kernel/swap_calls.h"
#include "tests/support/shell_fixture.h"

namespace pw {
namespace {

using test::has;
using test::must;
using test::type;

const Kernel& kernel_of(const Shell& shell) { return shell.session().state().kernel; }

void check(const Shell& shell) {
  CheckReport report;
  check_kernel(kernel_of(shell), CheckLevel::kFull, report);
  std::string text;
  for (const std::string& message : report.messages()) text += message + "\n";
  INFO(text);
  REQUIRE(report.ok());
}

u64 number(Shell& shell, const std::string& expression) { return must(shell, "print " + expression).ret; }
bool holds(Shell& shell, const std::string& expression) { return must(shell, "print " + expression).out == "true"; }

// Pages of `kind` in swap: $a, 8 of them, the byte 5 in each.
void put_out(Shell& shell, const std::string& kind, const std::string& mapping = "") {
  must(shell, "sysctl vm.page-cluster=0; mkswap s 1M kind=" + kind + "; swapon s; a = mmap 32K " + mapping);
  must(shell, "write $a 5 n=8; drain; madvise $a 32K pageout");
  REQUIRE(number(shell, "stat(\"SwapTotal\") - stat(\"SwapFree\")") == 32);
}

TEST_CASE("swapoff brings every page back as it was, of every kind of device", "[swapoff]") {
  for (const char* kind : {"disk", "ssd", "zram", "file"}) {
    INFO(kind);
    Shell shell;
    put_out(shell, kind);
    must(shell, "swapoff s");
    check(shell);
    CHECK(kernel_of(shell).m.swap.nr_swapcache == 0);
    CHECK(kernel_of(shell).m.swap.total_swap_pages == 0);
    CHECK(number(shell, "value(1, $a+28K)") == 5);
    CHECK(holds(shell, "exclusive(frame(1, $a)) and not pte(1, $a).writable and not pte(1, $a).accessed"));
    const Page& page = kernel_of(shell).m.phys.pages[static_cast<u32>(number(shell, "frame(1, $a)"))];
    CHECK(has_flag(page, kPgDirty));
    CHECK_FALSE(has_flag(page, kPgSwapcache));
    CHECK(has(must(shell, "cat status").out, "VmSwap:\t       0 kB"));
    must(shell, "write $a 6; munmap $a 32K");
    check(shell);
  }
}

TEST_CASE("swapoff leaves another area alone", "[swapoff]") {
  Shell shell;
  put_out(shell, "disk");
  must(shell, "mkswap t 1M; swapon t prio=5; b = mmap 16K; write $b 7 n=4; drain; madvise $b 16K pageout");
  CHECK(must(shell, "print swap(1, $b)").out == "\"1:1\"");
  must(shell, "swapoff s");
  CHECK(must(shell, "print swap(1, $b)").out == "\"1:1\"");
  CHECK(must(shell, "print swap(1, $a)").out == "none");
  must(shell, "write $a 8; drain; madvise $a 4K pageout");
  CHECK(must(shell, "print swap(1, $a)").out == "\"1:5\"");
  check(shell);
}

TEST_CASE("swapoff of shared objects: their caches get the pages back, whoever maps them", "[swapoff]") {
  Shell shell;
  put_out(shell, "zram", "shared");
  CHECK(must(shell, "print swap(1, $a)").out == "none");
  CHECK(has(must(shell, "cat smaps | grep Swap:").out, "32 kB"));
  must(shell, "fork; swapoff s");
  check(shell);
  CHECK(kernel_of(shell).m.swap.total_swap_pages == 0);
  const Outcome read = must(shell, "@2 read $a n=8");
  CHECK(read.majflt == 0);
  CHECK(number(shell, "value(2, $a+28K)") == 5);
}

TEST_CASE("swapoff of a slot that cannot be read leaves a poison marker, and a touch of it ends in SIGBUS", "[swapoff]") {
  Shell shell;
  put_out(shell, "zram");
  must(shell, "fork; swapfail s 2; swapoff s");
  check(shell);
  for (const char* pid : {"1", "2"}) {
    const Outcome touched = type(shell, std::string("@") + pid + " read $a+4K");
    CHECK(touched.kind == Outcome::Kind::kSignal);
    CHECK(touched.signal.signo == kSigbus);
    CHECK(touched.signal.code == kBusAdrerr);
  }
  CHECK(has(must(shell, "walk $a+4K").out, "poisoned marker"));
  CHECK(has(must(shell, "cat status").out, "VmSwap:\t       0 kB"));
  CHECK(number(shell, "value(2, $a+8K)") == 5);
  must(shell, "munmap $a 32K");
  check(shell);
}

TEST_CASE("swapoff without frames: ENOMEM, what came back stays, and the area is on and usable", "[swapoff]") {
  Shell shell;
  must(shell, "boot mem=32M; sysctl vm.page-cluster=0; mkswap s 16M kind=zram; mkswap t 40K; swapon t; swapon s prio=1");
  must(shell, "a = mmap 8M; write $a 5 n=2048; drain; madvise $a 8M pageout");
  const u64 free_pages = number(shell, "free_pages()");
  must(shell, "b = mmap " + std::to_string((free_pages - 1000) * 4) + "K; write $b n=" + std::to_string(free_pages - 1000));
  const Outcome off = type(shell, "swapoff s");
  CHECK(off.error == Errno::kENOMEM);
  check(shell);
  const SwapArea& area = kernel_of(shell).m.swap.areas[1];
  CHECK((area.is_writeok && area.prio == 1 && area.inuse > 0 && area.inuse < 2048));
  CHECK(must(shell, "print pte(1, $a).present").out == "true");
  must(shell, "munmap $b " + std::to_string((free_pages - 1000) * 4) + "K");
  must(shell, "c = mmap 64K; write $c 9 n=16; drain; madvise $c 64K pageout");
  CHECK(must(shell, "print swap(1, $c).type").ret == 1);
  must(shell, "swapoff s");
  CHECK(number(shell, "value(1, $a+8188K)") == 5);
  CHECK(number(shell, "value(1, $c)") == 9);
  check(shell);
}

// Fails at the n-th request.
class FailsAt : public AllocatorStandIn {
 public:
  explicit FailsAt(u32 n) : left_(n) {}
  bool has_failed() const { return left_ == 0; }
  Pfn alloc(Kernel& k, u32 cpu, const AllocRequest& request, Trace& trace) override {
    if (left_ != 0 && --left_ == 0) return Pfn();
    return alloc_pages(k.m.phys, trace, cpu, request);
  }

 private:
  u32 left_;
};

TEST_CASE("swapoff when the n-th allocation fails: each time the machine is whole, and the next try succeeds", "[swapoff]") {
  Shell shell;
  put_out(shell, "zram");
  must(shell, "b = mmap 16K shared; write $b 7 n=4; drain; madvise $b 16K pageout; fork");
  for (u32 n = 1;; ++n) {
    Kernel k = kernel_of(shell);
    Trace trace;
    FailsAt failing(n);
    Status status = ok_status();
    {
      const StandIn standing(failing);
      status = sys_swapoff(k, trace, 1, "/dev/s");
    }
    CheckReport report;
    check_kernel(k, CheckLevel::kFull, report);
    INFO("allocation " << n);
    REQUIRE(report.ok());
    REQUIRE(status.ok() != failing.has_failed());
    if (status.ok()) {
      CHECK(n == 13);  // 8 pages of the area, 4 of the object
      break;
    }
    REQUIRE(sys_swapoff(k, trace, 1, "/dev/s").ok());
  }
}

}  // namespace
}  // namespace pw
