// The words of the start page and the tour, fetched with them.
import type { Language } from '../../base/i18n';

export interface StartWords {
  title: string;
  lead: string;
  tour: string;
  open: string;
  openText: string;
  lessons: string;
  lessonsText: string;
  scenarios: string;
  /** By the scenario's name: what it is called, and what there is to see. */
  scenario: Readonly<Record<string, readonly [title: string, text: string]>>;
  stops: readonly (readonly [title: string, text: string])[];
  at: (at: number, of: number) => string;
  back: string;
  next: string;
  done: string;
  leave: string;
}

const en: StartWords = {
  title: 'Where to begin',
  lead: 'A small Linux machine stands here, with its memory laid open. Type what a program would do; every decision says why.',
  tour: 'Show me around (five stops)',
  open: 'Open a log of your own',
  openText: 'strace, perf trace, /proc/PID/maps, a script or a link: the machine goes through the same.',
  lessons: 'Lessons',
  lessonsText: 'Questions to answer with the machine at hand, step by step.',
  scenarios: 'Machines worth a look',
  scenario: {
    copy: ['Copy on write', 'A child writes to a page that it shares with its parent, and gets a copy.'],
    storm: ['A storm of copies', 'Four processes share sixteen pages, and three of them write to all.'],
    cpu: [
      'A copy, with nobody else there',
      'The child is gone, and the parent copies all the same: the batch of the other CPU still holds the page.',
    ],
    zero: ['The page of zeros', 'A read maps one page that everybody shares; the first write ends that.'],
    merge: ['A hole that closes', 'An area is cut out of three, filled again, and three become one.'],
    split: ['One area becomes three', 'mprotect in the middle splits it, and its entries lose a bit.'],
    tree: ['A maple tree that grows', 'Twelve calls make 25 areas, and a node that is full splits.'],
    guard: ['A guard in the way', 'One marker in a page table ends a program that writes there.'],
    family: ['Eight processes, one page', 'Who maps it? The kernel asks through the anon_vma, and one has left.'],
    shared: ['Really shared', 'Parent and child write to one page, and nothing is ever copied.'],
    limit: ['Refused', 'mlock beyond RLIMIT_MEMLOCK: the check that says no.'],
    areas: ['As many areas as Linux allows', 'Some 65,530 areas in one address space; the next one is refused.'],
  },
  stops: [
    ['The shell', 'A command waits at the prompt. Press Enter: the child writes to the page that it shares.'],
    ['What happened, and why', 'Each command in one sentence and its reason. “Course” and “Kernel” say the same more exactly.'],
    ['The picture', 'Yellow is what just changed. Point at anything: it lights up wherever it is, and a click looks closer.'],
    ['Time', 'Every event is kept. Drag along here, or press ← and →, to look inside the page fault; End comes back to now.'],
    ['Nothing breaks', 'Ctrl-Z takes any command back. Share puts this very machine into a link.'],
  ],
  at: (at, of) => `${at} of ${of}`,
  back: 'Back',
  next: 'Next',
  done: 'Done',
  leave: 'Leave the tour',
};

const zh: StartWords = {
  title: '从哪里开始',
  lead: '这里有一台小型 Linux 机器，它的内存全部摊开。输入程序会做的事，每个决定都会说明原因。',
  tour: '带我看一圈（五站）',
  open: '打开自己的日志',
  openText: 'strace、perf trace、/proc/PID/maps、脚本或链接：机器会照样走一遍。',
  lessons: '课程',
  lessonsText: '一步一步，用眼前的机器回答问题。',
  scenarios: '值得一看的机器',
  scenario: {
    copy: ['写时复制', '子进程写一个与父进程共享的页，得到一份副本。'],
    storm: ['复制风暴', '四个进程共享十六个页，其中三个把它们全部写一遍。'],
    cpu: ['没有别人，仍然复制', '子进程已经退出，父进程还是复制了：另一个 CPU 的 folio_batch 仍持有这一页。'],
    zero: ['零页', '读操作映射一个大家共用的页；第一次写入结束了这种共用。'],
    merge: ['洞又合上了', '从三块中间挖掉一块，再填回去，三个 VMA 变成一个。'],
    split: ['一个 VMA 变成三个', '中间的 mprotect 把它拆开，表项少了一位。'],
    tree: ['生长的枫树（maple tree）', '十二次调用产生 25 个 VMA，满了的节点会分裂。'],
    guard: ['挡路的 guard 标记', '页表里的一个标记，让写到那里的程序收到信号。'],
    family: ['八个进程，一个页', '谁映射它？内核通过 anon_vma 去问，其中一个已经离开。'],
    shared: ['真正的共享', '父子进程写同一个页，什么都不复制。'],
    limit: ['被拒绝', 'mlock 超过 RLIMIT_MEMLOCK：是哪一项检查说了不。'],
    areas: ['Linux 允许的最多 VMA', '一个地址空间里约 65,530 个 VMA，再多一个就被拒绝。'],
  },
  stops: [
    ['命令行', '提示符后有一条命令在等着。按回车：子进程会写它共享的那一页。'],
    ['发生了什么，为什么', '每条命令一句话，外加原因。“课堂”和“内核”两档说得更精确。'],
    ['图', '黄色是刚刚改变的。指向任何东西，它在各处都会亮起；单击可以细看。'],
    ['时间', '每个事件都留着。在这里拖动，或按 ← 和 →，可以看缺页内部；按 End 回到现在。'],
    ['不会弄坏', 'Ctrl-Z 可以撤销任何命令。“分享”把这台机器放进一个链接。'],
  ],
  at: (at, of) => `第 ${at} / ${of} 站`,
  back: '上一站',
  next: '下一站',
  done: '完成',
  leave: '离开导览',
};

export const startWords = (language: Language): StartWords => (language === 'zh' ? zh : en);
