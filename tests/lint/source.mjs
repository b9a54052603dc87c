// Reads source text for the rules: blanks out comments and strings, and finds functions by their braces.
//
// A lexer, not a parser: it knows what opens and closes a comment, a string and a brace in C++ and in TypeScript, and nothing more.

// The text with every comment, string and character literal turned into blanks; line breaks stay, so line numbers do.
export function blankOut(text, { keepStrings = false } = {}) {
  const out = [...text].length === text.length ? text.split('') : Array.from({ length: text.length }, (_, i) => text[i]);
  const blank = (from, to) => {
    for (let i = from; i < to; i += 1) if (out[i] !== '\n') out[i] = ' ';
  };
  let i = 0;
  while (i < text.length) {
    const end = endOfToken(text, i);
    if (end === i) {
      i += 1;
      continue;
    }
    const isComment = text[i] === '/';
    if (isComment) blank(i, end);
    else if (!keepStrings) blank(i + 1, end - 1);
    i = end;
  }
  return out.join('');
}

// Where the comment or string that starts at `i` ends; `i` itself when none starts there.
function endOfToken(text, i) {
  const two = text.slice(i, i + 2);
  if (two === '//') return until(text, '\n', i + 2, 0);
  if (two === '/*') return until(text, '*/', i + 2, 2);
  const raw = two === 'R"' && !/\w/.test(text[i - 1] ?? ' ') && /^R"([^()\\\s]{0,16})\(/.exec(text.slice(i, i + 20));
  if (raw) return until(text, `)${raw[1]}"`, i, raw[1].length + 2);
  if (text[i] === '`') return endOfQuoted(text, i, '`', true);
  if (text[i] === '"') return endOfQuoted(text, i, '"', false);
  // Not the separator in 1'000'000, nor an apostrophe inside a word.
  if (text[i] === "'" && !/\w/.test(text[i - 1] ?? ' ')) return endOfQuoted(text, i, "'", false);
  return i;
}

function until(text, mark, from, extra) {
  const found = text.indexOf(mark, from);
  return found < 0 ? text.length : found + extra;
}

function endOfQuoted(text, i, quote, spansLines) {
  for (let at = i + 1; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === quote) return at + 1;
    else if (text[at] === '\n' && !spansLines) return i; // an apostrophe in JSX text, not a string
  }
  return i;
}

export function lineOf(text, index) {
  let line = 1;
  for (let i = text.indexOf('\n'); i >= 0 && i < index; i = text.indexOf('\n', i + 1)) line += 1;
  return line;
}

const containers = /(?:^|[\s>])(?:namespace|class|struct|union|enum|extern|interface)\b/;

// The outermost functions of a file as {name, line, lines}: a brace is a function's when what stands before it, back to the last
// end of a statement, ends like a function's head, and it is in no other function.
export function functionsOf(text, isScript) {
  const code = blankOut(text);
  const found = [];
  const stack = []; // one entry for each open brace: the function it starts, or null
  let inFunction = 0;
  let headStart = 0;
  for (let i = 0; i < code.length; i += 1) {
    const c = code[i];
    if (c === '{') {
      const head = code.slice(headStart, i);
      const starts = inFunction === 0 && isHead(head, isScript);
      stack.push(starts ? { name: nameOf(head), from: headStart + /^\s*/.exec(head)[0].length } : null);
      if (starts || inFunction > 0) inFunction += 1;
      headStart = i + 1;
    } else if (c === '}') {
      const opened = stack.pop();
      if (inFunction > 0) inFunction -= 1;
      if (opened) {
        const line = lineOf(code, opened.from);
        found.push({ name: opened.name, line, lines: lineOf(code, i) - line + 1 });
      }
      headStart = i + 1;
    } else if (c === ';') {
      headStart = i + 1;
    }
  }
  return found;
}

function isHead(head, isScript) {
  const text = head.replace(/^\s*#.*$/gm, ' ').replace(/\b(?:public|private|protected)\s*:/g, ' ').trim();
  if (isScript) {
    if (/=>\s*$/.test(text) || /\bfunction\b/.test(text)) return true;
    return /\)\s*(?::\s*[\w<>[\]|,.\s]+)?$/.test(text) && !/^(?:if|for|while|switch|catch)\b/.test(text) && !containers.test(text);
  }
  if (containers.test(text.replace(/<[^<>]*>/g, '')) && !/\)\s*(?:const|noexcept|override|final|\s)*$/.test(text)) return false;
  return /\)[^()=]*$/.test(text) || /\)\s*(?:const\s*)?:[^:]/.test(text);
}

function nameOf(head) {
  const named = /([\w:~.]+)\s*(?:<[^<>]*>)?\s*\(/.exec(head) ?? /(\w+)\s*=/.exec(head);
  return named ? named[1] : 'a function';
}
