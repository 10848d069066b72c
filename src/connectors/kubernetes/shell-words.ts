/** Words of a command line as a POSIX shell splits them: blanks, quotes, backslashes; nothing is expanded. */
export function shellWords(text: string): readonly string[] {
  const words: string[] = []
  // One piece: a blank run, 'single', "double", an escaped character, or plain text.
  const pieces = /(\s+)|'([^']*)'|"((?:[^"\\]|\\[\s\S])*)"|\\([\s\S])|([^\s'"\\]+|['"\\])/g
  let word: string | undefined
  for (const [, blank, single, double, escaped, plain] of text.matchAll(pieces)) {
    if (blank !== undefined) {
      if (word !== undefined) words.push(word)
      word = undefined
      continue
    }
    // A line that goes on on the next one.
    if (escaped === '\n') continue
    // Inside double quotes a backslash escapes only these.
    const unquoted = double?.replace(/\\(["\\$`\n])/g, (_, char: string) =>
      char === '\n' ? '' : char,
    )
    word = (word ?? '') + (single ?? unquoted ?? escaped ?? plain ?? '')
  }
  return word === undefined ? words : [...words, word]
}
