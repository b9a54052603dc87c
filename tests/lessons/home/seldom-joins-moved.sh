python3 - <<'END'
import ctypes
libc = ctypes.CDLL(None)
word = ctypes.c_size_t
libc.mmap.argtypes = [word, word] + [ctypes.c_int] * 4
libc.mremap.argtypes = [word, word, word, ctypes.c_int, word]
old, new = 0x300000000000, 0x200000000000
def map(at, size): libc.mmap(at, size, 3, 0x32, -1, 0)  # private, fixed, anonymous
def move(at, to): libc.mremap(at, 0x4000, 0x4000, 3, to)  # MREMAP_MAYMOVE | MREMAP_FIXED
def show(what): print(what, *[line.split()[0] for line in open('/proc/self/maps') if line.startswith(('2000000', '3000000'))])
map(old, 0x8000)
ctypes.memset(old, 1, 0x8000)
move(old + 0x4000, new)
map(new + 0x4000, 0x4000)
show('written, moved, a neighbour mapped:')
map(new + 0x100000, 0x4000)
move(new + 0x100000, new + 0x8000)
show('another one, never written, moved:')
move(new, old + 0x4000)
show('the written one moved back:')
END
