file=$(mktemp /var/tmp/swap.XXXXXX)
trap 'swapoff $file; rm $file' EXIT
dd if=/dev/zero of=$file bs=1M count=16 status=none
mkswap $file > /dev/null
swapon -p 32767 $file
python3 - <<'END'
import mmap, os, resource, time
os.sched_setaffinity(0, list(os.sched_getaffinity(0))[:1])
area = mmap.mmap(-1, 4096 * 1024, flags=0x22)  # private, anonymous
area.madvise(mmap.MADV_NOHUGEPAGE)
def majors(): return resource.getrusage(resource.RUSAGE_SELF).ru_majflt
for page in range(1024): area[page * 4096] = 1
for time_out in 'out once:', 'out again:':
    area.madvise(21)  # MADV_PAGEOUT
    time.sleep(0.3)  # the disk writes meanwhile
    start = majors()
    for page in range(0, 1024, 32): area[page * 4096]
    print(time_out, majors() - start)
END
