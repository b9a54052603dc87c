bpftrace -e 'kprobe:copy_page_range { @[comm, (uint64)((struct vm_area_struct *)arg1)->anon_vma != 0] = count(); }'
