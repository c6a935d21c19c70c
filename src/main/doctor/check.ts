/** What was looked at on a machine. */
export interface DoctorCheck {
  readonly name: string
  /** `missing`: Winnow cannot work without it. `warning`: something is left out or may go wrong. */
  readonly state: 'ok' | 'missing' | 'warning'
  /** One sentence: what was found, or what to do. */
  readonly note: string
}

/** The machine that is looked at. */
export interface DoctorOptions {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly platform: NodeJS.Platform
}
