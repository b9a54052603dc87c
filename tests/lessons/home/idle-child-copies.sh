bpftrace -e 'kprobe:do_wp_page { @[comm, pid] = count(); }'
