python3 - <<'END'
import ctypes
libc = ctypes.CDLL(None)
area = ctypes.c_void_p(0x200000000000)
libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t] + [ctypes.c_int] * 4
libc.mmap(area, 0x8000, 3, 0x32, -1, 0)  # private, fixed, anonymous
def show(what):
    inside = False
    for line in open('/proc/self/smaps'):
        if '-' in line.split()[0]: inside = line.startswith('20000000')
        if inside and line.startswith(('2000', 'VmFlags')): print(what, line.strip())
show('whole:')
libc.madvise(area, 0x4000, 10)  # MADV_DONTFORK
show('half not for children:')
libc.madvise(area, 0x4000, 11)  # MADV_DOFORK
show('again:')
libc.syscall(237, area, 0x4000, 4, None, 0, 0)  # mbind, MPOL_LOCAL
show('half with a policy:')
END
