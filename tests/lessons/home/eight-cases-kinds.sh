bpftrace -e 'kprobe:commit_merge { @["a neighbour takes it"] = count(); } kprobe:__split_vma { @["a cut"] = count(); }'
