/**
 * Colours of code: few, and none of those that carry a meaning elsewhere. Each holds 4.5:1 on every ground that code has,
 * dimmed too; numbers of lines have fewer grounds.
 */
export const syntax = {
  light: {
    comment: '#50565f',
    keyword: '#66409a',
    string: '#7a4c02',
    number: '#175c78',
    type: '#195a88',
    tag: '#195a88',
    name: '#22304a',
    lineNumber: '#5b6168',
  },
  dark: {
    comment: '#a5aab2',
    keyword: '#c3a6f0',
    string: '#dfb980',
    number: '#8cc7e0',
    type: '#92bdea',
    tag: '#92bdea',
    name: '#d5dbe6',
    lineNumber: '#9297a0',
  },
} as const
