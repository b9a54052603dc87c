// The story of real commands: headline, why, sums and tries come from what the engine did.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { plainText } from '../src/model/story/parts';
import { idOf } from '../src/model/story/tale';
import { kLevels } from '../src/model/story/words';
import { type Language, Player, play, tell, told } from './story_player';

const kDemo = ['a = mmap 64K', 'write $a "hello"', 'fork', '@2 write $a "child"'];

describe('what a command did', () => {
  test('a fork that causes more events than are kept is not told to have changed nothing', () => {
    for (const language of ['en', 'zh'] as const) {
      const story = told(play('boot mem=256M', 'a = mmap 64M', 'write $a n=12000', 'fork'), 'plain', language);
      expect(story.headline).toContain(language === 'en' ? 'fork did so much' : 'fork 做的事太多');
      expect(story.sums.join()).toContain(language === 'en' ? '1 process more' : '多 1 个进程');
    }
  });

  test('a machine that has just started, and good first commands', () => {
    const story = told(new Player().moment());
    expect(story.headline).toBe('A machine that has just started: one process, and hardly any memory in use yet.');
    expect(story.tries).toEqual(['a = mmap 64K', 'a = mmap 64K; write $a "hello"', 'fork']);
    expect(story.sums).toEqual([]);
  });

  test('where a lesson has typed what its step begins with, the machine is told of, not the figure that was noted last', () => {
    const moment = { ...play('a = mmap 64K', 'r = print rss(1)'), isSetUp: true };
    expect(told(moment).headline).toMatch(/^This step begins with one process and \d+\.?\d* MiB of free memory\.$/);
    expect(told(moment, 'course', 'zh').headline).toContain('这一步开始：一个进程，2 个 VMA');
    // What was asked afterwards is told as a question, and what does something as what it did.
    expect(told({ ...moment, asked: 'print 1' }).headline).toContain('print 1');
    expect(told({ ...play('fork'), isSetUp: true }).headline).toContain('made process 2');
  });

  test('memory that is asked for', () => {
    const story = told(play(kDemo[0]!));
    expect(story).toMatchObject({
      headline: 'Process 1 may now use 64 KiB from 0x7ffff7fef000 on; no memory is spent on it yet.',
      by: 'get_unmapped_area',
      refused: false,
    });
    expect(story.tries).toEqual(['write $a', 'read $a', 'mmap 64K', 'undo']);
  });

  test('a first touch', () => {
    const story = told(play(...kDemo.slice(0, 2)));
    expect(story.headline).toBe('Process 1 wrote to a page never touched before, so the kernel gave it a fresh page of memory.');
    expect(story.why).toContain('given when it is first written to');
    expect(story).toMatchObject({ by: 'do_anonymous_page', sums: ['1 fresh page', '1 entry', '24 events'] });
  });

  test('fork', () => {
    const story = told(play(...kDemo.slice(0, 3)));
    expect(story.headline).toBe('Process 1 made process 2, which shares its memory: 2 pages, and nothing was copied.');
    expect(story.why).toContain('whoever writes first will get one');
    expect(story.tries).toEqual(['@2 write $a "child"', '@2 exit', 'rmap pfn 0x3e06', 'undo']);
  });

  test('a copy, in three levels and two languages', () => {
    const moment = play(...kDemo);
    expect(told(moment)).toEqual({
      headline: 'Process 2 wrote to a page it shared with process 1, so the kernel gave it a copy.',
      why: 'Why a copy? 3 references are held on page 0x3e06: somebody else may still look at it.',
      by: 'wp_can_reuse_anon_folio',
      sums: ['1 page copied', '1 entry', 'mapcount 2 → 1', '31 events'],
      tries: ['rmap pfn 0x3e06', 'write $a', 'rmap pfn 0x3e0f', 'undo'],
      refused: false,
    });
    expect(told(moment, 'course').why).toBe('Why a copy? refcount 3, mapcount 2: the writer is not the only user of frame 0x3e06.');
    expect(told(moment, 'kernel').headline).toContain('wp_page_copy: 0x3e06 is not PageAnonExclusive');
    expect(told(moment, 'plain', 'zh').headline).toBe('进程 2 写了一页与进程 1 共享的内存，于是内核给它一份副本。');
  });

  test('the parent copies: what if the child had ended first?', () => {
    const story = told(play(...kDemo.slice(0, 3), 'write $a'));
    expect(story.headline).toContain('shared with process 2');
    expect(story.tries).toContain('undo; @2 exit; write $a');
  });

  test('a page that is kept', () => {
    const story = told(play(...kDemo, 'write $a'));
    expect(story.headline).toContain('nobody else uses any more, so it keeps it');
    expect(story.why).toContain('Only one reference is left on page 0x3e06');
  });

  test('an exit, which the parent may be told of', () => {
    const story = told(play(...kDemo, '@2 exit'));
    expect(story.headline).toBe('Process 2 ended, and the kernel took back 5 pages of memory.');
    expect(story.tries).toEqual(['wait', 'ps', 'cat /proc/buddyinfo', 'undo']);
  });

  test('a split and a merge', () => {
    const split = told(play('a = mmap 64K', 'mprotect $a+4K 8K r'), 'course');
    expect(split.headline).toContain('mprotect splits a VMA: 0x7ffff7ff0000 to 0x7ffff7ff2000 gets PROT_READ');
    expect(split.sums).toEqual(['2 areas more', '17 events']);
    const merge = told(play('a = mmap 64K', 'mprotect $a+4K 8K r', 'mprotect $a+4K 8K rw'));
    expect(merge.headline).toBe('Memory of process 1 may be read and written now: just like its neighbour, so the two areas became one.');
    expect(merge.sums[0]).toBe('2 areas less');
    expect(told(play('a = mmap 8K', 'b = mmap 8K')).why).toMatch(/^Why one area\?/);
  });

  test('refusals say which check refused, whether or not anything ran before it', () => {
    const early = play('munmap 0x123 4K');
    expect(told(early)).toMatchObject({
      headline: 'The kernel refused munmap 0x123 4K: something in it does not fit.',
      why: 'The check that said no: addr is not page aligned.',
      refused: true,
    });
    expect(told(early, 'kernel').headline).toBe('munmap 0x123 4K returns -EINVAL.');
    expect(told(early, 'plain', 'zh').why).toBe('说“不”的检查：地址没有按页对齐。');
    const late = play('mmap 100G');
    expect(told(late, 'course')).toMatchObject({ by: '__vm_enough_memory', refused: true });
    expect(told(late, 'course').why).toContain('26\u202f214\u202f400 pages are more than the machine has');
  });

  test('an access that is not allowed', () => {
    const story = told(play('a = mmap 8K r', 'write $a'));
    expect(story.headline).toContain('Process 1 tried to write to 0x7ffff7ffd000, where it may not');
    expect(story).toMatchObject({ why: 'Why not? This memory may only be read.', refused: true });
    expect(story.tries[0]).toBe('mprotect $a 4K rw');
  });

  test('a command of more events than are kept counts its faults', () => {
    const moment = play('boot mem=256M', 'a = mmap 64M', 'write $a n=12000');
    expect(moment.events.length).toBeLessThan(moment.status.eventsOf.total);
    const story = told(moment);
    expect(story.headline).toContain('wrote to 12\u202f000 pages never touched before');
    expect(story.sums.at(-1)).toMatch(/^\d{3}\u202f\d{3} events$/);
  });

  test('a question', () => {
    const story = told(play(...kDemo, 'rmap $a'));
    expect(story.headline).toBe('One process uses page 0x3e06; one more was asked in vain.');
    expect(story.tries).not.toContain('undo');
  });

  test('names light what they name', () => {
    const parts = tell(play(...kDemo), 'course').headline.filter((part) => typeof part !== 'string');
    expect(parts.map(({ kind, key }) => [kind, key]).filter(([kind]) => kind)).toEqual([
      ['process', 'mm:1'],
      ['page', `page:${0x3e0f}`],
      ['page', `page:${0x3e06}`],
      ['page', `page:${0x3e06}`],
      ['process', 'mm:0'],
    ]);
  });
});

describe('inside a command', () => {
  test('the event that is looked at is told of, and nothing is to be tried', () => {
    const player = new Player();
    for (const line of kDemo) player.run(line);
    const { events } = player.moment();
    const copy = events.findIndex((event) => idOf(event) === 'CopyUserPage');
    const story = told(player.lookAt(3, copy + 1));
    expect(story.headline).toBe('4096 bytes go from frame 0x3e06 to frame 0x3e0f.');
    expect(story).toMatchObject({ why: null, by: 'copy_user_highpage', tries: [] });
    expect(told(player.lookAt(3, events.findLastIndex((event) => idOf(event) === 'DoWpPage') + 1)).headline).toContain('gave it a copy');
    expect(told(player.lookAt(3, 0)).headline).toBe('@2 write $a "child" is about to begin.');
  });
});

const scenarios = fileURLToPath(new URL('../../tests/scenarios', import.meta.url));
const kScripts = readdirSync(scenarios, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.pw'));
const kFamilies = `a = mmap 32K;write $a n=3;madvise $a 8K dontneed;madvise $a 8K free;madvise $a 8K cold;madvise $a 8K willneed
madvise $a 4K guard_install;read $a;madvise $a 4K guard_remove;madvise $a 16K populate_write;mlock $a 8K;munlock $a 8K
mlockall current;munlockall;b = mremap $a 32K 64K maymove;b = mremap $b 64K 8K;sbrk 64K;sbrk -32K;brk 0;msync $b 4K sync
mincore $b 4K;drain;taskset 1 1;s = mmap 16K shared;write $s;read $s+4K;fork;@2 write $s;mseal $s 4K;munmap $s 4K;peek 2 $s
process_vm_writev 2 $s $s 4;f = open x;close $f;prlimit 1 as 1M;mmap 64M;@2 exit;wait;thread;vfork`;

test('on every scenario each story is whole and each try is accepted', () => {
  let stories = 0;
  let tries = 0;
  const wrong: string[] = [];
  const scripts = [...kScripts.map((name) => readFileSync(`${scenarios}/${name}`, 'utf8')), kFamilies.replaceAll(';', '\n')];
  for (const script of scripts) {
    const player = new Player();
    for (const line of script.split('\n').filter((one) => one.trim() !== '' && !one.startsWith('#'))) {
      const moment = player.run(line);
      if (!moment) continue;
      for (const level of kLevels) {
        for (const language of ['en', 'zh'] satisfies Language[]) {
          ++stories;
          const story = tell(moment, level, language, (hole) => wrong.push(`${line}: nothing fills {${hole}}`));
          const text = plainText([...story.headline, ...(story.why ?? []), ...story.sums.flat()]);
          if (/[{}]|\bundefined\b|\bNaN\b|-1\b(?! E)/.test(text.replace(line, ''))) wrong.push(`${line}: ${text}`);
        }
      }
      for (const { command } of tell(moment).tries) {
        ++tries;
        const bad = player.kindsOf(command).filter((kind) => kind !== 'ok' && kind !== 'signal');
        if (bad.length > 0) wrong.push(`${line}: to try ${command} ends with ${bad}`);
      }
    }
  }
  expect(wrong).toEqual([]);
  expect(stories).toBeGreaterThan(2000);
  expect(tries).toBeGreaterThan(800);
}, 120_000);
