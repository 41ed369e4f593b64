/** Lines on a terminal, with one at the end that changes. */
export interface Terminal {
  say(line: string): void
  /** Something on standard error. */
  warn(line: string): void
  /** The same, as the last word; returns the exit code. */
  complain(line: string): 1
  /** Replaces the line of progress; where output is not a terminal, nothing. */
  progress(line: string): void
}

/** Speaks to these streams. */
export function createTerminal(
  output: NodeJS.WritableStream & { readonly isTTY?: boolean },
  complaints: NodeJS.WritableStream,
): Terminal {
  let open = false
  const clear = () => {
    if (open) output.write('\r\x1b[K')
    open = false
  }
  const warn = (line: string) => {
    clear()
    complaints.write(`${harmless(line)}\n`)
  }
  return {
    say: line => {
      clear()
      output.write(`${harmless(line)}\n`)
    },
    warn,
    complain: line => {
      warn(line)
      return 1
    },
    progress: line => {
      if (!output.isTTY) return
      output.write(`\r\x1b[K${harmless(line)}`)
      open = true
    },
  }
}

/** Values from a file must not steer the terminal. */
function harmless(line: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
  return line.replaceAll(/[\x00-\x09\x0b-\x1f\x7f-\x9f]/g, ' ')
}
