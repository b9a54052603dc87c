bpftrace -e 'kprobe:unuse_pte_range { @[comm] = count(); }'
