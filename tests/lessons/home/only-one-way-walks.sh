bpftrace -e 'kprobe:folio_referenced,kprobe:try_to_unmap { @[comm, func] = count(); }'
