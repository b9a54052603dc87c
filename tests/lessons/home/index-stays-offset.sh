python3 - <<'END'
import ctypes, mmap
libc = ctypes.CDLL(None)
libc.munmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t]
libc.mremap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_size_t, ctypes.c_int, ctypes.c_void_p]
area = mmap.mmap(-1, 0x8000)  # shared, anonymous
here = ctypes.addressof(ctypes.c_char.from_buffer(area))
def show(): print(*[line for line in open('/proc/self/maps') if '/dev/zero' in line], sep='', end='')
show()
libc.munmap(here, 0x4000)
show()
libc.mremap(here + 0x4000, 0x4000, 0x4000, 3, 0x200000000000)  # MREMAP_MAYMOVE | MREMAP_FIXED
show()
END
