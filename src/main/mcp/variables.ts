/** The variables that tell a program of a turn where its session's review is, and by what it is let in. */
export const turnVariables = { socket: 'WINNOW_MCP', token: 'WINNOW_MCP_TOKEN' } as const
