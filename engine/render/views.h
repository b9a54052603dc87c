// The text twins of the views, each in a file of its own.
#pragma once

#include "engine/render/render.h"

namespace pw {

std::string view_spaces(const Kernel& k);
std::string view_tables(const Kernel& k, Pid pid, u64 addr);
std::string view_tree(const Kernel& k, Pid pid);
void view_rmap(const Kernel& k, Pfn pfn, LineSink& out);
std::string view_memory(const Kernel& k);
std::string view_what(const Kernel& k, const std::vector<Event>* events, const Kernel* before);
std::string view_merge(const Kernel& k, const std::vector<Event>* events, const Kernel* before);
std::string view_rbtree(const Kernel& k, Pid pid, u64 addr);
std::string view_limits(const Kernel& k);
void view_swap(const Kernel& k, LineSink& out);
std::string view_pressure(const Kernel& k, const std::vector<PressureStep>& steps);
void view_lists(const Kernel& k, LineSink& out);

}  // namespace pw
