// What a browser must be able to do with the page, step by step; each goes on where the one before it ended. A step answers what is wrong,
// or throws.
const where = "document.querySelector('.where')?.innerText ?? ''";
const shell = "document.querySelector('.xterm-rows')?.textContent ?? ''";
const hash = "document.querySelector('.where code')?.title ?? ''";
const contains = (expression, text) => `(${expression}).includes(${JSON.stringify(text)})`;
/** The one whose text begins so, marked so that a selector finds it. */
const marked = (selector, text) =>
  `[...document.querySelectorAll(${JSON.stringify(selector)})].some((one) => {
     const is = one.textContent.trim().startsWith(${JSON.stringify(text)}) && one.offsetParent !== null;
     if (is) one.setAttribute('data-smoke', ${JSON.stringify(text)});
     return is;
   })`;

async function press(browser, selector, text) {
  await browser.until(marked(selector, text), `a button '${text}'`);
  await browser.click(`[data-smoke=${JSON.stringify(text)}]`);
}

const at = (browser, done, all) => browser.until(contains(where, `command ${done} of ${all}`), `command ${done} of ${all}`);

const differs = (got, wanted) => (got === wanted ? '' : `the state hash is ${got}, natively ${wanted}`);

export const smoke = [
  {
    name: 'the first screen',
    async run(browser, { url }) {
      await browser.open(url);
      await at(browser, 3, 3);
      await browser.until(contains(shell, '$ @2 write $a "child"'), 'the command that waits on the prompt');
      const drawn = await browser.ask("document.querySelectorAll('#pane-tables [data-k]').length");
      return drawn > 0 ? '' : 'no page table is drawn';
    },
  },
  {
    name: 'four commands',
    async run(browser) {
      const before = await browser.ask(hash);
      await browser.typeLine('');
      await at(browser, 4, 4);
      await browser.until(contains(shell, 'wp_page_copy'), 'the answer of the shell');
      for (const [i, line] of ['b = mmap 8K', 'write $b "x"', 'mprotect $b 4K r'].entries()) {
        await browser.typeLine(line);
        await at(browser, 5 + i, 5 + i);
      }
      return (await browser.ask(hash)) !== before ? '' : 'the state hash stood still';
    },
  },
  {
    name: 'undo',
    async run(browser) {
      const before = await browser.ask(hash);
      await browser.typeLine('undo');
      await at(browser, 6, 7);
      return (await browser.ask(hash)) !== before ? '' : 'the state hash stood still';
    },
  },
  {
    name: 'a link is opened, and comes to the native state hash',
    differs,
    async run(browser, { url, story }) {
      await browser.open('about:blank');
      await browser.open(`${url}#cmd=${encodeURIComponent(story.script)}`);
      await browser.until("document.querySelector('.notice')?.innerText", 'a notice');
      await browser.until(contains(shell, '$ @2 read $a'), 'its commands in the shell');
      await browser.until(`/command (\\d+) of \\1\\D/.test(${where})`, 'its last command');
      return differs(await browser.ask(hash), story.hash);
    },
  },
  {
    name: 'a step of a lesson',
    async run(browser) {
      await press(browser, '.actions button', 'Lessons');
      await press(browser, 'dialog button', 'Start');
      await browser.until("document.querySelector('#pane-lesson .predict[data-answered=false] .option')", 'a question');
      await browser.click('#pane-lesson .predict[data-answered=false] .option');
      await browser.until("document.querySelector('#pane-lesson .predict[data-answered=true]')", 'its answer');
    },
  },
];
