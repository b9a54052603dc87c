// Events in words, walks, the way from a frame to its processes, and the views' text twins.
#include <catch2/catch.hpp>

#include "engine/kernel/look.h"
#include "engine/render/call_tree.h"
#include "engine/render/decode.h"
#include "engine/render/render.h"
#include "engine/render/text.h"
#include "engine/shell/shell.h"
#include "engine/trace/mm_events.h"

namespace pw {
namespace {

const Kernel& run(Shell& shell, const std::string& script) {
  for (const Outcome& outcome : shell.run_line(script)) {
    INFO(outcome.command << ": " << outcome.out);
    REQUIRE(outcome.kind == Outcome::Kind::kOk);
  }
  return shell.session().state().kernel;
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

Event event_of(EventCode id, Phase phase, u16 depth, ReasonCode reason = Reason::kNone) {
  Event event;
  event.id = static_cast<u16>(id);
  event.phase = static_cast<u8>(phase);
  event.depth = depth;
  event.reason = static_cast<u16>(reason);
  return event;
}

// No line of a text twin ends in blanks, none is longer than a mail likes, and it ends in a newline.
void check_shape(const std::string& text) {
  REQUIRE_FALSE(text.empty());
  CHECK(text.back() == '\n');
  CHECK_FALSE(has(text, " \n"));
  CHECK_FALSE(has(text, "\t"));
}

}  // namespace

TEST_CASE("text: numbers, widths and tables") {
  CHECK(hex(0) == "0x0");
  CHECK(hex_digits(0x1a3, 8) == "000001a3");
  CHECK(binary_digits(5, 9) == "000000101");
  CHECK(size_text(65536) == "64K");
  CHECK(size_text(0) == "0");
  CHECK(size_text(5000) == "5000");
  CHECK(size_text(3ull << 30) == "3G");
  CHECK(display_width("├ é") == 3);
  CHECK(bytes_text("hi") == "\"hi\"");
  CHECK(bytes_text(std::string("\x01\xff", 2)) == "01 ff");
  TextTable table({"a", "bb"});
  table.add({"long", "1"});
  CHECK(table.text({1}) == "a     bb\nlong   1\n");
}

TEST_CASE("decode: page-table entries and error codes") {
  CHECK(pte_bits_text(make_pte(Pfn(0x1a3), kPteP | kPteRw | kPteUs | kPteA | kPteD | kPteNx)) == "P RW US A D NX");
  CHECK(pte_bits_text(make_pte(Pfn(1), kPteProtnone | kPteA)) == "A PROTNONE");
  CHECK(pte_text(Pte()) == "empty");
  CHECK(pte_text(make_pte(Pfn(0x1a3), kPteP | kPteSpecial)) == "0x1a3 P SP");
  CHECK(errcode_text(6) == "0x6 (not present, write, user)");
  CHECK(errcode_text(7) == "0x7 (present, write, user)");
  CHECK(errcode_text(0x14) == "0x14 (not present, fetch, user)");
}

TEST_CASE("events: arguments by kind") {
  CHECK(format_arg("addr", 0x7ffff7fef000) == "0x7ffff7fef000");
  CHECK(format_arg("pfn", Pfn::kNone) == "none");
  CHECK(format_arg("errno", 12) == "ENOMEM");
  CHECK(format_arg("zone", 1) == "DMA32");
  CHECK(format_arg("prot", 3) == "PROT_READ|PROT_WRITE");
  CHECK(format_arg("prot", 0) == "PROT_NONE");
  CHECK(format_arg("mapflags", 0x22) == "MAP_PRIVATE|MAP_ANONYMOUS");
  CHECK(format_arg("sicode", 2) == "SEGV_ACCERR");
  CHECK(format_arg("count", 7) == "7");
}

TEST_CASE("events: every sentence has its holes filled, with a reason and without") {
  for (u32 i = 0; i < count_of_events(); ++i) {
    const EventInfo& info = event_info(event_at(i));
    for (const ReasonCode reason : {Reason::kNone, Reason::kRefcountOver1}) {
      const std::string sentence = event_sentence(event_of(event_at(i), Phase::kInstant, 0, reason));
      INFO(info.name << ": " << sentence);
      CHECK_FALSE(has(sentence, "{"));
      CHECK_FALSE(has(sentence, ".."));
      CHECK_FALSE(sentence.empty());
    }
    CHECK(std::string(info.source) != info.name);
  }
}

TEST_CASE("call tree: branches, results of the end, spans that are still open") {
  std::vector<Event> events = {event_of(EventId::kDoWpPage, Phase::kBegin, 0), event_of(EventId::kWpCanReuse, Phase::kInstant, 1),
                               event_of(EventId::kWpPageCopy, Phase::kBegin, 1), event_of(EventId::kCopyUserPage, Phase::kInstant, 2),
                               event_of(EventId::kWpPageCopy, Phase::kEnd, 1), event_of(EventId::kDoWpPage, Phase::kEnd, 0)};
  events[4].arg[2] = 0x1b7;
  const std::string tree = render_call_tree(events);
  CHECK(tree ==
        "do_wp_page(addr=0x0, pfn=0x0)\n"
        "├ wp_can_reuse_anon_folio(pfn=0x0, refcount=0, mapcount=0)\n"
        "└ wp_page_copy(addr=0x0, old=0x0, new=0x1b7)\n"
        "  └ copy_user_highpage(from=0x0, to=0x0)\n");
  events.resize(4);
  const std::vector<CallNode> nodes = call_nodes(events);
  REQUIRE(nodes.size() == 4);
  CHECK(nodes[0].is_open);
  CHECK_FALSE(nodes[1].is_open);
  CHECK(nodes[2].is_open);
}

TEST_CASE("walk: indices, entries and what an access would do") {
  Shell shell;
  const Kernel& k = run(shell, "a = mmap 64K\nwrite $a\nmmap(0x10000000, 4096, PROT_NONE, MAP_PRIVATE|MAP_ANONYMOUS|MAP_FIXED, -1, 0)");
  const u64 a = shell.session().state().names.at("a");
  const std::string walk = render_walk(k, 1, a + 0x123);
  check_shape(walk);
  CHECK(has(walk, "0…     011111111  111111111  110111111  111101111  000100100011\n"));
  CHECK(has(walk, "       255        511        447        495        0x123\n"));
  CHECK(has(walk, "physical address " + hex(static_cast<u64>(frame_at(k, 1, a).v) << 12 | 0x123)));
  CHECK(has(render_walk(k, 1, a + kPageSize), "empty: the walk ends here"));
  CHECK(has(render_walk(k, 1, 0x10000000), "no translation"));
  CHECK(has(render_walk(k, 1, 0x800000000000), "not canonical"));
  CHECK(has(render_walk(k, 7, a), "no address space"));
}

TEST_CASE("rmap: found and in vain, and a holder for every reference") {
  Shell shell;
  const Kernel& k = run(shell, "a = mmap 64K\nwrite $a\nfork\n@2 write $a \"child\"");
  const u64 a = shell.session().state().names.at("a");
  const Pfn old_frame = frame_at(k, 1, a);
  const Pfn new_frame = frame_at(k, 2, a);
  const std::string text = render_rmap(k, old_frame);
  check_shape(text);
  CHECK(has(text, "2 areas at that index: 1 maps the frame, 1 visited in vain"));
  CHECK(has(text, "in vain: the entry points to frame " + hex(new_frame.v)));
  for (const Pfn pfn : {old_frame, new_frame, k.m.phys.zero_page, k.m.mms[k.tasks[1].mm].pgd}) {
    INFO(render_rmap(k, pfn));
    CHECK(find_holders(k, pfn).size() == static_cast<u32>(k.m.phys.pages[pfn.v].refcount));
  }
  CHECK(has(render_rmap(k, new_frame), "1 area at that index: 1 maps the frame, 0 visited in vain"));
  CHECK(has(render_rmap(k, Pfn(1)), "no anon_vma"));
  CHECK(render_rmap(k, Pfn(99999999)) == "no such frame\n");
  CHECK(has(render_page(k, new_frame), "\"child\" at 0"));
}

TEST_CASE("views: each has a text twin that says what it must") {
  Shell shell;
  const Kernel& k = run(shell,
                        "a = mmap 64K\nwrite $a n=6\nread $a+32K n=2\nfork\n@2 write $a \"child\"\nthread\nfork\n@4 exit\n"
                        "mprotect $a+4K 4K none");
  ViewRequest request;
  request.addr = shell.session().state().names.at("a");
  request.pfn = frame_at(k, 1, request.addr);
  const SessionState before = shell.session().state_before(4);
  const StoredEvents events = shell.session().events_of(4);
  request.events = &events.events;
  const SessionState after = shell.session().state_before(5);
  for (u32 i = 0; i < kViews; ++i) {
    INFO(view_name(static_cast<View>(i)));
    check_shape(render_view(k, static_cast<View>(i), request));
  }
  const std::string spaces = render_view(k, View::kSpaces, request);
  CHECK(has(spaces, "process 1 (init) on CPU 0"));
  CHECK(has(spaces, "thread 3 of process 1"));
  CHECK(has(spaces, "process 4 (init): zombie"));
  CHECK(has(spaces, "p sx5 .. zz .x6"));
  CHECK(has(render_view(k, View::kTables, request), "<- walked"));
  CHECK(has(render_view(k, View::kTree, request), "maple_leaf_64"));
  CHECK(has(render_view(k, View::kRmap, request), "(its own)"));
  CHECK(has(render_view(k, View::kMemory, request), "free blocks by order"));
  request.before = &before.kernel;
  const std::string what = render_view(after.kernel, View::kWhat, request);
  CHECK(has(what, "wp_page_copy("));
  CHECK(has(what, "pgfault"));
  CHECK(has(what, "+1\n"));
}

TEST_CASE("boot line: full, and again the machine that it describes") {
  CHECK(render_boot(BootConfig()) == "boot mem=64M cpus=2 levels=4 seed=1");
  BootConfig config;
  config.mem_bytes = 1ull << 30;
  config.segv_kills = true;
  CHECK(render_boot(config) == "boot mem=1G cpus=2 levels=4 seed=1 segv=kill");
}

}  // namespace pw
