python3 - <<'END'
import ctypes, mmap, re
protect = ctypes.CDLL(None).mprotect
area = mmap.mmap(-1, 1 << 30, flags=0x4022)  # private, anonymous, noreserve
start = ctypes.addressof(ctypes.c_char.from_buffer(area))
def show(what):
    lines = [re.split('[- ]', line, maxsplit=2) for line in open('/proc/self/maps')]
    rights = [line[2][:4] for line in lines if int(line[0], 16) < start + (1 << 30) and int(line[1], 16) > start]
    print(what, *rights, re.search('VmPTE:.*', open('/proc/self/status').read())[0])
show('before')
protect(ctypes.c_void_p(start + (1 << 28)), ctypes.c_size_t(1 << 29), 1)
show('read-only')
protect(ctypes.c_void_p(start + (1 << 28)), ctypes.c_size_t(1 << 29), 3)
show('writable')
END
