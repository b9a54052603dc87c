bpftrace -e 'kretprobe:may_expand_vm /!retval/ { @[comm] = count(); }'
