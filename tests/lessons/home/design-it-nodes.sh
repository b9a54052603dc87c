python3 - <<'END'
import mmap, os, signal
def nodes(): return [int(line.split()[1]) for line in open('/proc/slabinfo') if line.startswith('anon_vma_chain')][0]
area = mmap.mmap(-1, 4096 * 10000, flags=0x22)  # private, anonymous
area.madvise(mmap.MADV_NOHUGEPAGE)
for page in range(10000): area[page * 4096] = 1
before = nodes()
children = []
for i in range(20):
    children.append(os.fork())
    if children[-1] == 0: signal.pause()
print('entries of the area:', 20 * 10000)
print('nodes of all areas:', nodes() - before)
for child in children: os.kill(child, signal.SIGKILL)
END
