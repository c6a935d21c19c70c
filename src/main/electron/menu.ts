import { Menu, type MenuItemConstructorOptions } from 'electron'
import type { Command, MenuName } from '#shared/commands/index.ts'
import { splitKey } from '#shared/commands/keys.ts'

const labels: Readonly<Record<MenuName, string>> = {
  file: '&File',
  edit: '&Edit',
  view: '&View',
  session: '&Session',
  review: '&Review',
  help: '&Help',
}

/** A command's first key as Electron writes it, or null where it has none that a menu can show. */
export function acceleratorOf(command: Command): string | null {
  const [first] = command.keys
  if (first === undefined) return null
  const { modifiers, key } = splitKey(first)
  const names: Readonly<Record<string, string>> = {
    ArrowUp: 'Up',
    ArrowDown: 'Down',
    ArrowLeft: 'Left',
    ArrowRight: 'Right',
    '+': 'Plus',
    ' ': 'Space',
  }
  const name = names[key] ?? (key.length === 1 ? key.toUpperCase() : key)
  return [...modifiers.map((modifier) => (modifier === 'Mod' ? 'CmdOrCtrl' : modifier)), name].join('+')
}

/** What a platform adds to the registry's commands in each menu. */
function platformItems(name: MenuName, mac: boolean): MenuItemConstructorOptions[] {
  switch (name) {
    case 'file':
      return [mac ? { role: 'close' } : { role: 'quit' }]
    case 'edit':
      return ['undo', 'redo', 'cut', 'copy', 'paste', 'selectAll'].map((role) => ({
        role: role as MenuItemConstructorOptions['role'],
      }))
    case 'view':
      return [{ role: 'reload' }, { role: 'toggleDevTools' }, { role: 'togglefullscreen' }]
    default:
      return []
  }
}

/** The template of the native menu, from the commands with the keys that count. */
export function menuTemplate(
  platform: string,
  commands: readonly Command[],
  choose: (command: string) => void,
): MenuItemConstructorOptions[] {
  const mac = platform === 'darwin'
  const item = (command: Command): MenuItemConstructorOptions => {
    const accelerator = acceleratorOf(command)
    // The page hears the keys itself, and knows when a person is typing: the menu only shows them. A Mac's menu
    // cannot show a key without taking it, so there the bare ones are left out.
    const shown = accelerator !== null && (!mac || /Cmd|^F\d/.test(accelerator)) ? { accelerator } : {}
    return {
      id: command.id,
      label: command.title,
      ...shown,
      registerAccelerator: false,
      click: () => choose(command.id),
    }
  }
  const names = Object.keys(labels) as MenuName[]
  const template = names.map((name): MenuItemConstructorOptions => {
    const own = commands.filter((command) => command.menu?.name === name)
    const sections = [...new Set(own.map((command) => command.menu?.section ?? 0))].sort((a, b) => a - b)
    const groups = sections.map((section) =>
      own.filter((command) => command.menu?.section === section).map((command) => item(command)),
    )
    const platformGroup = platformItems(name, mac)
    if (platformGroup.length > 0) groups.push(platformGroup)
    return {
      label: labels[name],
      submenu: groups.flatMap((group, index) =>
        index === 0 ? group : [{ type: 'separator' } as const, ...group],
      ),
    }
  })
  return mac ? [{ role: 'appMenu' }, ...template, { role: 'windowMenu' }] : template
}

/** Sets the application's menu, with the keys that count. */
export function setMenu(commands: readonly Command[], choose: (command: string) => void): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(process.platform, commands, choose)))
}
