bpftrace -e 'kprobe:anon_vma_fork { @[comm] = count(); }'
