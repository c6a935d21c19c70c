import { closeSync, openSync, readFileSync, writeSync } from 'node:fs'
import { isSecretName } from './secret-name.ts'

/**
 * Takes the secrets of the environment out of what `/proc/PID/environ` shows of this process to all that the same person
 * runs; here, and for what is started with them, they stay. The system shows the memory in which a process found its
 * environment when it began (proc(5)). So each secret is set again, which gives it another place, and its first one is
 * overwritten through `/proc/self/mem`. That needs no native binding and hinders no debugger, as making the process
 * undumpable (prctl(2)) would: an owner that can't read its own `/proc/self/environ` does not find marks any more.
 * Gives the names of what was hidden; none where there is no such memory, or where it may not be written.
 */
export function hideSecrets(): readonly string[] {
  if (process.platform !== 'linux') return []
  let memory: number | null = null
  const hidden: string[] = []
  try {
    const shown = readFileSync('/proc/self/environ')
    const { start, length } = placeOfEnvironment()
    if (length !== shown.length) return []
    for (const { name, value, at } of entriesOf(shown)) {
      if (!isSecretName(name) || value.length === 0) continue
      memory ??= openSync('/proc/self/mem', 'r+')
      const kept = process.env[name]
      // Bytes that are no text are lost, as they are for everything that Node starts.
      if (kept !== undefined) process.env[name] = kept
      writeSync(memory, Buffer.alloc(value.length), 0, value.length, start + at)
      // A C library that left it in its first place gives it another one by now.
      if (kept !== undefined && process.env[name] !== kept) process.env[name] = kept
      hidden.push(name)
    }
  } catch {
    // Without a /proc, or with one that is closed, everything stays as it is.
  } finally {
    if (memory !== null) closeSync(memory)
  }
  return hidden
}

/** Where in this process's memory its first environment is: fields 50 and 51 of proc_pid_stat(5), in bytes. */
function placeOfEnvironment(): { readonly start: number; readonly length: number } {
  const stat = readFileSync('/proc/self/stat', 'latin1')
  // The name of the program, in parentheses, is the only field that may have a blank or a parenthesis in it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const [start, end] = [Number(fields[47]), Number(fields[48])]
  return { start, length: end - start }
}

/** The variables of an environment as the system shows it; `at` is where the value begins. */
function* entriesOf(
  shown: Buffer,
): Generator<{ readonly name: string; readonly value: Buffer; readonly at: number }> {
  for (let begin = 0; begin < shown.length;) {
    const found = shown.indexOf(0, begin)
    const end = found === -1 ? shown.length : found
    const sign = shown.indexOf('=', begin)
    if (sign > begin && sign < end)
      yield {
        name: shown.toString('utf8', begin, sign),
        value: shown.subarray(sign + 1, end),
        at: sign + 1,
      }
    begin = end + 1
  }
}
