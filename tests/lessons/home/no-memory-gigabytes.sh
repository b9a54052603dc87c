python3 - <<'END'
import mmap, os
def show(): print(*[line for line in open('/proc/self/status') if line.startswith(('VmSize', 'VmRSS'))], sep='', end='')
show()
area = mmap.mmap(-1, 4 * os.sysconf('SC_PHYS_PAGES') * 4096, flags=0x4022)  # private, anonymous, noreserve
show()
for page in range(2560): area[page * 4096] = 1
show()
END
