bpftrace -e 'kretprobe:vma_merge_new_range { @[retval != 0 ? "taken by a neighbour" : "an area of its own"] = count(); }'
