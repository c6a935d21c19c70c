import path from 'node:path'
import type { AgentManifest, FindContext } from './manifest.ts'
import { findProgram } from './program.ts'

/** How a program on PATH is found; `install` is one sentence on how to get it, `runs` what it is started as. */
export function onPath(
  program: string,
  install: string,
  runs: string,
): Pick<AgentManifest, 'program' | 'find' | 'icon'> {
  return {
    program,
    icon: 'program',
    async find({ env, platform }: FindContext) {
      const file = await findProgram(program, env, platform)
      return file === null
        ? { available: false, note: `The program ${program} was not found on PATH. ${install}` }
        : { available: true, note: `Found at ${file}. It runs as “${runs}”.` }
    },
  }
}

/** The folders that pictures are in, each once, for a program that reads only where it is told that it may. */
export function foldersOf(pictures: readonly string[]): readonly string[] {
  return [...new Set(pictures.map((file) => path.dirname(file)))]
}

/** A text as one word of a POSIX shell's command line. */
export function shellWord(text: string): string {
  return /^[A-Za-z0-9_./:@=+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}

/** The words of a command line; what is null is left out. */
export function lineOf(...words: readonly (string | null | undefined)[]): string {
  return words.filter((word) => word !== null && word !== undefined && word !== '').join(' ')
}
