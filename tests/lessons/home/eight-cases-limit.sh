python3 - <<'END'
import ctypes
libc = ctypes.CDLL(None)
libc.mprotect.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t] + [ctypes.c_int] * 4
area = 0x200000000000
libc.mmap(area, 0x1000000000, 0, 0x32, -1, 0)  # private, fixed, anonymous
at = area + 0x4000
while libc.mprotect(at, 0x2000, 1) == 0: at += 0x4000
last = at - 0x4000
def show(what, failed): print(what, 'ENOMEM' if failed else 'done')
cut = libc.mprotect(last - 0x8000, 0x1000, 3)
border = libc.mprotect(last, 0x1000, 0)
libc.munmap(ctypes.c_void_p(area), ctypes.c_size_t(0x1000000000))
show('cut:', cut)
show('border:', border)
END
