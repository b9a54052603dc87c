#include "engine/import/read/area_formats.h"

namespace pw {

const AreaFormat kAreaFormats[] = {
    {"/proc/PID/maps", read_maps_line, "00400000-0040c000 r-xp 00000000 08:01 254164                             /bin/srv"},
    {"gdb's info proc mappings", read_gdb_line, "0x400000 0x40c000 0xc000 0x0  r-xp   /bin/srv"},
    {"vmmap of a plugin of gdb", read_plugin_line, "0x400000 0x40c000 r-xp c000 0 /bin/srv"},
    {"lldb's memory region", read_lldb_line, "[0x0000000000400000-0x000000000040c000) r-x /bin/srv"},
    {"pmap", read_pmap_line, "0000000000400000     48K r-x-- srv"},
    {"pmap -X", read_pmap_wide_line, "00400000 r-xp 00000000  08:01 254164    48    8     8 /bin/srv"},
    {"a tombstone", read_tombstone_line, "00000000'00400000-00000000'0040bfff r-x         0      c000  /bin/srv"},
    {nullptr, nullptr, nullptr},
};

}  // namespace pw
