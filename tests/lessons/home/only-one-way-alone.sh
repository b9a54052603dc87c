python3 - <<'END'
import ctypes, mmap, os, signal, struct, threading
area = mmap.mmap(-1, 4096, flags=0x22)  # private, anonymous
area[0] = 1
page = ctypes.addressof(ctypes.c_char.from_buffer(area)) // 4096
def alone():
    with open('/proc/self/pagemap', 'rb') as entries:
        entries.seek(page * 8)
        return bool(struct.unpack('Q', entries.read(8))[0] >> 56 & 1)
print('new page:', alone())
thread = threading.Thread(target=lambda: print('in a thread:', alone()))
thread.start()
thread.join()
child = os.fork()
if child == 0: signal.pause()
print('with a child:', alone())
os.kill(child, signal.SIGKILL)
os.wait()
print('without it:', alone())
END
