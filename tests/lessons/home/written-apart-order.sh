python3 - <<'END'
import ctypes
libc = ctypes.CDLL(None)
libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t] + [ctypes.c_int] * 4
libc.munmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t]
def map(at, size): libc.mmap(at, size, 3, 0x32, -1, 0)  # private, fixed, anonymous
def fill(at, stores):
    map(at, 0xc000)
    libc.munmap(at + 0x4000, 0x4000)
    for place in stores: ctypes.memset(at + place, 1, 1)
    map(at + 0x4000, 0x4000)
    start = '%x' % (at >> 20)
    print(*[line for line in open('/proc/self/maps') if line.startswith(start)], sep='')
fill(0x200000000000, [])
fill(0x300000000000, [0, 0xb000])
END
