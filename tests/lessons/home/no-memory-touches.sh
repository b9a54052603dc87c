bpftrace -e 'tracepoint:exceptions:page_fault_user { @[comm] = count(); }'
