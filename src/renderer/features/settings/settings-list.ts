import type { Settings } from '#shared/domain/settings/settings.ts'

type Kinds = {
  readonly choice: { readonly options: readonly { readonly value: string; readonly label: string }[] }
  readonly flag: object
  readonly number: { readonly minimum: number; readonly maximum: number; readonly unit: string }
  readonly text: { readonly placeholder: string }
}

type Entry<Kind extends keyof Kinds> = Kinds[Kind] & {
  readonly kind: Kind
  readonly name: Exclude<keyof Settings, 'lastAgent'>
  readonly title: string
  readonly note: string
  readonly section: 'Appearance' | 'Review' | 'Agents' | 'Programs' | 'Landing'
}

/** One setting as the settings view shows it. */
export type SettingEntry = { [Kind in keyof Kinds]: Entry<Kind> }[keyof Kinds]

/** Every setting of the person, in the order of the view. */
export const settingEntries: readonly SettingEntry[] = [
  {
    kind: 'choice',
    name: 'theme',
    section: 'Appearance',
    title: 'Theme',
    note: 'Light, dark, or what the system has.',
    options: [
      { value: 'system', label: 'As the system' },
      { value: 'light', label: 'Light' },
      { value: 'dark', label: 'Dark' },
    ],
  },
  {
    kind: 'number',
    name: 'codeFontSize',
    section: 'Appearance',
    title: 'Size of code',
    note: 'Of the diff and of output.',
    minimum: 8,
    maximum: 32,
    unit: 'px',
  },
  {
    kind: 'flag',
    name: 'ligatures',
    section: 'Appearance',
    title: 'Ligatures in code',
    note: 'Draws => and != as one sign where the font has it.',
  },
  {
    kind: 'choice',
    name: 'diffLayout',
    section: 'Review',
    title: 'Layout of the diff',
    note: 'Where a side would have less than 60 columns it is unified. The key s switches it for windows of that width.',
    options: [
      { value: 'split', label: 'Side by side' },
      { value: 'unified', label: 'Unified' },
    ],
  },
  {
    kind: 'flag',
    name: 'wrap',
    section: 'Review',
    title: 'Wrap long lines',
    note: 'Otherwise long lines scroll sideways. The key z switches it for windows of that width.',
  },
  {
    kind: 'flag',
    name: 'readingFigures',
    section: 'Review',
    title: 'Keep figures of my reading',
    note: 'For each verdict in a window its time, your attention and keys, and how much it decided; no text, no paths. They stay on this machine, for you alone: “Show the figures of my reading” in the palette shows and deletes them.',
  },
  {
    kind: 'number',
    name: 'parallelLimit',
    section: 'Agents',
    title: 'Agents at a time',
    note: 'Tasks beyond it wait in their order.',
    minimum: 1,
    maximum: 64,
    unit: 'agents',
  },
  {
    kind: 'choice',
    name: 'sandbox',
    section: 'Agents',
    title: 'Keep agents to their worktree',
    note: 'On Linux, with bubblewrap: they write nowhere else, and don’t see Winnow’s own data. A command of your own runs with your rights unless you say otherwise.',
    options: [
      { value: 'agents', label: 'Agents' },
      { value: 'all', label: 'Agents and commands of your own' },
      { value: 'off', label: 'None' },
    ],
  },
  {
    kind: 'choice',
    name: 'network',
    section: 'Agents',
    title: 'Network of agents',
    note: 'In the sandbox. Asked: they reach their own model, and you are asked about every other host.',
    options: [
      { value: 'asked', label: 'Asked' },
      { value: 'open', label: 'Open' },
    ],
  },
  {
    kind: 'flag',
    name: 'packageRegistries',
    section: 'Agents',
    title: 'Allow package registries',
    note: 'Agents reach those of npm, PyPI, crates.io, Go, RubyGems, Maven and others without asking you.',
  },
  {
    kind: 'flag',
    name: 'endAllProcesses',
    section: 'Agents',
    title: 'End all processes with their turn',
    note: 'On Linux a turn runs in a process namespace, so nothing of it goes on. sudo does not work in one.',
  },
  {
    kind: 'flag',
    name: 'keepAwake',
    section: 'Agents',
    title: 'Stay awake while an agent works',
    note: 'In the desktop app: this computer does not go to sleep by itself. The screen may still go dark.',
  },
  {
    kind: 'text',
    name: 'openaiModel',
    section: 'Agents',
    title: 'Model for OpenAI',
    note: 'Any model that the endpoint offers, over the Responses API or chat completions.',
    placeholder: '',
  },
  {
    kind: 'text',
    name: 'openaiBaseUrl',
    section: 'Agents',
    title: 'Endpoint for OpenAI',
    note: 'Any compatible endpoint. Empty: OPENAI_BASE_URL, else OpenAI itself.',
    placeholder: 'https://api.openai.com/v1',
  },
  {
    kind: 'number',
    name: 'openaiWindow',
    section: 'Agents',
    title: 'Context of the OpenAI model',
    note: 'Shortly before it is full the conversation is shortened. 0: as is known of the model.',
    minimum: 0,
    maximum: 100_000_000,
    unit: 'tokens',
  },
  {
    kind: 'number',
    name: 'openaiMostRounds',
    section: 'Agents',
    title: 'Rounds in a turn of OpenAI',
    note: 'The turn stops then, and keeps what it wrote. 0: no limit.',
    minimum: 0,
    maximum: 1_000_000,
    unit: 'rounds',
  },
  {
    kind: 'number',
    name: 'openaiMostMinutes',
    section: 'Agents',
    title: 'Time of a turn of OpenAI',
    note: 'Without the time in which it waits for you. 0: no limit.',
    minimum: 0,
    maximum: 100_000,
    unit: 'minutes',
  },
  {
    kind: 'number',
    name: 'openaiMostTokens',
    section: 'Agents',
    title: 'Tokens of a turn of OpenAI',
    note: 'All of its requests and answers, the cached ones too. 0: no limit.',
    minimum: 0,
    maximum: 100_000_000,
    unit: 'thousand tokens',
  },
  {
    kind: 'text',
    name: 'shell',
    section: 'Programs',
    title: 'Shell',
    note: 'Runs command agents and setup commands. Empty: $SHELL, else /bin/sh.',
    placeholder: '/bin/zsh',
  },
  {
    kind: 'text',
    name: 'editor',
    section: 'Programs',
    title: 'Editor',
    note: 'A command; {file} and {line} are filled in. Empty: found on PATH.',
    placeholder: 'code --goto {file}:{line}',
  },
  {
    kind: 'text',
    name: 'terminal',
    section: 'Programs',
    title: 'Terminal',
    note: 'A command; {folder} is filled in. Empty: found on PATH.',
    placeholder: 'gnome-terminal --working-directory={folder}',
  },
  {
    kind: 'flag',
    name: 'coAuthoredBy',
    section: 'Landing',
    title: 'Name the agent in commits',
    note: 'Adds a Co-authored-by trailer. You stay the author.',
  },
]

/** Entries whose words contain all words of the query. */
export function findSettings(query: string): readonly SettingEntry[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  return settingEntries.filter((entry) => {
    const text = `${entry.title} ${entry.note} ${entry.section} ${entry.name}`.toLowerCase()
    return words.every((word) => text.includes(word))
  })
}
