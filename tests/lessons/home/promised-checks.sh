bpftrace -e 'kprobe:__vm_enough_memory { @[comm] = count(); }'
