import { knownAgents } from '../agents/registry.ts'
import type { Add, Context, JsonOption } from './context.ts'
import { CommandFailure, exitCode, usage } from './outcome.ts'

/** `winnow doctor`: looks at the machine, or gives an agent something small to do. */
export function addDoctorCommand(add: Add, context: Context): void {
  const kinds = knownAgents.filter(({ kind }) => kind !== 'command').map(({ kind }) => kind)
  add('doctor', 'say what is missing on this machine and how to get it')
    .option(
      '--try <agent>',
      `have an agent write a file in a scratch repository: ${kinds.join(', ')}, or one of a file`,
    )
    .action(async (flags: JsonOption & { readonly try?: string }) => {
      const tried = flags.try
      const report = await context.doctor(tried ?? null)
      if (tried !== undefined && report.checks.length === 0)
        throw usage(
          `There is no agent "${tried}" to try. Choose one of ${kinds.join(', ')}, or one that a file in the data folder's agents/ adds.`,
        )
      context.show(
        flags.json,
        report,
        report.checks.map((check) => `${check.state.padEnd(8)} ${check.name}: ${check.note}`).join('\n'),
      )
      if (tried !== undefined && report.checks.some(({ state }) => state !== 'ok'))
        throw new CommandFailure(
          { kind: 'agentFailed', message: 'The agent did not do it; see above.' },
          exitCode.failed,
          true,
        )
      if (report.checks.some(({ state }) => state === 'missing'))
        throw new CommandFailure(
          { kind: 'missing', message: 'Something that Winnow needs is missing; see above.' },
          exitCode.failed,
          true,
        )
    })
}
