// Words of the list of lessons; they come with its code, both languages at once.
const en = {
  lead: 'Each lesson is one surprise, on a machine of its own. Your session is put aside; when you close the lesson you can have it back.',
  search: 'Find a lesson',
  searchHint: 'A word, a title, a question: TLB, fork, Q33',
  found: '{n} lessons found.',
  foundOne: 'One lesson found.',
  foundNone: 'No lesson speaks of this.',
  sections: 'Parts of the list',
  path: 'Opening path',
  pathText: 'For who knows C and no kernel: {n} lessons, one after the other, some {minutes} minutes in all.',
  'track.1': 'Addresses',
  'track.2': 'Address spaces',
  'track.3': 'Faults and copies',
  'track.4': 'Who maps this page?',
  'track.8': 'Gone wrong',
  'track.other': 'Track {n}',
  done: '{done} of {all}',
  doneLabel: '{done} of {all} lessons done',
  minutes: '{minutes} min',
  steps: '{done} of {all} steps done',
  next: 'Next on the path',
  start: 'Start',
  continue: 'Continue',
  again: 'Once more',
  needs: 'After',
  needsNothing: 'Needs nothing before it',
  isDone: 'done',
  explains: 'Explains',
  answers: 'Answers',
  alsoTold: 'told, not asked',
  rest: 'The rest of it waits for: {systems}.',
  onPath: 'Number {n} on the opening path: {title}',
  allQuestions: 'All questions: {answered} of {all} answered',
  questionsText: 'What people who read mm/ ask, and the lessons that answer. What waits needs a system that the model does not have yet.',
  comma: ', ',
  'state.answered': 'answered by',
  'state.told': 'told in',
  'state.waits': 'waits for',
  'state.open': 'no lesson yet',
} as const;

type Key = keyof typeof en;

const zh: Readonly<Record<Key, string>> = {
  lead: '每一课只讲一件出人意料的事，用一台自己的机器。你现在的会话会收起来，关闭课程时可以找回。',
  search: '查找课程',
  searchHint: '词、标题或问题：TLB、fork、Q33',
  found: '找到 {n} 课。',
  foundOne: '找到一课。',
  foundNone: '没有哪一课讲到它。',
  sections: '目录各部分',
  path: '入门路线',
  pathText: '适合懂 C 而没读过内核的人：共 {n} 课，依次进行，约 {minutes} 分钟。',
  'track.1': '地址',
  'track.2': '地址空间',
  'track.3': '缺页与复制',
  'track.4': '谁映射了这一页？',
  'track.8': '出了问题',
  'track.other': '第 {n} 组',
  done: '{done} / {all}',
  doneLabel: '已完成 {done} / {all} 课',
  minutes: '{minutes} 分钟',
  steps: '已完成 {done} / {all} 步',
  next: '路线上的下一课',
  start: '开始',
  continue: '继续',
  again: '再来一次',
  needs: '先学',
  needsNothing: '不需要先学别的',
  isDone: '已完成',
  explains: '讲解',
  answers: '回答',
  alsoTold: '只在文中讲到',
  rest: '其余部分还缺：{systems}。',
  onPath: '入门路线第 {n} 课：{title}',
  allQuestions: '全部问题：{all} 个中已回答 {answered} 个',
  questionsText: '读 mm/ 的人会问的问题，以及回答它们的课程。“还缺”的是模型目前没有的系统。',
  comma: '、',
  'state.answered': '回答它的课程',
  'state.told': '讲到它的课程',
  'state.waits': '还缺',
  'state.open': '还没有课程',
};

export type CatalogueSay = (key: Key, args?: Readonly<Record<string, string | number>>) => string;

export const catalogueWords =
  (language: string): CatalogueSay =>
  (key, args = {}) =>
    (language === 'zh' ? zh : en)[key].replace(/\{(\w+)\}/g, (hole, name: string) => String(args[name] ?? hole));

/** A track that a later version names is shown by its number. */
export function trackName(say: CatalogueSay, number: number): string {
  const key = `track.${number}`;
  return key in en ? say(key as Key) : say('track.other', { n: number });
}
