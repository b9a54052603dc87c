bpftrace -e 'tracepoint:syscalls:sys_enter_mmap /args->flags & 0x10/ { @[comm] = count(); }'
