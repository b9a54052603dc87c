dir=$(mktemp -d)
cc -o $dir/bad -x c - <<'END'
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
static sigjmp_buf next;
static void told(int number, siginfo_t *info, void *context) {
  printf("code %d, address %p\n", info->si_code, info->si_addr);
  siglongjmp(next, 1);
}
int main(void) {
  unsigned long bad[] = {0x1000, 1UL << 60, 0xffff800000000000};
  struct sigaction action = {.sa_sigaction = told, .sa_flags = SA_SIGINFO};
  sigaction(SIGSEGV, &action, NULL);
  for (volatile int i = 0; i < 3; i++)
    if (sigsetjmp(next, 1) == 0) *(volatile char *)bad[i];
}
END
$dir/bad
rm -r $dir
