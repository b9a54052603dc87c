bpftrace -e 'kprobe:__anon_vma_prepare { @[comm] = count(); }'
