// What an import says of what it left out or refused, in Chinese. The engine says it in English; a sentence that is not here stays so.
const kWords: readonly (readonly [RegExp, string])[] = [
  [/^(\d+) calls? (?:is|are) left out, of what changes no memory that is modelled: (.*)$/, '略去 $1 个调用，它们不改变所模拟的内存：$2'],
  [
    /^(\d+) calls? (?:is|are) left out, that failed, only asked, or whose effect the log does not tell: (.*)$/,
    '略去 $1 个调用，它们失败了、只是查询，或效果在日志里看不出：$2',
  ],
  [
    /^(\d+) calls? (?:is|are) left out, of tasks that had ended or were left out themselves: (.*)$/,
    '略去 $1 个调用，它们的任务已结束或已被略去：$2',
  ],
  [
    /^no call of the log returned task (\d+): it is taken as a thread of the first process, @(\d+)$/,
    '日志里没有调用返回任务 $1：把它当作第一个进程 @$2 的线程',
  ],
  [
    /^(\w+) is left out: what it maps is not built in this version, so the areas are others from here on$/,
    '略去 $1：它所映射的在此版本中尚未实现，所以从这里起 VMA 不同',
  ],
  [
    /^(\w+) is left out: what it unmaps is not built in this version, so the areas are others from here on$/,
    '略去 $1：它所解除映射的在此版本中尚未实现，所以从这里起 VMA 不同',
  ],
  [/^mmap is left out: it has (\d+) arguments in place of 6$/, '略去 mmap：它有 $1 个参数，应为 6 个'],
  [/^the script is full: at most (\w+); areas from 0x(\w*) on are left out$/, '脚本已满：最多 $1；从 0x$2 起的 VMA 略去'],
  [
    /^the script is full: at most (\w+) and (\d+) lines; the log is left out from here on; bring a part: fewer lines, or (.*)$/,
    '脚本已满：最多 $1、$2 行；日志从这里起略去；请只取一部分：更少的行，或用 $3',
  ],
  [
    /^what execve mapped is not in a log: without \/proc\/PID\/maps of that moment the process begins with its stack alone$/,
    'execve 映射了什么，日志里没有：缺少那一刻的 /proc/PID/maps，进程开始时只有栈',
  ],
  [/^where the heap begins is not in the log: it is taken to begin at (0x\w+)$/, '堆从哪里开始，日志里没有：当作从 $1 开始'],
  [
    /^whether this area and the one beside it are one depends on stores that no log shows: they are taken as one$/,
    '这个 VMA 与旁边的是否为一个，取决于日志里看不到的写入：当作一个',
  ],
  [/^the machine holds (\d+) tasks: this one is left out$/, '这台机器最多 $1 个任务：略去这一个'],
  [/^(.*) is left out: neither maps nor what strace prints$/, '略去 $1：既不是 maps，也不是 strace 的输出'],
  [/^the name (.*) of anonymous memory is left out$/, '略去匿名内存的名称 $1'],
  [
    /^these files have no times: a child runs to its end behind the call that made it; record with -tt for the real order$/,
    '这些文件没有时间：子进程在创建它的调用之后一直运行到结束；要真实的顺序，请用 -tt 记录',
  ],
  [
    /^from here on the log is left out: no script holds so many calls; bring a part: fewer lines, or (.*)$/,
    '日志从这里起略去：没有脚本能容纳这么多调用；请只取一部分：更少的行，或用 $1',
  ],
  [/^read as what (.*) prints$/, '按 $1 的输出来读'],
  [/^a 32-bit program: its addresses stand as they are on a 64-bit machine$/, '32 位程序：它的地址原样放在 64 位机器上'],
  [/^nothing of a log or of maps$/, '既不是日志，也不是 maps 的内容'],
  [/^nothing of a log or of maps, down to line (\d+)$/, '既不是日志，也不是 maps 的内容，直到第 $1 行'],
  [/^the log ends before this call of (\w+) returned$/, '日志结束时，这次 $1 调用还没有返回'],
  [
    /^these addresses have more than 47 bits, as those of arm64 have: they stand on a machine with five levels of tables$/,
    '这些地址超过 47 位（arm64 就是这样）：放在有五级页表的机器上',
  ],
  [/^from here on this is another address space: it becomes process @(\d+)$/, '从这里起是另一个地址空间：成为进程 @$1'],
  [/^this is the memory map of a sanitizer, which tells no permissions: bring (.*)$/, '这是 sanitizer 的内存图，没有权限：请改用 $1'],
  [/^this is smaps_rollup, which holds sums and no areas: bring (.*)$/, '这是 smaps_rollup，只有合计，没有 VMA：请改用 $1'],
  [/^this is vmmap of macOS, whose memory is not Linux's: bring (.*)$/, '这是 macOS 的 vmmap，不是 Linux 的内存：请改用 $1'],
  [/^this is gdb before version 12, which tells no permissions: bring (.*)$/, '这是 12 版之前的 gdb，没有权限：请改用 $1'],
  [/^this is numa_maps, which tells neither ends nor permissions: bring (.*)$/, '这是 numa_maps，没有终点也没有权限：请改用 $1'],
  [/^this is (.*), which holds sums and no (?:calls|areas): bring (.*)$/, '这是 $1，只有合计：请改用 $2'],
  [
    /^this is (.*), which holds sums and no (?:calls|areas): record without -c \(or with -C\)$/,
    '这是 $1，只有合计：记录时不要加 -c（或改用 -C）',
  ],
  [/^this is (.*), which holds no areas: bring (.*)$/, '这是 $1，里面没有 VMA：请改用 $2'],
  [/^this is (.*), which holds no calls: bring (.*)$/, '这是 $1，里面没有调用：请改用 $2'],
  [/^this is (.*), which is packed: bring it unpacked \((.*)\)$/, '这是 $1，已压缩：请先解压（$2）'],
  [/^this is (.*), which is no text: bring (.*)$/, '这是 $1，不是文本：请改用 $2'],
  [/^this is (.*), whose calls are not Linux's: bring (.*)$/, '这是 $1，不是 Linux 的调用：请改用 $2'],
  [/^this is (.*), (?:whose|which) (.*): bring (.*)$/, '这是 $1，读不了：请改用 $3'],
  [/^the begin of this call of (\w+) is not in the log$/, '这次 $1 调用的开头不在日志里'],
  [/^the call of (\w+) is cut off$/, '$1 调用不完整'],
  [/^the call of (\w+) has no result$/, '$1 调用没有结果'],
  [/^no line of maps or smaps$/, '这不是 maps 或 smaps 的一行'],
  [/^an area that is not page aligned$/, '没有按页对齐的 VMA'],
  [/^an area that is empty$/, '空的 VMA'],
  [/^an area that lies above the user address space$/, '超出用户地址空间的 VMA'],
  [/^an area that begins before the one in front of it ends$/, '与前一个重叠的 VMA'],
  [/^an area that has a name of more than 2000 bytes$/, '名称超过 2000 字节的 VMA'],
  [/^more than one strace log: import them one by one$/, '不止一个 strace 日志：请逐个打开'],
  [/^more than one address space and no strace log: import them one by one$/, '不止一个地址空间，又没有 strace 日志：请逐个打开'],
  [/^the reader of logs cannot be fetched: (.*)$/, '无法取得日志的读取器：$1'],
  [/^none of these is maps or a strace log: open scripts one by one$/, '其中没有 maps，也没有 strace 日志：脚本请逐个打开'],
  [/^the log holds no call that strace saw return$/, '日志里没有一个 strace 看到返回的调用'],
  [/^the path of the program is too long for one command$/, '程序的路径太长，一条命令放不下'],
  [/^(\w+) is left out: (.*)$/, '略去 $1：$2'],
  [/^differs: the line says (.*), here it is (.*)$/, '不同：该行记录为 $1，这里是 $2'],
  [/^no line of \/proc\/PID\/maps or smaps is in this text$/, '这段文本里没有 /proc/PID/maps 或 smaps 的行'],
];

export function importWordsZh(text: string): string {
  const place = /^line (\d+), column (\d+): (.*)$/.exec(text);
  const file = /^in (\S+): (.*)$/.exec(text);
  if (file) return `${file[1]}：${importWordsZh(file[2]!)}`;
  if (place) return `第 ${place[1]} 行第 ${place[2]} 列：${importWordsZh(place[3]!)}`;
  const [pattern, words] = kWords.find(([one]) => one.test(text)) ?? [];
  const said = pattern ? text.replace(pattern, words!) : text;
  return said.startsWith('这是 ') ? said.replace('a log of ', '').replace(' or ', ' 或 ') : said;
}

/** For the test that compares them with what the engine says: their plain text. */
export const kImportPatterns = kWords.map(([pattern]) => pattern.source.replace(/\\(.)/g, '$1'));
