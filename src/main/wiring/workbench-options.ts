import type { Keychain } from '#shared/domain/settings/keychain.ts'
import type { AgentManifest } from '../agents/manifest.ts'
import type { Outside } from '../agents/network/outside.ts'
import type { MachinePower } from '../system/machine-power.ts'
import type { Notification } from '../processes/turn-ended.ts'

/** What a host gives the workbench that it makes. */
export interface WorkbenchOptions {
  /** The data folder; this process owns it, unless it works on a copy. */
  readonly home: string
  readonly host: 'electron' | 'web' | 'command'
  readonly env: Readonly<Record<string, string | undefined>>
  readonly version: string
  /** What the workbench was started on. */
  readonly openedPath: string | null
  /** Whether queued sessions run here; a command that only looks leaves them queued. On unless false. */
  readonly runsQueue?: boolean
  /**
   * Set for a data folder that this process does not own: a folder of its own with a copy of the database. Then nothing is
   * written but there: no earlier run is recovered, no reference moves, and no queued session runs.
   */
  readonly copy?: string
  readonly keychain?: Keychain
  /** Agents besides those that Winnow knows. */
  readonly agents?: readonly AgentManifest[]
  /** The port of the host's own pages, which no agent is led to. */
  readonly ownPort?: () => number | null
  /** The network of this machine, as the turns of agents are let to it; else as Node has it. */
  readonly outside?: Outside
  /** A native dialog for a folder. */
  readonly chooseFolder?: () => Promise<string | null>
  /** Where the host can keep the machine awake. */
  readonly power?: MachinePower
  readonly notify?: (notification: Notification) => void
}
