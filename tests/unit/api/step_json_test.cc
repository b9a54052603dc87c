// One step of `run --json`: pages in swap name their slot, and runs of them have consecutive offsets.
#include "engine/api/step_json.h"

#include "tests/support/shell_fixture.h"

namespace pw {
namespace {

using test::has;
using test::must;

std::string step(Shell& shell, const std::string& line) { return step_json(must(shell, line), shell.session().state().kernel); }

TEST_CASE("step_json: a page in swap has the slot where its frame would stand", "[json]") {
  Shell shell;
  must(shell, "mkswap a 64K kind=zram; mkswap b 1M kind=zram; swapon a prio=2; swapon b");
  must(shell, "a = mmap 0x10000000 128K rw fixed; write $a n=32; drain");
  const std::string out = step(shell, "madvise $a 80K pageout");
  CHECK(has(out, "[\"0x10000\",15,\"S\",\"0:1\",0,\"\"],[\"0x1000f\",5,\"S\",\"1:1\",0,\"\"],[\"0x10014\",12,\"PXE\","));
  CHECK(has(out, "\"rss\":13,\"anon\":13,\"swap\":20"));
  const std::string read = step(shell, "read $a+8K");
  CHECK(has(read, "[\"0x10000\",2,\"S\",\"0:1\",0,\"\"],[\"0x10002\",1,\"PXE\","));
  CHECK(has(read, "[\"0x10003\",12,\"S\",\"0:4\",0,\"\"]"));
  CHECK(has(read, "\"faults\":[0,1]"));
}

TEST_CASE("step_json: markers have no frame, and a run of them stays one", "[json]") {
  Shell shell;
  must(shell, "a = mmap 0x10000000 16K rw fixed");
  CHECK(has(step(shell, "madvise $a 16K guard_install"), "[\"0x10000\",4,\"SG\",0,0,\"\"]"));
}

}  // namespace
}  // namespace pw
