bpftrace -e 'kprobe:folio_alloc_swap,kprobe:swap_writeout,kprobe:do_swap_page,kprobe:swap_cluster_readahead { @[comm, func] = count(); }'
