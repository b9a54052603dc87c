// The one command that the page adds to the shell's: it answers the prediction of the open lesson. Fetched when somebody types it, or
// presses Tab in a lesson.
import { completeAnswer, type Meaning, meaningOf, type OpenQuestion, optionNames } from '../lesson/answer_line';
import { lessonTexts } from '../lesson/catalog';
import type { ShellAnswer } from '../terminal/host';
import { runner } from './course';
import { language } from './prefs';

type Problem = Extract<Meaning, { kind: 'bad' }>['problem'] | 'noLesson' | 'noThing' | 'busy';
interface Words extends Record<Problem, string> {
  hint: string;
  help: string;
  said: string;
}

const en: Words = {
  hint: 'answers the open question of the lesson',
  help: `answer NAME OPTION|NUMBER|THING

Answers the question of the lesson that is open, as a click on it does.
NAME is the question's; Tab shows it, and the names of its options.
A number as it is, a thing by a name: vma(1, $a), pte(1, $a), 0x3e06.

  answer lost nothing
  answer resident 2`,
  said: 'answered: {given}',
  noLesson: '`answer` answers the question of a lesson, and no lesson is open: `lessons` shows them',
  noQuestion: 'no question of the lesson is open now',
  usage: 'answer NAME OPTION|NUMBER|THING; the open question is `{open}`',
  otherQuestion: '`{given}` is not the open question: that is `{open}`',
  noOption: '`{given}` is no option; these are: {open}',
  noNumber: '`{given}` is no whole number: 12, 1,000 or 0x1f',
  noThing: '`{given}` names nothing of the kind that is asked for',
  busy: 'the lesson is typing: once it has, answer again',
};

const zh: Words = {
  hint: '回答课程中正在问的问题',
  help: `answer 名字 选项|数|东西

回答打开的课程里正在问的问题，与点击相同。
名字是问题的名字；按 Tab 可以看到它和各选项的名字。
数直接写；东西写出它的名字：vma(1, $a)、pte(1, $a)、0x3e06。

  answer lost nothing
  answer resident 2`,
  said: '已回答：{given}',
  noLesson: '`answer` 回答课程的问题，现在没有打开课程：`lessons` 列出课程',
  noQuestion: '课程现在没有问题要回答',
  usage: 'answer 名字 选项|数|东西；正在问的是 `{open}`',
  otherQuestion: '`{given}` 不是正在问的问题，正在问的是 `{open}`',
  noOption: '没有 `{given}` 这个选项，有：{open}',
  noNumber: '`{given}` 不是整数：12、1,000 或 0x1f',
  noThing: '`{given}` 不是所问的那种东西',
  busy: '课程正在键入，稍后请再回答',
};

const words = () => (language.value === 'zh' ? zh : en);
const filled = (text: string, holes: Readonly<Record<string, string>>) =>
  text.replace(/\{(\w+)\}/g, (hole, name: string) => holes[name] ?? hole);
const refused = (problem: Problem, given = '', open = ''): ShellAnswer => ({
  out: filled(words()[problem], { given, open }),
  failed: true,
});

async function openQuestion(): Promise<OpenQuestion | null> {
  const now = runner.value;
  const lesson = now?.lesson.value;
  const plan = now?.step.value?.predictions[now.asked.value];
  if (!lesson || !plan || now.unfit.value) return null;
  const texts = await lessonTexts(lesson.id, language.value);
  return { plan, names: optionNames(texts?.behaviour ?? '', plan.id) };
}

/** The lines that the lesson types stand behind this one, so it waits for none of them. */
export async function answerLine(line: string): Promise<ShellAnswer> {
  if (/^\s*(?:help|man)\s/.test(line)) return { out: words().help, failed: false, isPage: true };
  const now = runner.value;
  if (!now?.lesson.value) return refused('noLesson');
  if (now.busy.value) return refused('busy');
  const meaning = meaningOf(line, await openQuestion());
  if (meaning.kind === 'bad') return refused(meaning.problem, meaning.given, meaning.open);
  const said = (given: string): ShellAnswer => ({ out: filled(words().said, { given }), failed: false });
  if (meaning.kind === 'choice') {
    const text = now.step.value!.predictions[now.asked.value]!.options[meaning.choice]!;
    void now.choose(meaning.choice);
    return said(text);
  }
  const given = meaning.kind === 'number' ? meaning.text : await now.find(meaning.text);
  if (given === '') return refused('noThing', meaning.text);
  void now.give(given);
  return said(meaning.text);
}

/** Null: the engine completes. */
export async function completeLine(line: string, cursor: number) {
  const before = new TextDecoder().decode(new TextEncoder().encode(line).slice(0, cursor));
  return completeAnswer(before, await openQuestion(), words().hint);
}

/** What `help` says of it behind its own. */
export const helpLine = (): string => `lesson: answer (${words().hint})`;
