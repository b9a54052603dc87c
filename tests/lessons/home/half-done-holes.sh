python3 - <<'END'
import ctypes, mmap, os
libc = ctypes.CDLL(None, use_errno=True)
area = mmap.mmap(-1, 96 * 4096, flags=0x22)  # private, anonymous
start = ctypes.addressof(ctypes.c_char.from_buffer(area))
def call(name, at, pages, *more):
    failed = getattr(libc, name)(ctypes.c_void_p(start + at * 4096), ctypes.c_size_t(pages * 4096), *more)
    return name, 'ENOMEM' if failed and ctypes.get_errno() == 12 else failed
def rights(at):
    for line in open('/proc/self/maps'):
        low, high = (int(end, 16) for end in line.split()[0].split('-'))
        if low <= start + at * 4096 < high: return line.split()[1]
for page in range(96): area[page * 4096] = 1
call('munmap', 32, 32)
print(*call('madvise', 0, 96, 4), area[0], area[64 * 4096])  # MADV_DONTNEED
print(*call('mprotect', 0, 96, 1), rights(0), rights(64))
print(*call('munmap', 0, 96), rights(0), rights(64), flush=True)
os._exit(0)
END
