python3 - <<'END'
import ctypes, mmap, os
libc = ctypes.CDLL(None)
def promised(): return int(open('/proc/meminfo').read().split('Committed_AS:')[1].split()[0]) // 1024
size = os.sysconf('SC_PHYS_PAGES') // 2 * 4096
area = mmap.mmap(-1, size, flags=0x22)  # private, anonymous
address = ctypes.c_void_p(ctypes.addressof(ctypes.c_char.from_buffer(area)))
def allow(rights): libc.mprotect(address, ctypes.c_size_t(size), rights)
full = promised()
allow(1)
print('never written, read-only:', promised() - full, 'MiB')
allow(3)
area[0] = 1
allow(1)
print('one byte written, read-only:', promised() - full, 'MiB')
END
