file=$(mktemp /var/tmp/swap.XXXXXX)
trap 'swapoff $file 2> /dev/null; rm $file' EXIT
dd if=/dev/zero of=$file bs=1M count=16 status=none
mkswap $file > /dev/null
swapon -p 32767 $file
python3 - $file <<'END'
import mmap, os, signal, subprocess, sys
os.sched_setaffinity(0, list(os.sched_getaffinity(0))[:1])
area = mmap.mmap(-1, 4096 * 1024, flags=0x22)  # private, anonymous
area.madvise(mmap.MADV_NOHUGEPAGE)
for page in range(1024): area[page * 4096] = 1
area.madvise(21)  # MADV_PAGEOUT
def swapped(process):
    return int(open('/proc/%d/status' % process).read().split('VmSwap:')[1].split()[0])
everyone = [os.getpid()]
for child in range(3):
    everyone.append(os.fork())
    if everyone[-1] == 0: signal.pause()
print('before:', *map(swapped, everyone))
subprocess.run(['swapoff', sys.argv[1]])
print('after:', *map(swapped, everyone))
for child in everyone[1:]: os.kill(child, signal.SIGKILL)
END
