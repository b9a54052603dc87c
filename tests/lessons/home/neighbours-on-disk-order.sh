file=$(mktemp /var/tmp/swap.XXXXXX)
trap 'swapoff $file; rm $file' EXIT
dd if=/dev/zero of=$file bs=1M count=16 status=none
mkswap $file > /dev/null
swapon -p 32767 $file
python3 - <<'END'
import mmap, os, random, resource, time
os.sched_setaffinity(0, list(os.sched_getaffinity(0))[:1])
def majors(): return resource.getrusage(resource.RUSAGE_SELF).ru_majflt
def read_back(order):
    area = mmap.mmap(-1, 4096 * 512, flags=0x22)  # private, anonymous
    area.madvise(mmap.MADV_NOHUGEPAGE)
    for page in range(512): area[page * 4096] = 1
    for page in order: area.madvise(21, page * 4096, 4096)  # MADV_PAGEOUT
    time.sleep(0.3)  # written, but still in the swap cache
    for page in order: area[page * 4096]
    area.madvise(21)  # and gone
    start = majors()
    for page in range(512): area[page * 4096]
    return majors() - start
pages = list(range(512))
print('in order:', read_back(pages))
random.shuffle(pages)
print('shuffled:', read_back(pages))
END
