import path from 'node:path'
import { z } from 'zod'
import { err, ok, type Result } from '#shared/base/result.ts'

const env = z.record(
  z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'is not the name of a variable'),
  z.string(),
)
const start = { args: z.array(z.string()).optional(), env: env.optional() }
const packaged = z.strictObject({ package: z.string().min(1), ...start })
const binary = z.strictObject({
  archive: z.url(),
  sha256: z.string().optional(),
  cmd: z.string().min(1),
  ...start,
})

const platforms = z.enum([
  'darwin-aarch64',
  'darwin-x86_64',
  'linux-aarch64',
  'linux-x86_64',
  'windows-aarch64',
  'windows-x86_64',
])

/** From the home folder, and below it. */
const place = z.string().refine(
  (name) => {
    const plain = path.posix.normalize(name).replace(/\/$/, '')
    return name !== '' && !path.posix.isAbsolute(name) && plain !== '.' && !plain.split('/').includes('..')
  },
  { error: 'is not a path below the home folder, as “.config/agent” is' },
)

/** What Winnow needs to know besides, all of it optional. */
const winnow = z.strictObject({
  /** The program on PATH, or its absolute path, where that is not what the package or archive is called. */
  program: z.string().min(1).optional(),
  /** How to get it and sign in, in one sentence. */
  install: z.string().min(1).optional(),
  /** Names of the variables with secrets that it is given. */
  secrets: z.array(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'is not the name of a variable')).default([]),
  /** What it may write of the home folder in the sandbox, and what of that it may only read. */
  stateFolders: z.array(place).default([]),
  stateSettings: z.array(place).default([]),
  /** Set where it keeps its commands from files itself, in a sandbox that does not work inside Winnow's. */
  ownSandbox: z.boolean().default(false),
  domains: z
    .array(z.string().regex(/^(\*\.)?[A-Za-z0-9.-]+(:\d+)?$/, 'is not the name of a host'))
    .default([]),
  /** What it calls the modes that Winnow offers. */
  modes: z
    .strictObject({
      ask: z.string(),
      'ask for edits': z.string(),
      plan: z.string(),
      'never ask': z.string(),
    })
    .partial()
    .default({}),
})

/** An entry of the ACP registry (its `agent.schema.json`), and what Winnow needs besides under `winnow`. */
const agentFile = z.object({
  id: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,39}$/, 'is not up to 40 small letters, digits and hyphens, a letter first'),
  name: z.string().min(1).max(60),
  version: z.string().regex(/^\d+\.\d+\.\d+/, 'is not a version, as “1.0.0” is'),
  description: z.string().min(1),
  distribution: z
    .strictObject({
      npx: packaged.optional(),
      uvx: packaged.optional(),
      binary: z.partialRecord(platforms, binary).optional(),
    })
    .refine((given) => Object.values(given).some((one) => one !== undefined), {
      error: 'names none of npx, uvx and binary',
    }),
  winnow: winnow.default(() => winnow.parse({})),
})

type Read = z.infer<typeof agentFile>

/** What such a file says. */
export type AgentFile = z.input<typeof agentFile>

/** An agent that a file describes, as it is started on this machine. */
export interface DescribedAgent {
  readonly id: string
  readonly name: string
  readonly description: string
  /** The name of a program on PATH, or an absolute path. */
  readonly program: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** How to get it, in one sentence. */
  readonly install: string
  readonly winnow: Readonly<Read['winnow']>
}

/** The machine that an archive would be for. */
export interface Machine {
  readonly platform: NodeJS.Platform
  readonly arch: string
}

/** Reads an agent from the text of its file; the error says in one sentence what is wrong with it. */
export function readAgentFile(text: string, machine: Machine): Result<DescribedAgent, string> {
  try {
    return describeAgent(JSON.parse(text), machine)
  } catch (error) {
    return err(`It is no JSON (${error instanceof Error ? error.message : String(error)}).`)
  }
}

/** Reads an agent from what its file says; the error says in one sentence what is wrong with it. */
export function describeAgent(said: unknown, machine: Machine): Result<DescribedAgent, string> {
  const read = agentFile.safeParse(said, { reportInput: true })
  if (!read.success) return err(`${read.error.issues.slice(0, 3).map(issueText).join('; ')}.`)
  const { id, name, description, winnow: own } = read.data
  const found = startOf(read.data, machine)
  if (found === null) return err(`distribution.binary has nothing for this machine (${keyOf(machine)}).`)
  const { program, args, install } = found
  return ok({
    ...{ id, name, description, args, env: found.env },
    program: own.program ?? program,
    install: own.install ?? install,
    winnow: own,
  })
}

interface Start {
  readonly program: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly install: string
}

/** How it is started where it is installed: nothing is ever downloaded for it. */
function startOf({ name, distribution }: Read, machine: Machine): Start | null {
  const { npx, uvx } = distribution
  const archive = distribution.binary?.[keyOf(machine)]
  if (archive !== undefined)
    return {
      ...started(archive),
      program: path.isAbsolute(archive.cmd) ? archive.cmd : path.posix.basename(archive.cmd),
      install: `Install ${name} from ${archive.archive} so that its program is on PATH.`,
    }
  if (npx !== undefined)
    return {
      ...started(npx),
      // “@scope/name@1.0.0” installs a program that is called “name”, most often.
      program: /^(?:@[^/]+\/)?([^@/]+)/.exec(npx.package)?.[1] ?? npx.package,
      install: `Install it with “npm install -g ${npx.package}”.`,
    }
  if (uvx !== undefined)
    return {
      ...started(uvx),
      program: /^[A-Za-z0-9._-]+/.exec(uvx.package)?.[0] ?? uvx.package,
      install: `Install it with “uv tool install ${uvx.package}”.`,
    }
  return null
}

function started(given: {
  readonly args?: readonly string[] | undefined
  readonly env?: Readonly<Record<string, string>> | undefined
}): Pick<Start, 'args' | 'env'> {
  return { args: given.args ?? [], env: given.env ?? {} }
}

function keyOf({ platform, arch }: Machine): z.infer<typeof platforms> {
  const system = platform === 'darwin' ? 'darwin' : platform === 'win32' ? 'windows' : 'linux'
  return `${system}-${arch === 'arm64' ? 'aarch64' : 'x86_64'}`
}

function issueText(issue: z.core.$ZodIssue): string {
  const where = issue.path.join('.') || 'The file'
  if (issue.code === 'invalid_type' && issue.input === undefined) return `${where} is missing`
  if (issue.code === 'unrecognized_keys')
    return `${where} has what is not known there: ${issue.keys.join(', ')}`
  return /^(is|names) /.test(issue.message) ? `${where} ${issue.message}` : `${where}: ${issue.message}`
}
