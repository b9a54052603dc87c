python3 - <<'END'
import mmap, os, signal
def nodes(): return [int(line.split()[1]) for line in open('/proc/slabinfo') if line.startswith('anon_vma_chain')][0]
areas = []
for i in range(10000):
    areas.append(mmap.mmap(-1, 4096, flags=0x22))  # private, anonymous
    areas[-1][0] = 1
    areas.append(mmap.mmap(-1, 4096, flags=0x22, prot=mmap.PROT_READ))  # keeps the others apart
def family(branches):
    if os.fork() > 0: return
    os.setpgrp()
    middle = os.getpid()
    for branch in range(branches):
        if os.fork() == 0: break
    else: os._exit(0)
    while os.getppid() == middle: pass
    if branch > 0: signal.pause()
    before = nodes()
    if os.fork() == 0: signal.pause()
    print('branches:', branches, 'nodes:', nodes() - before, flush=True)
    os.killpg(0, signal.SIGKILL)
for branches in 1, 2:
    ready, said = os.pipe()
    family(branches)
    os.close(said)
    os.read(ready, 1)  # returns when all of the family are gone
END
