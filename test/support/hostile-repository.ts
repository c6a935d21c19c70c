import { chmodSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { TestRepository } from './repository.ts'

const hooks = [
  'applypatch-msg',
  'commit-msg',
  'fsmonitor-watchman',
  'post-applypatch',
  'post-checkout',
  'post-commit',
  'post-index-change',
  'post-merge',
  'post-receive',
  'post-rewrite',
  'post-update',
  'pre-applypatch',
  'pre-auto-gc',
  'pre-commit',
  'pre-merge-commit',
  'pre-push',
  'pre-rebase',
  'pre-receive',
  'prepare-commit-msg',
  'proc-receive',
  'push-to-checkout',
  'reference-transaction',
  'sendemail-validate',
  'update',
]

/**
 * Canaries: commands that leave a file behind when they are run. A hostile repository names one in every place where
 * git would run a command; afterwards none may have sung.
 */
export class Canaries {
  readonly folder: string

  constructor(folder: string) {
    this.folder = folder
    mkdirSync(folder, { recursive: true })
  }

  /** A shell command that leaves `name` behind. It passes its input on, as a filter would. */
  command(name: string): string {
    return `touch '${path.join(this.folder, name.replaceAll('/', '-'))}'; cat`
  }

  /** A program that leaves `name` behind. */
  program(name: string): string {
    const file = path.join(path.dirname(this.folder), `program-${name}`)
    writeFileSync(file, `#!/bin/sh\ntouch '${path.join(this.folder, name)}'\n`, { mode: 0o755 })
    return file
  }

  /** Names of those that were run. */
  sung(): string[] {
    return readdirSync(this.folder).sort()
  }
}

/** What gives every file of `filtered` its filter, and all of them a driver of differences and one of merges. */
export const attributeLines: readonly string[] = [
  '* diff=evil merge=evil',
  '*.plain filter=plain ident',
  '*.dots filter=with.dots',
  '*.include filter=by-include',
  '*.worktree filter=by-worktree',
  '*.branch filter=by-branch',
  '*.own filter=of-worktree',
  '',
]

/** Plants canaries in hooks, configuration and attributes of a repository. Nothing may run git there afterwards. */
export function plantCanaries(repository: TestRepository, canaries: Canaries): void {
  const gitDir = path.join(repository.path, '.git')
  const hookFolders = [path.join(gitDir, 'hooks'), path.join(gitDir, 'evil-hooks')]
  for (const folder of hookFolders) {
    mkdirSync(folder, { recursive: true })
    for (const hook of hooks) {
      const file = path.join(folder, hook)
      writeFileSync(file, `#!/bin/sh\n${canaries.command(`hook-${hook}`)} >/dev/null\n`)
      chmodSync(file, 0o755)
    }
  }
  const value = (text: string): string => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
  const set = (key: string, name = key): string => `\t${key} = ${value(canaries.command(name))}\n`
  const filter = (name: string): string =>
    `[filter "${name}"]\n${['clean', 'smudge', 'process'].map((key) => set(key, `filter-${name}-${key}`)).join('')}\trequired = true\n`
  const included = (name: string): string => {
    const file = path.join(gitDir, `${name}.inc`)
    writeFileSync(file, filter(name))
    return file
  }
  const config = [
    `[core]\n\thooksPath = ${value(hookFolders[1] ?? '')}\n\tfsmonitorHookVersion = 2\n`,
    ['fsmonitor', 'pager', 'editor', 'sshCommand', 'askPass', 'gitProxy', 'alternateRefsCommand']
      .map((key) => set(key, `core-${key}`))
      .join(''),
    `\tattributesFile = ${value(path.join(gitDir, 'evil-attributes'))}\n\tprotectNTFS = false\n\tprotectHFS = false\n`,
    filter('plain'),
    filter('with.dots'),
    `[diff]\n${set('external', 'diff-external')}`,
    `[diff "evil"]\n${set('command', 'diff-command')}${set('textconv', 'diff-textconv')}\tcachetextconv = true\n`,
    `[merge]\n\tdefault = evil\n[merge "evil"]\n\tname = evil\n${set('driver', 'merge-driver')}\trecursive = evil\n`,
    `[credential]\n\thelper = ${value(`!${canaries.command('credential')}`)}\n`,
    `[gpg]\n\tprogram = ${value(canaries.program('gpg'))}\n[gpg "ssh"]\n\tprogram = ${value(canaries.program('gpg-ssh'))}\n\tdefaultKeyCommand = ${value(canaries.program('gpg-key'))}\n`,
    '[commit]\n\tgpgSign = true\n[tag]\n\tgpgSign = true\n[log]\n\tshowSignature = true\n[format]\n\tpretty = %G?\n',
    `[uploadpack]\n${set('packObjectsHook', 'pack-objects')}[receive]\n\tcertNonceSeed = x\n`,
    `[pager]\n${['diff', 'log', 'status', 'config', 'worktree'].map((key) => set(key, `pager-${key}`)).join('')}`,
    `[sequence]\n${set('editor', 'sequence-editor')}[interactive]\n${set('diffFilter', 'diff-filter')}`,
    `[alias]\n${['rev-parse', 'worktree', 'update-index', 'diff-tree', 'config', 'checkout'].map((key) => `\t${key} = ${value(`!${canaries.command(`alias-${key}`)}`)}\n`).join('')}`,
    ['post-checkout', 'post-index-change', 'reference-transaction']
      .map((event) => `[hook "evil-${event}"]\n\tevent = ${event}\n${set('command', `config-hook-${event}`)}`)
      .join(''),
    `[include]\n\tpath = ${value(included('by-include'))}\n`,
    `[includeIf "gitdir:**/worktrees/**"]\n\tpath = ${value(included('by-worktree'))}\n`,
    `[includeIf "onbranch:**"]\n\tpath = ${value(included('by-branch'))}\n`,
    `[submodule "sub"]\n\turl = ${value(`ext::${canaries.program('submodule-url')}`)}\n\tupdate = ${value(`!${canaries.command('submodule-update')}`)}\n\tactive = true\n`,
    `[submodule]\n\trecurse = true\n[fetch]\n\trecurseSubmodules = true\n[status]\n\tsubmoduleSummary = true\n`,
    // A promised object that is missing makes git fetch it, by a transport that is a command.
    `[remote "origin"]\n\turl = ${value(`ext::${canaries.program('remote-url')}`)}\n\tpromisor = true\n\tpartialclonefilter = blob:none\n\tuploadpack = ${value(canaries.program('remote-uploadpack'))}\n`,
    '[protocol]\n\tallow = always\n[protocol "ext"]\n\tallow = always\n[protocol "file"]\n\tallow = always\n',
    `[url "ext::${canaries.program('instead-of')}"]\n\tinsteadOf = https://\n`,
    '[gc]\n\tauto = 1\n\tautoPackLimit = 1\n\tautoDetach = false\n[maintenance]\n\tauto = true\n',
    '[extensions]\n\tworktreeConfig = true\n',
  ].join('')
  const file = path.join(gitDir, 'config')
  const before = repository.gitBytes(['config', '--file', file, '--list']).length
  if (before === 0) throw new Error('the repository has no configuration')
  appendTo(file, config.replace('[extensions]', '[extensions]\n\tpartialClone = origin'))
  appendTo(file, '[core]\n\trepositoryFormatVersion = 1\n')
  writeFileSync(path.join(gitDir, 'config.worktree'), filter('of-worktree'))
  const attributes = attributeLines.join('\n')
  mkdirSync(path.join(gitDir, 'info'), { recursive: true })
  for (const place of ['.git/info/attributes', '.git/evil-attributes'])
    writeFileSync(path.join(repository.path, place), attributes)
}

/** Plants a filter whose name is not UTF-8: what lists filters must not miss it. */
export function plantOddFilter(repository: TestRepository, canaries: Canaries): void {
  const odd = (before: string, after: string): Buffer => Buffer.from(`${before}\xff${after}`, 'latin1')
  const commands = ['clean', 'smudge'].map((key) => `\t${key} = "${canaries.command(`odd-${key}`)}"\n`)
  appendTo(path.join(repository.path, '.git/config'), odd('[filter "odd', `"]\n${commands.join('')}`))
  mkdirSync(path.join(repository.path, '.git/info'), { recursive: true })
  appendTo(path.join(repository.path, '.git/info/attributes'), odd('*.odd filter=odd', '\n'))
}

/** One file for each filter that `plantCanaries` defines, and what a person would have besides. */
export const filtered: readonly string[] = ['plain', 'dots', 'include', 'worktree', 'branch', 'own']

function appendTo(file: string, content: string | Uint8Array): void {
  writeFileSync(file, content, { flag: 'a' })
}

/** Makes a tree of `depth` levels of ten equal entries each: a few objects that unfold to 10^depth files. */
export function bombTree(repository: TestRepository, depth: number, content = 'content'): string {
  let entry = `100644 blob ${repository.gitBytes(['hash-object', '-w', '--stdin'], content).toString().trim()}`
  let tree = ''
  for (let level = 0; level < depth; level += 1) {
    const lines = Array.from({ length: 10 }, (_, at) => `${entry}\t${at}\n`).join('')
    tree = repository.gitBytes(['mktree'], lines).toString().trim()
    entry = `040000 tree ${tree}`
  }
  return tree
}
