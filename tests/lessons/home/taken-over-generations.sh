python3 - <<'END'
import mmap, os
def nodes(): return [int(line.split()[1]) for line in open('/proc/slabinfo') if line.startswith('anon_vma_chain')][0]
areas = []
for i in range(10000):
    areas.append(mmap.mmap(-1, 4096, flags=0x22))  # private, anonymous
    areas[-1][0] = 1
    areas.append(mmap.mmap(-1, 4096, flags=0x22, prot=mmap.PROT_READ))  # keeps the others apart
before = nodes()
ready, said = os.pipe()
if os.fork() == 0:
    for generation in range(1, 9):
        if generation % 4 == 0: print('generation', generation, 'nodes', nodes() - before, flush=True)
        parent = os.getpid()
        if os.fork() > 0: os._exit(0)
        while os.getppid() == parent: pass
    os._exit(0)
os.close(said)
os.read(ready, 1)  # returns when the last one is gone
END
