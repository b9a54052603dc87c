#include "engine/render/views.h"

#include "engine/base/assert.h"
#include "engine/render/line_sink.h"

namespace pw {

const char* view_name(View view) {
  switch (view) {
    case View::kSpaces: return "spaces";
    case View::kTables: return "tables";
    case View::kTree: return "tree";
    case View::kRmap: return "rmap";
    case View::kMemory: return "memory";
    case View::kWhat: return "what";
    case View::kMerge: return "merge";
    case View::kRbtree: return "rbtree";
    case View::kLimits: return "limits";
    case View::kSwap: return "swap";
    case View::kPressure: return "pressure";
    case View::kLists: return "lists";
  }
  PW_ASSERT(false, "every view has its case");
}

void print_view(const Kernel& k, View view, const ViewRequest& request, LineSink& out) {
  switch (view) {
    case View::kSpaces: return out.add(view_spaces(k));
    case View::kTables: return out.add(view_tables(k, request.pid, request.addr));
    case View::kTree: return out.add(view_tree(k, request.pid));
    case View::kRmap: return view_rmap(k, request.pfn, out);
    case View::kMemory: return out.add(view_memory(k));
    case View::kWhat: return out.add(view_what(k, request.events, request.before));
    case View::kMerge: return out.add(view_merge(k, request.events, request.before));
    case View::kRbtree: return out.add(view_rbtree(k, request.pid, request.addr));
    case View::kLimits: return out.add(view_limits(k));
    case View::kSwap: return view_swap(k, out);
    case View::kPressure: return out.add(view_pressure(k, request.steps));
    case View::kLists: return view_lists(k, out);
  }
  PW_ASSERT(false, "every view has its case");
}

std::string render_view(const Kernel& k, View view, const ViewRequest& request) {
  TextSink out;
  print_view(k, view, request, out);
  return out.text;
}

bool needs_before(View view) { return view == View::kWhat || view == View::kMerge; }

}  // namespace pw
