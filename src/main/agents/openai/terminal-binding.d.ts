/**
 * The native part of `@lydell/node-pty`. Its public class gives a terminal up 200 ms after its program ended, however much
 * was not read yet; so what is in the binary is used as it is.
 */
declare module '@lydell/node-pty/requireBinary.js' {
  interface TerminalBinding {
    fork(
      file: string,
      args: readonly string[],
      env: readonly string[],
      folder: string,
      columns: number,
      rows: number,
      user: number,
      group: number,
      utf8: boolean,
      helper: string,
      ended: (exitCode: number, signal: number) => void,
    ): { readonly fd: number; readonly pid: number }
  }
  /** Throws where there is no binary for this platform, or it can't be loaded. */
  export function requireBinary(file: 'pty.node'): TerminalBinding
}
