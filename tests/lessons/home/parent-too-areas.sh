bpftrace -e 'kprobe:copy_page_range { @[comm] = count(); }'
