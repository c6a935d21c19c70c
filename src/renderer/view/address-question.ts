import { createStore } from 'zustand/vanilla'
import { showDialog } from './view-store.ts'

/** An address that stands in a text which the person did not write, and may be opened once they say so. */
export interface AddressQuestion {
  /** As the browser will read it: letters of other scripts in a host are seen. */
  readonly href: string
  /** Where it stands, as the end of "It stands in …". */
  readonly where: string
}

/** The question of the dialog `address`. */
export const addressQuestionStore = createStore<{ readonly question: AddressQuestion | null }>(() => ({
  question: null,
}))

/** Asks whether an address is to be opened. `url` is http or https. */
export function askForAddress(url: string, where: string): void {
  addressQuestionStore.setState({ question: { href: new URL(url).href, where } })
  showDialog('address')
}
