python3 - <<'END'
import ctypes, mmap, os, resource, signal
protect = ctypes.CDLL(None).mprotect
size = 4096 * 1000
area = mmap.mmap(-1, size, flags=0x22)  # private, anonymous
area.madvise(mmap.MADV_NOHUGEPAGE)
start = ctypes.addressof(ctypes.c_char.from_buffer(area))
def store():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for page in range(1000): area[page * 4096] = 1
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before
def show(who):
    for rights in 1, 3: protect(ctypes.c_void_p(start), ctypes.c_size_t(size), rights)
    print(who, store(), flush=True)
def fork():
    child = os.fork()
    if child == 0: signal.pause()
    return child
def end(child):
    os.kill(child, signal.SIGKILL)
    os.wait()
store()
show('alone')
child = fork()
show('beside')
end(child)
end(fork())
show('after')
show('again')
END
