python3 - <<'END'
import mmap, os, resource
def store():
    start = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for page in range(1000): area[page * 4096] = 1
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - start
area = mmap.mmap(-1, 4096 * 1000, flags=0x22)  # private, anonymous
area.madvise(mmap.MADV_NOHUGEPAGE)
print('first:', store())
print('again:', store())
if os.fork() == 0: os._exit(0)
os.wait()
print('after a child:', store())
END
