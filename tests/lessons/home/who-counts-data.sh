python3 - <<'END'
import mmap, resource
used = int(open('/proc/self/status').read().split('VmData:')[1].split()[0]) * 1024
resource.setrlimit(resource.RLIMIT_DATA, (used + (32 << 20), resource.RLIM_INFINITY))
def ask(what, flags, rights):
    try: mmap.mmap(-1, 64 << 20, flags=flags, prot=rights)
    except OSError: return print(what, 'refused')
    print(what, 'granted')
ask('private, writable:', 0x22, 3)
ask('private, read-only:', 0x22, 1)
ask('shared, writable:', 0x21, 3)
END
