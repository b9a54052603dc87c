python3 - <<'END'
import ctypes
libc = ctypes.CDLL(None)
libc.mmap.restype = ctypes.c_void_p
def new(): return ctypes.c_void_p(libc.mmap(None, 8192, 3, 0x22, -1, 0))  # to read and write; private, anonymous
old = new()
ctypes.memmove(old, b'mine', 5)
libc.munmap(old, 8192)
other = new()
ctypes.memmove(other, b'not yours', 10)
print('old:', hex(old.value))
print('new:', hex(other.value))
print('read through the old pointer:', ctypes.string_at(old).decode())
END
