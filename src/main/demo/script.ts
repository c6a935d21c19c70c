/** A change of one file: one passage replaced, a name replaced throughout, or a whole file written. */
export type ScriptedChange =
  | { readonly path: string; readonly find: string; readonly replace: string }
  | { readonly path: string; readonly everywhere: string; readonly replace: string }
  | { readonly path: string; readonly content: string }

/** One thing the scripted agent does. */
export type ScriptedStep =
  | { readonly kind: 'say'; readonly text: string }
  /** Ticks the plan off up to this step, counted from 0. */
  | { readonly kind: 'plan'; readonly at: number }
  | { readonly kind: 'edit'; readonly title: string; readonly changes: readonly ScriptedChange[] }
  /** Runs `node` with these arguments in the worktree, for real. */
  | { readonly kind: 'run'; readonly args: readonly string[] }

/** A task that the scripted agent can play in the demo repository. */
export interface DemoScript {
  readonly title: string
  /** How long it takes: its waits are multiplied by this. */
  readonly pace: number
  /** What a prompt for it is about. */
  readonly about: RegExp
  readonly plan: readonly string[]
  /** The task itself, then one follow-up each. */
  readonly turns: readonly (readonly ScriptedStep[])[]
}
