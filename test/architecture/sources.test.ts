import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { projectFiles, read, root, sourceFiles } from './project.ts'

const sources = sourceFiles()
/** This file names what it looks for. */
const others = sources.filter((file) => !file.startsWith('test/architecture/'))

describe('source files', () => {
  it('have no more than 400 lines', () => {
    const long = sources
      .map((file) => ({ file, lines: read(file).split('\n').length - 1 }))
      .filter(({ lines }) => lines > 400)
    expect(long).toEqual([])
  })

  it('are named for what they hold, in kebab case', () => {
    const wrong = sources.filter((file) => {
      const name = file.slice(file.lastIndexOf('/') + 1).replace(/(\.(test|spec|d))?\.tsx?$/, '')
      return (
        !/^[a-z0-9]+(-[a-z0-9]+)*(\.config)?$/.test(name) ||
        /(^|-)(utils?|helpers?|misc|common-utils|manager|v2|new|old|final)$/.test(name)
      )
    })
    expect(wrong).toEqual([])
  })

  it('name their types and functions for what they are', () => {
    const wrong = others.flatMap((file) =>
      [
        ...read(file).matchAll(
          /\b(?:class|interface|type|function|const)\s+(\w*(?:Manager|Helper|Utils?|V2|Legacy))\b/g,
        ),
      ].map((match) => `${file}: ${match[1]}`),
    )
    expect(wrong).toEqual([])
  })

  it('leave the names of hidden references to one file', () => {
    const named = sources.filter((file) => file.startsWith('src/') && read(file).includes('refs/winnow'))
    expect(named).toEqual(['src/main/git/hidden-ref.ts'])
  })

  it('silence the linter by its own name', () => {
    const wrong = sourceFiles().filter((file) => /\/[/*] *eslint-/.test(read(file)))
    expect(wrong, 'write oxlint- instead').toEqual([])
  })

  it('silence no rule without saying why', () => {
    const wrong = others.flatMap((file) =>
      read(file)
        .split('\n')
        .flatMap((line, index, lines) => {
          if (/@ts-(ignore|nocheck)/.test(line)) return [`${file}:${index + 1}`]
          const silenced = /(?:oxlint|eslint)-disable[^\n]*|@ts-expect-error[^\n]*/.exec(line)
          const explained = / (--|:) \S/.test(silenced?.[0] ?? '') || /^\s*\/\/ /.test(lines[index - 1] ?? '')
          return silenced && !explained ? [`${file}:${index + 1}`] : []
        }),
    )
    expect(wrong).toEqual([])
  })
})

describe('tests', () => {
  const tests = others.filter((file) => file.startsWith('test/') || /\.test\.tsx?$/.test(file))

  it('wait on facts, not on time', () => {
    const sleeps = tests
      .filter((file) => !/^test\/(bench|support)\//.test(file))
      .flatMap((file) =>
        read(file)
          .split('\n')
          .flatMap((line, index) =>
            /setTimeout\(\s*(\w+|\(\)\s*=>\s*\w+\(\))\s*,\s*[\d_]+\s*\)|waitForTimeout\(|\bsleep\(|timers\/promises/.test(
              line,
            )
              ? [`${file}:${index + 1}: ${line.trim()}`]
              : [],
          ),
      )
    expect(sleeps).toEqual([])
  })

  it('are neither skipped nor run alone', () => {
    const marked = tests.flatMap((file) =>
      read(file)
        .split('\n')
        .flatMap((line, index) =>
          /\b(it|test|describe)\.(only|todo|fixme)\b|\b(it|describe)\.skip\b/.test(line)
            ? [`${file}:${index + 1}`]
            : [],
        ),
    )
    expect(marked).toEqual([])
  })
})

describe('the checkout', () => {
  it('has a command line that can be executed', () => {
    const listed = execFileSync('git', ['ls-files', '--stage', 'bin/winnow.mjs', '.ci/run'], {
      cwd: root,
      encoding: 'utf8',
    })
    expect(
      listed
        .trim()
        .split('\n')
        .map((line) => line.slice(0, 6)),
    ).toEqual(['100755', '100755'])
  })

  it('has a lock file that installs on every platform', () => {
    interface Locked {
      readonly version?: string
      readonly optionalDependencies?: Readonly<Record<string, string>>
    }
    const { packages } = JSON.parse(read('package-lock.json')) as { packages: Record<string, Locked> }
    const missing = Object.entries(packages).flatMap(([name, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies)
        .filter((one) => !packages[`node_modules/${one}`] && !packages[`${name}/node_modules/${one}`])
        .map((one) => `${name}: ${one}`),
    )
    expect(missing).toEqual([])
    // npm writes no address into it, so that it works with any registry; what is in the checkout itself has a place there.
    const resolved = read('package-lock.json').match(/"resolved": ".*"/g) ?? []
    expect(resolved).toEqual(['"resolved": "file:scripts/no-native-build"'])
  })

  it('holds no build output', () => {
    expect(projectFiles().filter((file) => /^(out|\.cache|node_modules)\//.test(file))).toEqual([])
  })
})
