// A browser driven by the commands of W3C WebDriver, whatever carries them: `send(command, parameters, method)` answers the value.
const kEnter = '\uE007';
const kWaitMs = 20_000;

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

export class Browser {
  #send;
  #close;

  constructor(send, close) {
    this.#send = send;
    this.#close = close;
  }

  open(url) {
    return this.#send('Navigate', { url });
  }

  /** The value of an expression in the page. */
  ask(expression) {
    return this.#send('ExecuteScript', { script: `return (${expression});`, args: [] });
  }

  /** Until the expression is something; tells what the page showed when it never is. */
  async until(expression, what) {
    const end = Date.now() + kWaitMs;
    while (Date.now() < end) {
      const value = await this.ask(expression);
      if (value) return value;
      await pause(100);
    }
    const seen = await this.ask('document.body.innerText.slice(0, 600)');
    throw new Error(`${what}: not within ${kWaitMs / 1000} s. The page shows:\n${seen}`);
  }

  /** Keys as from a keyboard, to whatever has the focus. */
  type(text) {
    const keys = [...text].flatMap((value) => [
      { type: 'keyDown', value },
      { type: 'keyUp', value },
    ]);
    return this.#send('PerformActions', { actions: [{ type: 'key', id: 'keyboard', actions: keys }] });
  }

  typeLine(text) {
    return this.type(text + kEnter);
  }

  /** A click of the mouse on what a selector finds. */
  async click(selector) {
    const found = await this.#send('FindElement', { using: 'css selector', value: selector });
    await this.#send('ElementClick', { id: Object.values(found)[0] });
  }

  close() {
    return this.#close();
  }
}
