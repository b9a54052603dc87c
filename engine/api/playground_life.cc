// One page's life for the view that draws it, and its text twin. The page is followed on from where it was left, as long as it is the same
// page and the log only grew.
#include "engine/api/json.h"
#include "engine/api/playground.h"
#include "engine/api/read_hex.h"
#include "engine/render/render.h"
#include "engine/render/swap_text.h"
#include "engine/render/text.h"
#include "engine/shell/life_text.h"

namespace pw {
namespace {

void write_step(const LifeStep& step, JsonWriter& json) {
  const Event& event = step.event;
  json.begin_object().key("command").number(step.command).key("seq").number(step.seq).key("end").number(step.end_seq);
  json.key("id").number(event.id).key("reason").number(event.reason).key("phase").number(event.phase);
  json.key("cpu").number(event.cpu).key("depth").number(event.depth).key("pid").number(event.pid);
  json.key("arg").begin_array();
  for (const u64 value : event.arg) json.string(hex(value));
  json.end_array().end_object();
}

void write_move(const LifeMove& move, JsonWriter& json) {
  const PagePlace& place = move.place;
  json.begin_object().key("command").number(move.command).key("seq").number(move.seq);
  json.key("where").string(page_where_name(place.where));
  json.key("pfn");
  if (place.pfn.valid()) json.number(place.pfn.v);
  else json.null();
  json.key("slot");
  if (place.has_slot) json.string(swap_text(place.slot));
  else json.null();
  json.key("isMapped").boolean(place.is_mapped).key("isWritable").boolean(place.is_writable);
  json.key("mapcount").number(place.mapcount).key("swapCount").number(place.swap_count);
  json.key("flags").number(place.flags).end_object();
}

}  // namespace

const PageLife& Playground::life_of(Pid pid, u64 addr) {
  const Session& session = shell_->session();
  const u64 page = addr & ~(kPageSize - 1);
  LifeCache& cache = life_;
  const bool is_same = cache.life != nullptr && cache.life->pid() == pid && cache.life->addr() == page &&
                       cache.session == shell_->session_number() && cache.revision == session.revision();
  if (!is_same) cache = {std::make_unique<PageLife>(session.state().kernel, pid, page), shell_->session_number(), session.revision()};
  cache.life->follow(session, session.head());
  return *cache.life;
}

std::string Playground::life(Pid pid, const std::string& addr) {
  u64 address = 0;
  if (!read_hex(addr, &address)) return json_error("'" + addr + "' is not an address like 0x7fff0000");
  const SessionState& now = shell_->session().state();
  if (pid == 0) pid = now.current;
  if (!is_running(now.kernel, pid)) return json_error("no running process has this pid");
  const PageLife& life = life_of(pid, address);
  const u32 head = shell_->session().head();
  JsonWriter json;
  json.begin_object().key("pid").number(pid).key("addr").string(hex(life.addr()));
  json.key("total").number(life.total()).key("totalMoves").number(life.total_moves());
  json.key("steps").begin_array();
  for (const LifeStep& step : life.steps()) {
    if (step.command < head) write_step(step, json);
  }
  json.end_array().key("moves").begin_array();
  for (const LifeMove& move : life.moves()) {
    if (move.command < head) write_move(move, json);
  }
  return json.end_array().end_object().take();
}

std::string Playground::life_twin(Pid pid, u64 addr) {
  const SessionState& now = shell_->session().state();
  if (!is_running(now.kernel, pid)) return "no running process has this pid\n";
  return life_text(now.kernel, shell_->session(), life_of(pid, addr));
}

}  // namespace pw
