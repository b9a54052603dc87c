python3 - <<'END'
import mmap, os, signal
def trees(): return [int(line.split()[1]) for line in open('/proc/slabinfo') if line.startswith('anon_vma ')][0]
areas = []
for i in range(10000):
    areas.append(mmap.mmap(-1, 4096, flags=0x22))  # private, anonymous
    areas[-1][0] = 1
    areas.append(mmap.mmap(-1, 4096, flags=0x22, prot=mmap.PROT_READ))  # keeps the others apart
before = trees()
ready, said = os.pipe()
middle = os.fork()
if middle == 0:
    last = os.fork()
    if last > 0: os.write(said, b'%d' % last)
    signal.pause()
os.close(said)
last = int(os.read(ready, 9))
print('both alive:', trees() - before)
os.kill(middle, signal.SIGKILL)
os.waitpid(middle, 0)
print('the middle one ended:', trees() - before)
os.kill(last, signal.SIGKILL)
os.read(ready, 1)  # returns when the last one is gone
print('both ended:', trees() - before)
END
