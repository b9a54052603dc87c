python3 - <<'END'
import mmap, os, signal, time
pages, children = 200, 60
def give_up(area):
    area.madvise(mmap.MADV_FREE)
    start = time.process_time()
    area.madvise(21)  # MADV_PAGEOUT
    return round((time.process_time() - start) * 1e6)
def store(area):
    for page in range(pages): area[page * 4096] = 2
def family(keeper):
    area = mmap.mmap(-1, 4096 * pages, flags=0x22)  # private, anonymous
    area.madvise(mmap.MADV_NOHUGEPAGE)
    store(area)
    (ready, say), (wait, go) = os.pipe(), os.pipe()
    born = []
    for i in range(children):
        born.append(os.fork())
        if born[-1]: continue
        if keeper == i:
            os.read(wait, 1)
            print('the youngest child:', give_up(area), flush=True)
        else: store(area)
        os.write(say, b'!')
        signal.pause()
    others = children if keeper == 'parent' else children - 1
    if keeper != 'parent': store(area)
    for i in range(others): os.read(ready, 1)
    if keeper == 'parent': print('the parent:', give_up(area), flush=True)
    else: os.write(go, b'!') and os.read(ready, 1)
    for child in born: os.kill(child, signal.SIGKILL)
    for child in born: os.wait()
family('parent')
family(children - 1)
END
