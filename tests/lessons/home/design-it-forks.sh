bpftrace -e 'kprobe:anon_vma_fork /(uint64)((struct vm_area_struct *)arg1)->anon_vma != 0/ { @[comm] = count(); }'
