bpftrace -e 'kprobe:do_anonymous_page,kprobe:do_wp_page { @[comm, func] = count(); }'
