python3 - <<'END'
import ctypes
libc = ctypes.CDLL(None)
libc.sbrk.restype = ctypes.c_void_p
def show(): print(*[line for line in open('/proc/self/maps') if '[heap]' in line], sep='')
end = libc.sbrk(12 * 4096) + 12 * 4096 & ~4095
libc.munmap(ctypes.c_void_p(end - 8 * 4096), 4 * 4096)
libc.mmap(ctypes.c_void_p(end - 6 * 4096), 4096, 1, 0x32, -1, 0)  # to read; private, anonymous, fixed
show()
libc.sbrk(4 * 4096)
show()
END
