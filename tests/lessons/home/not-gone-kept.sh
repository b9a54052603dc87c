python3 - <<'END'
import ctypes, mmap, os, re
area = mmap.mmap(-1, 4096 * 1000, flags=0x22)  # private, anonymous
area.madvise(mmap.MADV_NOHUGEPAGE)
start = ctypes.addressof(ctypes.c_char.from_buffer(area))
for page in range(1000): area[page * 4096:page * 4096 + 5] = b'hello'
def show(what):
    blocks = re.split('\n(?=[0-9a-f]+-)', open('/proc/self/smaps').read())
    block = [block for block in blocks if block.startswith('%x-' % start)][0]
    print(what, block.split()[1], *re.findall('\nRss: *([0-9]+)', block), flush=True)
show('before')
ctypes.CDLL(None).mprotect(ctypes.c_void_p(start), ctypes.c_size_t(4096 * 1000), 0)
show('forbidden')
if os.fork() == 0: os._exit(area[0])
print('child', os.wait()[1])
with open('/proc/self/mem', 'rb') as memory:
    memory.seek(start)
    print('debugger', memory.read(5).decode())
END
