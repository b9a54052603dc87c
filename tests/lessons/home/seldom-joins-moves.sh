bpftrace -e 'kprobe:copy_vma { @[comm] = count(); }'
