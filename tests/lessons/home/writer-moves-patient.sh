python3 - <<'END'
import mmap, os
def reused(): return int(open('/proc/vmstat').read().split('pgreuse ')[1].split()[0])
def store(who):
    start = reused()
    for page in range(20000): area[page * 4096] = 1
    print(who, reused() - start, flush=True)
area = mmap.mmap(-1, 4096 * 20000, flags=0x22)  # private, anonymous
area.madvise(mmap.MADV_NOHUGEPAGE)
store('new pages:')
ready, go = os.pipe()
if os.fork() == 0:
    os.read(ready, 1)
    store('child, afterwards:')
    os._exit(0)
store('parent, first:')
os.write(go, b'!')
os.wait()
END
