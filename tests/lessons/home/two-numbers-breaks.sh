bpftrace -e 'tracepoint:syscalls:sys_enter_brk { @[comm] = count(); }'
