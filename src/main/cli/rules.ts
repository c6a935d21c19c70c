import path from 'node:path'
import type { WorkbenchClient } from '#shared/rpc/client.ts'
import type { Rule, RuleEffect } from '#shared/domain/approval/rule.ts'
import type { Add, Context, JsonOption } from './context.ts'
import { CommandFailure, expectOk, usage } from './outcome.ts'
import { openedRepository } from './opened-repository.ts'

interface RulesFlags extends JsonOption {
  readonly repo?: string
}

const doing =
  'Say `winnow rules`, `winnow rules allow TEXT`, `winnow rules forbid TEXT` or `winnow rules revoke ID`.'

/** `winnow rules`: the rules by which what agents ask in a repository is answered. Only the person may. */
export function addRulesCommand(add: Add, context: Context): void {
  add(
    'rules [verb] [rule...]',
    'list the rules that answer what agents ask here; `allow TEXT`, `forbid TEXT`, `revoke ID`',
  )
    .option('--repo <folder>', 'the repository; the folder you are in when absent')
    .addHelpText(
      'after',
      `
A rule is a command in plain words, with \` *\` at its end where any others may follow, a host, or a folder:
  winnow rules allow 'npm test *'
  winnow rules allow 'network: registry.npmjs.org'
  winnow rules allow 'write: docs/'
  winnow rules forbid 'git push *'
What forbids wins. Every part of a line has to be allowed by a rule, else you are asked.`,
    )
    .action(async (verb: string | undefined, words: readonly string[], flags: RulesFlags) => {
      const text = words.join(' ')
      if (verb === undefined) return list(context, flags)
      if (!['allow', 'forbid', 'revoke'].includes(verb) || text.trim() === '')
        throw usage(`${doing} Nothing was changed.`)
      await context.withClient(async (client) => {
        if (verb === 'revoke') {
          const repository = await known(client, context, flags)
          const rule = expectOk(await client.rule.revoke({ repository, rule: text }))
          return context.show(flags.json, rule, `Revoked: ${line(rule)}. The next ask is yours again.`)
        }
        const repository = await context.repository(client, flags.repo)
        const effect: RuleEffect = verb === 'allow' ? 'allow' : 'forbid'
        const rule = expectOk(await client.rule.add({ repository, effect, text }))
        context.show(
          flags.json,
          rule,
          `Written: ${line(rule)}. It answers every later ask in this repository.`,
        )
      })
    })
}

async function list(context: Context, flags: RulesFlags): Promise<void> {
  await context.withClient(async (client) => {
    const repository = await known(client, context, flags)
    const rules = await client.rule.list({ repository })
    const text =
      rules.length === 0
        ? 'There are no rules in this repository: everything that agents ask comes to you.'
        : rules.map(line).join('\n')
    context.show(flags.json, { repository, rules }, text)
  }, 'read')
}

function line({ id, effect, text }: Rule): string {
  return `${id}  ${effect === 'allow' ? 'allow ' : 'forbid'}  ${text}`
}

async function known(client: WorkbenchClient, context: Context, { repo }: RulesFlags): Promise<string> {
  const folder = repo ?? '.'
  const repository = await openedRepository(client, path.resolve(context.folder, folder))
  if (repository !== null) return repository
  throw new CommandFailure({
    kind: 'notFound',
    message: `No repository was opened at ${folder}. Nothing was changed. Name one with --repo FOLDER.`,
  })
}
