python3 - <<'END'
import ctypes, mmap, os, struct
shared, private = (mmap.mmap(-1, 4096, flags=kind | 0x20) for kind in (1, 2))  # anonymous
pages = [ctypes.addressof(ctypes.c_char.from_buffer(area)) // 4096 for area in (shared, private)]
def entries():
    with open('/proc/self/pagemap', 'rb', buffering=0) as file:
        return [os.pread(file.fileno(), 8, page * 8)[7] >> 7 for page in pages]
for area in shared, private: area[:5] = b'hello'
print('parent', *entries(), flush=True)
if os.fork() == 0:
    print('child', *entries())
    shared[:5] = b'child'
    shared.madvise(mmap.MADV_DONTNEED)
    print('dropped', *entries(), flush=True)
    os._exit(0)
os.wait()
for area in shared, private: area.madvise(mmap.MADV_DONTNEED)
print('dropped', *entries())
print('read', shared[:5], private[:5])
print([line.split()[5:] for line in open('/proc/self/maps') if int(line.split('-')[0], 16) == pages[0] * 4096])
END
