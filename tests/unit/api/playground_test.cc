// The playground: two moments, head and looked-at; loading that can be cancelled; answers that are JSON even when the question is nonsense.
#include "engine/api/playground.h"

#include <catch2/catch.hpp>

#include "engine/api/json.h"
#include "engine/api/run_script.h"

namespace pw {
namespace {

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

// The text of a key's value, up to the next comma or bracket: enough for numbers, booleans and hashes.
std::string value_of(const std::string& json, const std::string& key) {
  const std::string::size_type at = json.find("\"" + key + "\":");
  if (at == std::string::npos) return "";
  const std::string::size_type start = at + key.size() + 3;
  return json.substr(start, json.find_first_of(",}]", start) - start);
}

}  // namespace

TEST_CASE("json: text is escaped") {
  JsonWriter json;
  json.begin_object().key("a").string("q\" b\\ n\n t\t é").key("b").begin_array().number(1).boolean(true).null().end_array().end_object();
  CHECK(json.text() == "{\"a\":\"q\\\" b\\\\ n\\n t\\u0009 é\",\"b\":[1,true,null]}");
}

TEST_CASE("playground: exec answers with outcomes and what is new of the log") {
  Playground playground;
  const std::string answer = playground.exec("a = mmap 64K; write $a");
  CHECK(has(answer, "\"command\":\"a = mmap 64K\""));
  CHECK(has(answer, "\"ret\":\"0x7fff"));
  CHECK(has(answer, "\"minflt\":1"));
  CHECK(value_of(answer, "head") == "2");
  CHECK(has(playground.status(), "\"names\":{\"a\":\"0x7fff"));
  CHECK(has(answer, "\"boot\":\"boot mem=64M cpus=2 levels=4 seed=1\""));
  CHECK(has(playground.exec("munmap 0x1 4K"), "\"errno\":\"EINVAL\""));
  CHECK(has(playground.exec("read 0"), "\"signal\":\"SIGSEGV\",\"code\":\"SEGV_MAPERR\",\"at\":\"0x0\""));
  CHECK(has(playground.exec("nonsense"), "\"kind\":\"syntax\""));
  CHECK(has(playground.status(), "\"kind\":\"signal\""));
}

TEST_CASE("playground: the looked-at moment inside a command, and back") {
  Playground playground;
  playground.exec("a = mmap 64K; write $a");
  const std::string head = playground.hash();
  const std::string before = [&] {
    playground.undo();
    const std::string hash = playground.hash();
    playground.redo();
    return hash;
  }();
  REQUIRE(playground.hash() == head);
  playground.seek_event(1, 0);
  CHECK(playground.hash() == before);
  const std::string inside = playground.seek_event(1, 5);
  CHECK(has(inside, "\"cursor\":{\"command\":2,\"event\":5}"));
  CHECK(value_of(inside, "headHash") == "\"" + head + "\"");
  CHECK(value_of(inside, "hash") != "\"" + head + "\"");
  CHECK_FALSE(playground.events().empty());
  CHECK(has(playground.evaluate("minflt(1)"), "\"ok\":true"));
  CHECK(has(playground.show("what", 0, "", -1), "do_anonymous_page"));
  playground.seek_event(1, -1);
  CHECK(playground.hash() == head);
  playground.seek_event(1, 3);
  playground.exec("fork");
  CHECK(has(playground.status(), "\"cursor\":{\"command\":3,\"event\":null}"));
}

TEST_CASE("playground: the list of commands follows undo, a new command, boot and a load") {
  Playground playground;
  playground.exec("a = mmap 64K; write $a");
  CHECK(has(playground.exec("write $a"), "\"log\":{\"from\":2,\"commands\":[{\"text\":\"write $a\""));
  playground.undo();
  playground.undo();
  CHECK(has(playground.status(), "\"text\":\"write $a\""));
  const std::string forked = playground.exec("fork");
  CHECK(has(forked, "\"log\":{\"from\":0,\"commands\":[{\"text\":\"a = mmap 64K\""));
  CHECK(has(forked, "\"text\":\"fork\""));
  CHECK_FALSE(has(forked, "\"text\":\"write $a\""));
  CHECK(has(playground.exec("ps"), "\"log\":{\"from\":2,\"commands\":[],\"head\":2,"));
  CHECK(has(playground.exec("boot"), "\"log\":{\"from\":0,\"commands\":[],\"head\":0,\"session\":2,"));
  CHECK(has(playground.status(), "\"session\":2,"));
  CHECK(has(playground.undo(), "\"session\":1,"));
  CHECK(has(playground.redo(), "\"session\":2,"));
  playground.exec("mmap 4K");
  playground.load_begin("mmap 8K\n");
  playground.load_step(1);
  CHECK(has(playground.status(), "\"commands\":[{\"text\":\"mmap 8K\""));
}

TEST_CASE("playground: which check refused a command is told, at the head and in the past") {
  Playground playground;
  playground.exec("mmap 0");
  CHECK(has(playground.status(), "\"check\":\"length is 0\""));
  CHECK(has(playground.show("what", 1, "", -1), "why: length is 0"));
  playground.exec("mmap 4K");
  CHECK(has(playground.status(), "\"check\":\"\""));
  playground.exec("munmap 0x123 4K");
  CHECK(has(playground.status(), "\"check\":\"addr is not page aligned\""));
  CHECK(has(playground.seek_event(0, -1), "\"check\":\"length is 0\""));
  CHECK(has(playground.seek_event(1, -1), "\"check\":\"\""));
}

TEST_CASE("playground: the log says of each command what its events come to, those that are not kept among them") {
  Playground playground;
  playground.exec("a = mmap 64K; write $a; fork; @2 write $a; munmap 0x123 4K; b = mmap 8M; write $b n=1500");
  const std::string status = playground.status();
  CHECK(has(status, "{\"text\":\"a = mmap 64K\",\"kind\":\"ok\",\"events\":"));
  // The first touch takes a frame for the page and one for the table that leads to it.
  CHECK(has(status, "\"faults\":1,\"frames\":2,\"tables\":1}"));
  CHECK(has(status, "\"faults\":1,\"copies\":1,\"frames\":1,\"free\":["));
  CHECK(has(status, "{\"text\":\"munmap 0x123 4K\",\"kind\":\"errno\",\"events\":1}"));
  CHECK(has(status, "\"kept\":20000,\"faults\":1500,\"frames\":1503,\"tables\":3,\"free\":["));
}

TEST_CASE("playground: every event of a command can be looked at, and the last is the state after it") {
  Playground playground;
  playground.exec("a = mmap 64K; write $a; fork; @2 write $a");
  const std::string head = playground.hash();
  const u32 events = static_cast<u32>(playground.events().size());
  REQUIRE(events > 10);
  for (u32 k = 0; k <= events; ++k) CHECK_FALSE(has(playground.seek_event(3, k), "error"));
  CHECK(playground.hash() == head);
}

TEST_CASE("playground: events after a command that only looks are its own") {
  Playground playground;
  playground.exec("a = mmap 64K; write $a");
  playground.exec("rmap $a");
  CHECK(has(playground.status(), "\"eventsOf\":{\"command\":null,\"text\":\"rmap $a\""));
  playground.exec("ps");
  CHECK(has(playground.status(), "\"eventsOf\":{\"command\":1,\"text\":\"write $a\""));
}

TEST_CASE("playground: a load tells what differs from its promise, with its place in the log") {
  Playground playground;
  playground.load_begin("boot mem=128M\n# a comment\na = mmap 4K\nmunmap(0x10000, 4096) = 7\nmunmap(0x20000, 4096) = 0\n");
  const std::string end = playground.load_step(100);
  CHECK(has(end, "\"failures\":[{\"index\":2,\"line\":4,\"command\":1,\"outcome\":"));
  CHECK(has(end, "\"differs\":true"));
  CHECK_FALSE(has(end, "0x20000"));
}

TEST_CASE("playground: a script is loaded in steps, and cancelling keeps the old machine") {
  Playground playground;
  playground.exec("a = mmap 64K");
  const std::string old = playground.hash();
  const std::string script = "boot mem=128M cpus=4 levels=5\nb = mmap 4K\nwrite $b\nassert 1 == 2\nfork\n";
  CHECK(playground.load_begin(script) == "{\"count\":5}");
  CHECK(has(playground.load_step(2), "\"done\":2,\"count\":5,\"finished\":false"));
  playground.load_cancel();
  CHECK(playground.hash() == old);
  CHECK(has(playground.load_step(1), "\"error\""));
  playground.load_begin(script);
  const std::string end = playground.load_step(100);
  CHECK(has(end, "\"finished\":true"));
  CHECK(has(end, "\"index\":3,\"line\":4"));
  CHECK(has(playground.status(), "levels=5"));
  CHECK(playground.script() == "boot mem=128M cpus=4 levels=5 seed=1\nb = mmap 4K\nwrite $b\nfork\n");
  CHECK(playground.hash() == run_script(playground.script(), RunForm::kHash).hash);
  CHECK(has(playground.load_begin("mmap 4K\nnonsense here\n"), "line 2"));
}

TEST_CASE("playground: a load brings what its last commands printed, those of the log alone") {
  Playground playground;
  std::string script = "boot\na = mmap 64K\n";
  for (int i = 0; i < 9; ++i) script += "write $a " + std::to_string(i) + "\n";
  script += "ps\nmunmap 1 4K\nb = mmap 4K\n";
  playground.load_begin(script);
  const std::string begin = playground.load_step(2);
  CHECK(has(begin, "\"said\":[]"));
  const std::string end = playground.load_step(100);
  // Of the script's 14 commands the last dozen; `ps` is none of the log's.
  CHECK(has(end, "\"said\":[{\"command\":1,\"out\":\"minor fault"));
  CHECK(has(end, "{\"command\":10,\"out\":\"EINVAL"));
  CHECK(has(end, "{\"command\":11,\"out\":\"0x7ffff"));
  CHECK_FALSE(has(end, "PID"));
  CHECK_FALSE(has(end, "\"command\":0,\"out\""));
}

TEST_CASE("playground: a log that is full can be loaded again, its boot line in front") {
  Playground playground;
  playground.run_line("a = mmap 64K");
  // Texts of the same bytes cost one content; the last commands fill what the long ones leave.
  for (u32 length = 3900; length > 0; length = length > 1 ? length / 2 : 0) {
    const std::string line = "write $a \"" + std::string(length, 'z') + "\"";
    while (playground.run_line(line).back().logged) continue;
  }
  const std::string script = playground.script();
  CHECK(script.size() > kMaxLogBytes);
  CHECK(has(playground.run_line("write $a 1").back().out, "the log is full"));
  const std::string hash = playground.hash();
  const std::string answer = playground.load_begin(script);
  INFO(answer.substr(0, 200));
  REQUIRE_FALSE(has(answer, "error"));
  CHECK(has(playground.load_step(kAllCommands), "\"failures\":[]"));
  CHECK(playground.hash() == hash);
  CHECK(playground.script() == script);
}

TEST_CASE("playground: bad input is an answer") {
  Playground playground;
  CHECK(has(playground.seek(7), "\"error\""));
  CHECK(has(playground.seek_event(0, 0), "\"error\""));
  CHECK(has(playground.show("nothing", 0, "", -1), "\"error\""));
  CHECK(has(playground.show("walk", 0, "7fff", -1), "\"error\""));
  CHECK(has(playground.show("walk", 99, "0x1000", -1), "\"text\""));
  CHECK(has(playground.show("page", 0, "", 99999999), "\"text\""));
  CHECK(has(playground.show("rmap", 0, "", 4294967295), "\"text\""));
  CHECK(has(playground.evaluate("1 +"), "\"ok\":false"));
  CHECK(has(playground.load_cancel(), "\"head\":0"));
  CHECK(has(playground.exec(""), "\"outcomes\":[]"));
}

TEST_CASE("run: exit codes") {
  CHECK(run_script("assert 1 == 1\n", RunForm::kText).exit == 0);
  CHECK(run_script("assert 1 == 2\nfork\n", RunForm::kText).exit == 1);
  const ScriptRun broken = run_script("fork\nnonsense\n", RunForm::kJson);
  CHECK(broken.exit == 2);
  CHECK(broken.text.empty());
  CHECK(has(broken.error, "line 2"));
}

TEST_CASE("run --json: the form that a live kernel is compared with") {
  const std::string text = run_script("a = mmap 12K\nwrite $a n=2\nread $a+8K\nread 0\nmunmap 1 4K\n", RunForm::kJson).text;
  const std::string area =
      "{\"start\":\"0x7ffff7ffc000\",\"end\":\"0x7ffff7fff000\",\"perm\":\"rw-p\",\"pgoff\":0,\"name\":\"\","
      "\"flags\":\"rd wr mr mw me ac\"}";
  CHECK(has(text, area));
  CHECK(has(text, "{\"pid\":1,\"cmd\":\"a = mmap 12K\",\"out\":\"0x7ffff7ffc000\",\"ret\":\"0x7ffff7ffc000\","
                  "\"faults\":[0,0],\"hash\":\""));
  CHECK(has(text, "\"pages\":[[\"0x7ffff7ffc\",2,\"PXE\","));
  CHECK(has(text, ",1,\"anon mmap swapbacked uptodate\"]"));
  CHECK(has(text, ",0,\"reserved zero_page\"]"));
  CHECK(has(text, "\"faults\":[2,0]"));
  CHECK(has(text, "\"signal\":\"SIGSEGV\",\"code\":\"SEGV_MAPERR\",\"at\":\"0x0\""));
  CHECK(has(text, "\"errno\":\"EINVAL\""));
  CHECK(has(text, "\"size\":36,\"rss\":3,\"anon\":3,\"swap\":0,\"locked\":0,\"pte_kb\":4"));
}

TEST_CASE("run --json: a SIGBUS has codes of its own") {
  const std::string text =
      run_script("a = mmap 16K rw shared\nmremap($a, 16384, 32768, 1)\nread $a+20K\nwrite 0xff00000000000000\n", RunForm::kJson).text;
  CHECK(has(text, "\"signal\":\"SIGBUS\",\"code\":\"BUS_ADRERR\",\"at\":\"0x"));
  CHECK(has(text, "\"signal\":\"SIGSEGV\",\"code\":\"SI_KERNEL\""));
}

}  // namespace pw
