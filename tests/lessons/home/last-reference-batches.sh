bpftrace -e 'kprobe:lru_add_drain { @[comm, cpu] = count(); }'
