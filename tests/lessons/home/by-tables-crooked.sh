python3 - <<'END'
import ctypes, mmap, time
libc = ctypes.CDLL(None)
libc.mremap.restype = ctypes.c_void_p
libc.mremap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_size_t, ctypes.c_int, ctypes.c_void_p]
size, two_mib = 128 << 20, 2 << 20
area = mmap.mmap(-1, size + two_mib, flags=0x22)  # private, anonymous
area.madvise(mmap.MADV_NOHUGEPAGE)
here = -(-ctypes.addressof(ctypes.c_char.from_buffer(area)) // two_mib) * two_mib
for page in range(0, size, 4096): ctypes.c_char.from_address(here + page).value
def there_and_back(name, place):
    best = 1e9
    for _ in range(9):
        begin = time.perf_counter()
        libc.mremap(here, size, size, 3, place)  # MREMAP_MAYMOVE | MREMAP_FIXED
        libc.mremap(place, size, size, 3, here)
        best = min(best, time.perf_counter() - begin)
    print(name, round(best * 1e6), 'microseconds')
there_and_back('whole', 0x200000000000)
there_and_back('crooked', 0x200000001000)
END
