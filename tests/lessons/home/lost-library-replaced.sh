python3 - <<'END'
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
libc.mmap.restype = ctypes.c_void_p
def new(address, flags): return libc.mmap(ctypes.c_void_p(address), 4096, 3, 0x22 | flags, -1, 0)  # private, anonymous
page = new(None, 0)
ctypes.memmove(page, b'data', 5)
print('fixed:', 'done' if new(page, 0x10) == page else 'elsewhere')
print('the text is now:', ctypes.string_at(page))
new(page, 0x100000)
print('fixed_noreplace: error', ctypes.get_errno())
END
