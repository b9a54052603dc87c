python3 - <<'END'
import mmap, os, signal
def used(*processes):
    lines = [line for one in processes for line in open('/proc/%d/smaps_rollup' % one) if line.startswith('Pss_Anon')]
    return sum(int(line.split()[1]) for line in lines)
area = mmap.mmap(-1, 4096 * 10000, flags=0x22)  # private, anonymous
area.madvise(mmap.MADV_NOHUGEPAGE)
for page in range(10000): area[page * 4096] = 1
child = os.fork()
if child == 0: signal.pause()
print('before:', used(os.getpid(), child))
for page in range(10000): area[page * 4096] = 2
print('after:', used(os.getpid(), child))
os.kill(child, signal.SIGKILL)
END
