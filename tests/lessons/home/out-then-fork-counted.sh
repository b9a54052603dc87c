file=$(mktemp /var/tmp/swap.XXXXXX)
trap 'swapoff $file; rm $file' EXIT
dd if=/dev/zero of=$file bs=1M count=16 status=none
mkswap $file > /dev/null
swapon -p 32767 $file
python3 - <<'END'
import mmap, os, re
os.sched_setaffinity(0, list(os.sched_getaffinity(0))[:1])
area = mmap.mmap(-1, 4096 * 1024, flags=0x22)  # private, anonymous
area.madvise(mmap.MADV_NOHUGEPAGE)
for page in range(1024): area[page * 4096] = 1
area.madvise(21)  # MADV_PAGEOUT
def show(who):
    print(who, *re.findall('Swap(?:Pss)?: *[0-9]+', open('/proc/self/smaps_rollup').read()), flush=True)
show('alone')
if os.fork() == 0:
    show('child')
    os._exit(0)
os.wait()
show('alone again')
END
