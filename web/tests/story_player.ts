// Plays commands on the real module and tells the story of each: what the tests of the story share.
import { fileURLToPath } from 'node:url';
import type { ExecAnswer, Failure, Life, LoadProgress, Pagewalk, Status } from '../../wasm-bindings/pagewalk';
import { decodeEvents } from '../src/engine/generated/events';
import { decodeSnapshot } from '../src/engine/generated/snapshot';
import { diffMachines, kNoChange } from '../src/model/diff';
import { Machine } from '../src/model/machine';
import { enSentences } from '../src/model/sentences_en';
import { zhSentences } from '../src/model/sentences_zh';
import { type Story, type StoryMoment, storyOf } from '../src/model/story';
import { enStory } from '../src/model/story/en';
import { plainText } from '../src/model/story/parts';
import type { Level } from '../src/model/story/words';
import { zhStory } from '../src/model/story/zh';

const { loadPagewalk } = await import('../../tests/parity/load_module.mjs' as string);
const folder = process.env.PAGEWALK_WASM_FOLDER ?? fileURLToPath(new URL('../../build/wasm', import.meta.url));
const module = (await loadPagewalk(folder)) as { Pagewalk: new () => Pagewalk };

export type Language = 'en' | 'zh';

export class Player {
  private readonly engine = new module.Pagewalk();
  private before: Machine | null = null;

  /** The moment after a line; null when it neither is logged nor emits events. */
  run(line: string): StoryMoment | null {
    const before = new Machine(decodeSnapshot(this.engine.snapshot().slice()));
    const answer = JSON.parse(this.engine.exec(line)) as ExecAnswer | Failure;
    if (!('outcomes' in answer)) throw new Error(`${line}: ${answer.error}`);
    const last = answer.outcomes.at(-1);
    if (!last || (!last.logged && last.events === 0)) return null;
    this.before = before;
    return this.moment(last.logged ? null : last.command);
  }

  /** What is looked at. */
  moment(asked: string | null = null): StoryMoment {
    const status = JSON.parse(this.engine.status()) as Status;
    const machine = new Machine(decodeSnapshot(this.engine.snapshot().slice()));
    const change = this.before ? diffMachines(this.before, machine) : kNoChange;
    return { status, machine, before: this.before, change, events: decodeEvents(this.engine.events()), asked };
  }

  /** The moment after some events of a command. */
  lookAt(command: number, events: number): StoryMoment {
    this.engine.seekEvent(command, events);
    return this.moment();
  }

  /** The text twin of a view, for process 1; of reverse mapping at an address, which may name a result. */
  show(view: string, at = ''): string {
    const answer = JSON.parse(this.engine.exec(`show ${view} ${at}`)) as ExecAnswer | Failure;
    if (!('outcomes' in answer)) throw new Error(`show ${view}: ${answer.error}`);
    return answer.outcomes.map(({ out }) => out).join('\n');
  }

  /** One page's life, and the text that the shell tells of it. */
  life(pid: number, at: string): { life: Life; text: string } {
    const said = JSON.parse(this.engine.exec(`@${pid} story ${at}`)) as ExecAnswer;
    const text = said.outcomes.map(({ out }) => out).join('\n');
    const addr = /^page (0x[0-9a-f]+)/.exec(text)![1]!;
    return { life: JSON.parse(this.engine.life(pid, addr)) as Life, text };
  }

  /** How a line would end on a machine like this one. */
  kindsOf(line: string): string[] {
    const other = new module.Pagewalk();
    other.loadBegin(this.engine.script());
    while (!(JSON.parse(other.loadStep(10_000)) as LoadProgress).finished);
    const answer = JSON.parse(other.exec(line)) as ExecAnswer | Failure;
    other.delete();
    return 'outcomes' in answer ? answer.outcomes.map(({ kind }) => kind) : [answer.error];
  }
}

/** The moment after the last of these lines. */
export function play(...lines: string[]): StoryMoment {
  const player = new Player();
  const moments = lines.map((line) => player.run(line));
  return moments.at(-1)!;
}

export function tell(moment: StoryMoment, level: Level = 'plain', language: Language = 'en', missing?: (hole: string) => void): Story {
  const words = language === 'zh' ? zhStory : enStory;
  return storyOf(moment, { words, sentences: language === 'zh' ? zhSentences : enSentences, level, ...(missing && { missing }) });
}

/** Headline, why, function, sums and commands to try, as text. */
export function told(moment: StoryMoment, level: Level = 'plain', language: Language = 'en') {
  const story = tell(moment, level, language);
  return {
    headline: plainText(story.headline),
    why: story.why && plainText(story.why),
    by: story.kernelFunction?.text ?? '',
    sums: story.sums.map(plainText),
    tries: story.tries.map(({ command }) => command),
    refused: story.refused,
  };
}
