python3 - <<'END'
import mmap, re, resource
faults = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_minflt
area = mmap.mmap(-1, 4096 * 1000, flags=0x22)  # private, anonymous
area.madvise(mmap.MADV_NOHUGEPAGE)
def look(what):
    blocks = re.split('\n(?=[0-9a-f]+-)', open('/proc/self/smaps').read())
    print(what, *re.findall('Referenced: *([0-9]+)', [block for block in blocks if re.search('Size: +4000 kB', block)][0]))
for page in range(1000): area[page * 4096] = 1
look('stored')
area.madvise(20)  # MADV_COLD
look('cold')
before = faults()
for page in range(300): area[page * 4096]
after = faults()
look('read')
print('faults', after - before)
END
