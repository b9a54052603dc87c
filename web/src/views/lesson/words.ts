// Words of an open lesson that nothing else on the page says; they come with its code, both languages at once.
const en = {
  'number.label': 'Your number',
  'number.give': 'That is it',
  'number.bad': 'A whole number, please: 12, 1,000 or 0x1f.',
  'thing.area': 'Point at an area: click it in a drawing, or name it.',
  'thing.entry': 'Point at a page-table entry: click it in a drawing, or name it.',
  'thing.frame': 'Point at a frame: click it in a drawing, or give its number.',
  'thing.anon-vma': 'Point at an anon_vma: click it in a drawing, or give its number.',
  'thing.label': 'Its name',
  'thing.find': 'Find it',
  'thing.none': 'There is no such thing here.',
  'thing.at': 'You point at {thing}.',
  'thing.give': 'That is it',
  'page.name': 'frame {n}',
  'pte.name': 'the entry of {address}, process {pid}',
  'vma.name': 'the area {start}–{end}, process {pid}',
  'av.name': 'anon_vma {n}',
  'answer.right': 'Right.',
  'answer.wrong': 'Not so.',
  'answer.yours': 'You said {text}. Here it is {answer}.',
  'answer.hit': 'It is {answer}.',
  'goal.what': 'what',
  'goal.wanted': 'wanted',
  'goal.now': 'now',
  'goal.differs': 'differs',
  'goal.same': 'as wanted',
  'goal.caption': 'Wanted and present state',
  'goal.commands': 'Commands so far: {n}. Par: {par}.',
  'goal.took': 'Done with {n} commands. Par: {par}.',
  'goal.tookOne': 'Done with one command. Par: {par}.',
  'goal.better': 'That is fewer than the par of {par}: {n}.',
  puzzle: 'Puzzle',
} as const;

type Key = keyof typeof en;

const zh: Readonly<Record<Key, string>> = {
  'number.label': '你的答案',
  'number.give': '就是它',
  'number.bad': '请输入整数：12、1,000 或 0x1f。',
  'thing.area': '指出一个 VMA：在图里点它，或写出它。',
  'thing.entry': '指出一个页表项：在图里点它，或写出它。',
  'thing.frame': '指出一个页帧：在图里点它，或写出它的号。',
  'thing.anon-vma': '指出一个 anon_vma：在图里点它，或写出它的号。',
  'thing.label': '写法',
  'thing.find': '找到它',
  'thing.none': '这里没有它。',
  'thing.at': '你指的是{thing}。',
  'thing.give': '就是它',
  'page.name': '页帧 {n}',
  'pte.name': '进程 {pid} 的 {address} 的页表项',
  'vma.name': '进程 {pid} 的 VMA {start}–{end}',
  'av.name': 'anon_vma {n}',
  'answer.right': '对。',
  'answer.wrong': '不对。',
  'answer.yours': '你的答案是{text}，实际是{answer}。',
  'answer.hit': '正是{answer}。',
  'goal.what': '项目',
  'goal.wanted': '要求',
  'goal.now': '现在',
  'goal.differs': '不同',
  'goal.same': '一致',
  'goal.caption': '要求与现状',
  'goal.commands': '已用 {n} 条命令，标准 {par} 条。',
  'goal.took': '用了 {n} 条命令，标准 {par} 条。',
  'goal.tookOne': '只用了一条命令，标准 {par} 条。',
  'goal.better': '比标准的 {par} 条还少：{n} 条。',
  puzzle: '谜题',
};

export type LessonSay = (key: Key, args?: Readonly<Record<string, string | number>>) => string;

export const lessonWords =
  (language: string): LessonSay =>
  (key, args = {}) =>
    (language === 'zh' ? zh : en)[key].replace(/\{(\w+)\}/g, (hole, name: string) => String(args[name] ?? hole));
