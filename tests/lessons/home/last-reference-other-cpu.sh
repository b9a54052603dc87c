python3 - <<'END'
import ctypes, mmap, os, struct
def frames():
    with open('/proc/self/pagemap', 'rb') as entries:
        entries.seek(first * 8)
        return [entry & (1 << 55) - 1 for entry in struct.unpack('10Q', entries.read(80))]
def copied(cpu):
    global first
    area = mmap.mmap(-1, 4096 * 10, flags=0x22)  # private, anonymous
    first = ctypes.addressof(ctypes.c_char.from_buffer(area)) // 4096
    os.sched_setaffinity(0, [cpus[0]])
    for page in range(10): area[page * 4096] = 1
    os.sched_setaffinity(0, [cpu])
    if os.fork() == 0: os._exit(0)
    os.wait()
    before = frames()
    for page in range(10): area[page * 4096] = 2
    return sum(old != new for old, new in zip(before, frames()))
cpus = sorted(os.sched_getaffinity(0))
print('on the same CPU:', sum(copied(cpus[0]) for i in range(50)))
print('on another CPU:', sum(copied(cpus[1]) for i in range(50)))
END
