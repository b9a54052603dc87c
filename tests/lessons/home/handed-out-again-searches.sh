bpftrace -e 'kprobe:vm_unmapped_area { @[comm] = count(); }'
