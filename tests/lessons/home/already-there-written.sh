file=$(mktemp /var/tmp/swap.XXXXXX)
trap 'swapoff $file; rm $file' EXIT
dd if=/dev/zero of=$file bs=1M count=16 status=none
mkswap $file > /dev/null
swapon -p 32767 $file
python3 - <<'END'
import mmap, os, time
os.sched_setaffinity(0, list(os.sched_getaffinity(0))[:1])
area = mmap.mmap(-1, 4096 * 1024, flags=0x22)  # private, anonymous
area.madvise(mmap.MADV_NOHUGEPAGE)
def written(): return int(open('/proc/vmstat').read().split('pswpout ')[1].split()[0])
def out(what):
    start = written()
    area.madvise(21)  # MADV_PAGEOUT
    time.sleep(0.3)
    print(what, written() - start)
for page in range(1024): area[page * 4096] = 1
out('stored:')
for page in range(1024): area[page * 4096]
out('read:')
for page in range(1024): area[page * 4096]
for page in range(1024): area[page * 4096] = 2
out('read and stored:')
END
