import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { once } from 'node:events'
import { createServer } from 'node:net'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { unwrap } from '#shared/base/result.ts'
import { Containments } from '#main/agents/namespaces.ts'
import { Sandboxes } from '#main/agents/sandbox.ts'
import { temporaryFolder, TestRepository } from '#test/support/repository.ts'
import { until } from '#test/support/until.ts'
import { TestWorkbench } from '#test/support/workbench.ts'

/* Whether there is one is the machine's to say: where there is none, what a session says and does then is tested. */
const found = await (async () => {
  const scratch = temporaryFolder()
  const containment = await new Containments(scratch.path).get(true)
  const sandbox = await new Sandboxes({ PATH: process.env['PATH'] }).get('all', false, containment)
  scratch.remove()
  return sandbox
})()

let folder: ReturnType<typeof temporaryFolder>
let repository: TestRepository
let workbench: TestWorkbench
let opened: string
const on = { WINNOW_SANDBOX: 'all' }

beforeEach(async () => {
  folder = temporaryFolder('winnow-kept-')
  repository = new TestRepository(path.join(folder.path, 'repository'))
  repository.commit('base', { 'a.txt': 'a\n' })
  await begin()
})
afterEach(async () => {
  await workbench.end()
  folder.remove()
})

async function begin(env: Record<string, string> = on): Promise<void> {
  workbench = await TestWorkbench.start(folder.path, { env })
  opened = await workbench.open(repository.path)
}

/** Runs a line as a task and gives what it wrote into `out` of its worktree. */
async function run(
  line: string,
): Promise<{ readonly session: string; readonly out: string; readonly worktree: string }> {
  const session = await workbench.task(opened, `{\n${line}\n} >out 2>&1; true`)
  const { worktree } = await workbench.state(session, 'ready', 'failed')
  return { session, worktree: worktree ?? '', out: readFileSync(path.join(worktree ?? '', 'out'), 'utf8') }
}

async function notices(session: string): Promise<string> {
  const { items } = unwrap(await workbench.client.session.timeline({ session }))
  return items.flatMap((item) => (item.kind === 'notice' ? [item.text] : [])).join('\n')
}

describe.runIf(found.kind === 'bubblewrap')('a turn that is kept from files', () => {
  test('writes in its worktree and a temporary folder of its own, which goes with it, and nowhere else', async () => {
    const beside = path.join(folder.path, 'beside')
    const { out, session, worktree } = await run(
      [
        'echo new > new.txt && echo wrote the worktree',
        'echo x > "$TMPDIR/x" && mktemp >/dev/null && echo wrote "$TMPDIR"',
        `echo x > '${beside}' || echo refused beside`,
        'echo x > ~/x || echo refused home',
        'echo x > /tmp/winnow-never || echo refused tmp',
        `echo x >> '${repository.path}/a.txt' || echo refused checkout`,
        `cat '${repository.path}/a.txt'`,
      ].join('\n'),
    )
    const said = out.split('\n').filter((line) => /^(wrote|refused|a$)/.test(line))
    const temporary = said[1]?.replace('wrote ', '') ?? ''
    expect(said).toEqual([
      ...['wrote the worktree', `wrote ${temporary}`, 'refused beside', 'refused home', 'refused tmp'],
      ...['refused checkout', 'a'],
    ])
    expect(path.basename(temporary)).toMatch(/^winnow-turn-/)
    expect(existsSync(temporary)).toBe(false)
    expect(existsSync(beside)).toBe(false)
    expect(readFileSync(path.join(worktree, 'new.txt'), 'utf8')).toBe('new\n')
    expect(await notices(session)).toContain('can write in its worktree')
  })

  test('sees of Winnow’s data folder its own worktree and nothing else', async () => {
    await run('true')
    const home = path.join(folder.path, 'winnow')
    const { out, worktree } = await run(
      `find '${home}' -maxdepth 3 | sort; find '${home}/private' '${home}/sessions'`,
    )
    const real = realpathSync(home)
    const way = path.relative(real, worktree).split('/')
    const parts = way.map((_, at) => path.join(home, ...way.slice(0, at + 1)))
    expect(out.split('\n').filter((line) => line.startsWith(home))).toEqual([home, ...parts])
    expect(out).toMatch(/winnow\/private.: No such file/)
  })

  test('commits with its own git, and changes no hook, configuration or reference by it', async () => {
    const before = repository.git('for-each-ref', 'refs/heads')
    const { out, session } = await run(
      [
        'echo more >> a.txt; git add a.txt; git commit -qm mine && git log --format=%s -n 1',
        'git commit --amend -qm better && git log --format=%s -n 1',
        'git reset -q --hard HEAD~1 && git status --porcelain && git reset -q --hard HEAD@{1}',
        'git branch evil || echo refused a branch',
        'git config core.hooksPath x || echo refused configuration',
        `for it in commondir gitdir locked config.worktree; do rm -f "$(git rev-parse --absolute-git-dir)/$it" || echo refused $it; done`,
        'rm -f .git || echo refused .git',
        `echo x > '${repository.path}/.git/hooks/pre-commit' || echo refused a hook`,
        `echo x > '${repository.path}/.git/objects/info/alternates' || echo refused alternates`,
      ].join('\n'),
    )
    expect(out.split('\n').filter((line) => /^(mine|better|refused)/.test(line))).toEqual([
      ...[
        'mine',
        'better',
        'refused a branch',
        'refused configuration',
        'refused commondir',
        'refused gitdir',
      ],
      ...[
        'refused locked',
        'refused config.worktree',
        'refused .git',
        'refused a hook',
        'refused alternates',
      ],
    ])
    expect(repository.git('for-each-ref', 'refs/heads')).toBe(before)
    const { files } = unwrap(await workbench.client.changeset.get({ session }))
    expect(files.map((file) => file.path)).toEqual(['a.txt', 'out'])
    expect(repository.git('worktree', 'list', '--porcelain').match(/^worktree /gm)).toHaveLength(2)
  })

  test('is not led elsewhere by a link that an earlier turn made of git’s objects', async () => {
    await workbench.client.workbench.saveSettings({ sandbox: 'off' })
    const objects = path.join(repository.path, '.git/objects')
    const session = await workbench.task(
      opened,
      `mv '${objects}' '${objects}.kept'; ln -s '${objects}.kept' '${objects}'`,
      'do it',
      `echo x > '${objects}.kept/x' && echo led elsewhere > out; echo more >> a.txt; git commit -qam mine 2>&1 || echo refused >> out`,
    )
    await workbench.state(session, 'ready')
    await workbench.client.workbench.saveSettings({ sandbox: 'agents' })
    unwrap(await workbench.client.session.followUp({ session, text: 'again' }))
    const { worktree } = await workbench.until(
      session,
      ({ state, revisions }) => state === 'ready' && revisions.length === 2,
    )
    expect(readFileSync(path.join(worktree ?? '', 'out'), 'utf8')).toBe('refused\n')
  })

  test('does not reach the daemons of the login session, or a terminal that goes on', async () => {
    const [run1, terminals] = ['run', 'terminals'].map((name) => path.join(folder.path, name))
    const servers = [`${run1}/bus`, `${terminals}/tmux-${process.getuid?.()}/default`].map((at) => {
      mkdirSync(path.dirname(at), { recursive: true })
      return createServer((client) => client.end('served')).listen(at)
    })
    for (const server of servers) if (!server.listening) await once(server, 'listening')
    await workbench.end()
    await begin({ ...on, XDG_RUNTIME_DIR: run1 ?? '', TMUX_TMPDIR: terminals ?? '' })
    const ask = (at: string) =>
      `'${process.execPath}' -e 'require("net").connect("${at}").on("error", () => console.log("refused")).pipe(process.stdout)'`
    const { out } = await run(
      [ask(`${run1}/bus`), ask(`${terminals}/tmux-${process.getuid?.()}/default`)].join('\n'),
    )
    for (const server of servers) server.close()
    expect(out).toBe('refused\nrefused\n')
  })

  test('ends its processes and gives them their time, as any other', async () => {
    const session = await workbench.task(
      opened,
      `trap 'echo bye > bye; exit 0' TERM; touch there; while :; do sleep 0.02; done`,
    )
    const { worktree } = await workbench.until(session, (one) => one.worktree !== null)
    await until('it runs', () => existsSync(path.join(worktree ?? '', 'there')), 30_000)
    unwrap(await workbench.client.session.stop({ session }))
    await workbench.state(session, 'stopped')
    expect(readFileSync(path.join(worktree ?? '', 'bye'), 'utf8')).toBe('bye\n')
  })

  test('is off by one setting, and says so', async () => {
    await workbench.client.workbench.saveSettings({ sandbox: 'off' })
    const beside = path.join(folder.path, 'beside')
    const { session } = await run(`echo x > '${beside}'`)
    expect(readFileSync(beside, 'utf8')).toBe('x\n')
    expect(await notices(session)).toContain('The sandbox is off in the settings.')
  })

  test('holds too where turns have no namespace', async () => {
    await workbench.client.workbench.saveSettings({ endAllProcesses: false })
    const beside = path.join(folder.path, 'beside')
    const { out } = await run(`echo x > '${beside}' || echo refused; pwd; ls '${folder.path}/winnow'`)
    expect(out).toContain('refused')
    expect(existsSync(beside)).toBe(false)
  })
})

test('without bubblewrap, and with one that does not work, a turn goes as ever and its session says why', async () => {
  const bin = path.join(folder.path, 'bin')
  mkdirSync(bin)
  for (const name of [
    'sh',
    'git',
    'unshare',
    'nsenter',
    'setpriv',
    'env',
    'cat',
    'mount',
    'sleep',
    'cd',
    'true',
    'ps',
  ])
    for (const at of ['/usr/bin', '/bin'])
      if (existsSync(path.join(at, name)) && !existsSync(path.join(bin, name)))
        symlinkSync(path.join(at, name), path.join(bin, name))
  const beside = path.join(folder.path, 'beside')
  const goes = async (why: string): Promise<void> => {
    await workbench.end()
    await begin({ ...on, PATH: bin })
    const { session } = await run(`echo x >> '${beside}'`)
    expect(await notices(session)).toContain(why)
  }
  await goes('bubblewrap is not installed')
  writeFileSync(
    path.join(bin, 'bwrap'),
    '#!/bin/sh\necho "No permissions to create new namespace" >&2; exit 1\n',
  )
  chmodSync(path.join(bin, 'bwrap'), 0o755)
  await goes('No permissions to create new namespace')
  // One that says nothing and keeps nothing is not taken for a sandbox.
  writeFileSync(
    path.join(bin, 'bwrap'),
    '#!/bin/sh\nwhile test "$1" != --; do shift; done; shift; exec "$@"\n',
  )
  await goes('it does not keep what it should')
  expect(readFileSync(beside, 'utf8')).toBe('x\nx\nx\n')
})
