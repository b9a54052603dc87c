python3 - <<'END'
import mmap, resource
faults = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_minflt
area = mmap.mmap(-1, 4096 * 1000, flags=0x22)  # private, anonymous
area.madvise(mmap.MADV_NOHUGEPAGE)
start = faults()
for page in range(1000): area[page * 4096]
print('reads:', faults() - start)
start = faults()
for page in range(1000): area[page * 4096] = 1
print('stores:', faults() - start)
END
