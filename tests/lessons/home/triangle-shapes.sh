python3 - <<'END'
import os, signal
def nodes(): return [int(line.split()[1]) for line in open('/proc/slabinfo') if line.startswith('anon_vma_chain')][0]
def family(name, is_line):
    if os.fork() > 0: return os.wait()
    os.setpgrp()
    before = nodes()
    for i in range(40):
        is_parent = os.fork() > 0
        if is_parent == is_line: signal.pause()
    print(name, nodes() - before, flush=True)
    os.killpg(0, signal.SIGKILL)
family('side by side:', False)
family('in a line:', True)
END
