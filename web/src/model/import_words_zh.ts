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
  [/^mmap is left out: it has (\d+) arguments in place of 6$/, '略去 mmap：它有 $1 个参数，应为 6 个'],
  [/^the script is full: at most (\w+) and (\d+) lines; the log is left out from here on$/, '脚本已满：最多 $1、$2 行；日志从这里起略去'],
  [
    /^what execve mapped is not in a log: without \/proc\/PID\/maps of that moment the process begins with its stack alone$/,
    'execve 映射了什么，日志里没有：缺少那一刻的 /proc/PID/maps，进程开始时只有栈',
  ],
  [/^the machine holds (\d+) tasks: this one is left out$/, '这台机器最多 $1 个任务：略去这一个'],
  [/^(.*) is left out: neither maps nor what strace prints$/, '略去 $1：既不是 maps，也不是 strace 的输出'],
  [/^the name (.*) of anonymous memory is left out$/, '略去匿名内存的名称 $1'],
  [/^this is no line of strace$/, '这不是 strace 的一行'],
  [/^a call has its arguments in brackets$/, '调用的参数应在括号里'],
  [/^`<\.\.\. NAME resumed>` was expected$/, '这里应为 `<... NAME resumed>`'],
  [/^the begin of this call of (\w+) is not in the log$/, '这次 $1 调用的开头不在日志里'],
  [/^the call of (\w+) is cut off$/, '$1 调用不完整'],
  [/^the call of (\w+) has no result$/, '$1 调用没有结果'],
  [/^the log has more than 4 MiB: the rest is not read$/, '日志超过 4 MiB：其余部分没有读'],
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
  if (place) return `第 ${place[1]} 行第 ${place[2]} 列：${importWordsZh(place[3]!)}`;
  const [pattern, words] = kWords.find(([one]) => one.test(text)) ?? [];
  return pattern ? text.replace(pattern, words!) : text;
}

/** For the test that compares them with what the engine says: their plain text. */
export const kImportPatterns = kWords.map(([pattern]) => pattern.source.replace(/\\(.)/g, '$1'));
