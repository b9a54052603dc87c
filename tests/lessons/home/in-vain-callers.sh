bpftrace -e 'kprobe:folio_referenced,kprobe:try_to_unmap,kprobe:try_to_migrate { @[comm, func] = count(); }'
